import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import type { HttpSinkSettings } from '../../guard/index.ts';
import { HttpSink } from './http-sink.ts';
import { OtlpSink } from './otlp-sink.ts';
import { COMMON, fakeSinkRecord } from './testing/records.ts';

interface Request {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const never = new AbortController().signal;

/** An HTTP server that answers as it is told; gives its address and what it was asked. */
async function serve(answer: RequestListener): Promise<{ url: string; requests: readonly Request[] }> {
  const requests: Request[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    requests.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(request, response);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function sinkAt(url: string, more: Partial<HttpSinkSettings> = {}): HttpSink | OtlpSink {
  const settings: HttpSinkSettings = { ...COMMON, type: 'http', url, ...more };
  const sink = settings.type === 'http' ? new HttpSink(settings) : new OtlpSink(settings);
  onTestFinished(() => sink.close());
  return sink;
}

describe('a sink over HTTP', () => {
  it("posts each record as Falco's JSON, over one connection", async () => {
    const sockets = new Set<Socket>();
    const { url, requests } = await serve((request, response) => {
      sockets.add(request.socket);
      response.end('ok');
    });
    const records = ['one', 'two\nlines', 'dré'].map((message) => fakeSinkRecord(message));
    const sink = sinkAt(`${url}/falco`, { headers: { 'x-tenant': 'a' } });
    expect(await sink.send(records, never)).toEqual({ rejected: 0 });
    expect(requests.map(({ body }) => JSON.parse(body))).toEqual(records.map(({ record }) => record));
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: '/falco',
      headers: {
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(/^prempti\//),
        'x-tenant': 'a',
      },
    });
    expect(sockets.size).toBe(1);
  });

  it('shows the token of a file, anew each time, and only one that others cannot read', async () => {
    const { url, requests } = await serve((_, response) => void response.end());
    const file = join(tempDir(), 'token');
    writeFileSync(file, 'first\n', { mode: 0o600 });
    const sink = sinkAt(url, { token: `file:${file}` });
    await sink.send([fakeSinkRecord('a')], never);
    writeFileSync(file, 'second\n');
    await sink.send([fakeSinkRecord('b')], never);
    expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second']);
    chmodSync(file, 0o644);
    await expect(sink.send([fakeSinkRecord('c')], never)).rejects.toThrow(`run "chmod 600 ${file}"`);
    writeFileSync(file, 'sec\nret');
    chmodSync(file, 0o600);
    await expect(sink.send([fakeSinkRecord('d')], never)).rejects.toThrow(
      /^the value of token is not one line/,
    );
    expect(requests).toHaveLength(2);
  });

  it('does not wait for the other end of a pipe in place of a secret', async () => {
    const file = join(tempDir(), 'token');
    execFileSync('mkfifo', ['-m', '600', file]);
    const sink = sinkAt('http://127.0.0.1:1', { token: `file:${file}` });
    await expect(sink.send([fakeSinkRecord('a')], never)).rejects.toThrow(`${file} holds no secret`);
  });

  it('tells which variable holds no secret', async () => {
    const sink = sinkAt('http://127.0.0.1:1', { headers: { 'api-key': 'env:PREMPTI_TEST_NO_SUCH' } });
    await expect(sink.send([fakeSinkRecord('a')], never)).rejects.toThrow(
      'the environment variable PREMPTI_TEST_NO_SUCH is not set here',
    );
  });

  it.each([
    [400, true],
    [413, true],
    [401, false],
    [403, false],
    [404, false],
    [408, false],
    [429, false],
    [500, false],
    [503, false],
  ])('takes the status %i for final: %s', async (status, isRejected) => {
    const { url } = await serve((_, response) => void response.writeHead(status).end('why not\u001b[2J'));
    await expect(sinkAt(url).send([fakeSinkRecord('a')], never)).rejects.toMatchObject({
      isRejected,
      message: expect.stringContaining(`status ${status}: why not`),
    });
  });

  it.each([
    ['seconds', '7', 7_000, 7_000],
    ['a date', new Date(Date.now() + 60_000).toUTCString(), 50_000, 60_000],
    ['a date in the past', 'Wed, 21 Oct 2015 07:28:00 GMT', 0, 0],
  ])('hears how long to wait, as %s', async (_what, value, from, to) => {
    const { url } = await serve(
      (_, response) => void response.writeHead(429, { 'retry-after': value }).end(),
    );
    const error = await sinkAt(url)
      .send([fakeSinkRecord('a')], never)
      .catch((thrown: { retryAfterMs: number }) => thrown);
    expect(error).toHaveProperty('retryAfterMs');
    const { retryAfterMs } = error as { retryAfterMs: number };
    expect(retryAfterMs).toBeGreaterThanOrEqual(from);
    expect(retryAfterMs).toBeLessThanOrEqual(to);
  });

  it('tells nothing of its secrets that a server repeats', async () => {
    const { url } = await serve((request, response) => {
      response
        .writeHead(401)
        .end(`no: ${request.headers.authorization} ${request.headers['x-key']} ${request.url}`);
    });
    const file = join(tempDir(), 'token');
    writeFileSync(file, 'wh1te-r4bbit', { mode: 0o600 });
    const sink = sinkAt(`${url}/hooks/T0/k3y-in-path`, {
      token: `file:${file}`,
      headers: { 'x-key': `file:${file}` },
    });
    await expect(sink.send([fakeSinkRecord('a')], never)).rejects.toThrow(
      /^it answered with status 401: no: \*{4} \*{4} \*{4}$/,
    );
  });

  it('does not follow a redirect', async () => {
    const other = await serve((_, response) => void response.end());
    const { url } = await serve((_, response) => void response.writeHead(307, { location: other.url }).end());
    await expect(sinkAt(url).send([fakeSinkRecord('a')], never)).rejects.toThrow('status 307');
    expect(other.requests).toEqual([]);
  });

  it('reads no more of an endless answer than it needs', async () => {
    const { url } = await serve((_, response) => {
      const more = setInterval(() => response.write('x'.repeat(100_000)), 1);
      response.on('close', () => clearInterval(more));
    });
    expect(await sinkAt(url).send([fakeSinkRecord('a')], never)).toEqual({ rejected: 0 });
  });

  it('gives up on a server that hangs when it is closed', async () => {
    const { url } = await serve(() => undefined);
    const closing = new AbortController();
    const sent = sinkAt(url).send([fakeSinkRecord('a')], closing.signal);
    setTimeout(() => closing.abort(), 50);
    await expect(sent).rejects.toThrow();
  });

  it('fails where a connection is reset, and works once that is over', async () => {
    let isBroken = true;
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      if (isBroken) socket.resetAndDestroy();
      else socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const sink = sinkAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await expect(sink.send([fakeSinkRecord('a')], never)).rejects.toThrow();
    isBroken = false;
    expect(await sink.send([fakeSinkRecord('a')], never)).toEqual({ rejected: 0 });
  });
});

describe('a sink of OpenTelemetry', () => {
  const OTLP = { type: 'otlp' } as const;

  it('posts a batch in one request, to the default path where none is given', async () => {
    const { url, requests } = await serve((_, response) => void response.end('{"partialSuccess":{}}'));
    const records = [fakeSinkRecord('a'), fakeSinkRecord('b')];
    expect(await sinkAt(url, OTLP).send(records, never)).toEqual({ rejected: 0 });
    await sinkAt(`${url}/otel/v1/logs`, OTLP).send(records, never);
    expect(requests.map((request) => request.url)).toEqual(['/v1/logs', '/otel/v1/logs']);
    const { logRecords } = JSON.parse(requests[0]?.body ?? '').resourceLogs[0].scopeLogs[0];
    expect(logRecords.map(({ body }: { body: object }) => body)).toEqual([
      { stringValue: 'a' },
      { stringValue: 'b' },
    ]);
  });

  it.each([
    ['some of a batch', '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"no"}}', 1],
    ['more than there were', '{"partialSuccess":{"rejectedLogRecords":7}}', 2],
    ['none, in an answer that is not JSON', '\n\u0000', 0],
    ['none, in an odd answer', '{"partialSuccess":null}', 0],
  ])('counts what is not taken: %s', async (_what, answer, rejected) => {
    const { url } = await serve((_, response) => void response.end(answer));
    const records = [fakeSinkRecord('a'), fakeSinkRecord('b')];
    expect(await sinkAt(url, OTLP).send(records, never)).toEqual({ rejected });
  });

  it.each([
    [500, true],
    [502, false],
    [503, false],
    [504, false],
    [429, false],
    [401, false],
  ])('takes the status %i for final: %s', async (status, isRejected) => {
    const { url } = await serve((_, response) => void response.writeHead(status).end());
    await expect(sinkAt(url, OTLP).send([fakeSinkRecord('a')], never)).rejects.toMatchObject({ isRejected });
  });
});
