import { once } from 'node:events';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakePayload } from '../../tests/support/fakes.ts';
import { collect, startFakeService } from '../../tests/support/service.ts';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { readAuditLog } from '../audit/index.ts';
import { requestStatus } from './control-client.ts';
import { readHttpToken } from './http-token.ts';
import type { ServiceOptions } from './service.ts';

const TOKEN = 'a'.repeat(64);

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: IncomingHttpHeaders;
  readonly body?: string;
}

interface Answered {
  readonly status: number | undefined;
  readonly body: string;
}

async function startEndpoint(more: Partial<ServiceOptions> = {}) {
  const running = await startFakeService({ http: { port: 0, token: TOKEN }, ...more });
  const port = running.service.status().httpPort ?? 0;
  const ask = (asked: Asked): Promise<Answered> => askAt(port, asked);
  return { ...running, port, ask };
}

function askAt(
  port: number,
  { method = 'POST', path = '/hook/fake', headers, body }: Asked,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, method, path, headers: { authorization: `Bearer ${TOKEN}`, ...headers } },
      async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        resolve({ status: response.statusCode, body: text });
      },
    );
    asked.on('error', reject);
    asked.end(body ?? JSON.stringify(fakePayload('deny it')));
  });
}

describe('the HTTP endpoint', () => {
  it('answers a decision in the words of the agent, and records it', async () => {
    const { ask, service, auditPath } = await startEndpoint();
    const { status, body } = await ask({});
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ decision: 'deny', reason: 'Rule deny: it runs deny it' });
    await service.stop();
    expect(readAuditLog(auditPath)).toHaveLength(2);
  });

  it('answers with nothing where there is no decision', async () => {
    const { ask } = await startEndpoint();
    expect(await ask({ body: JSON.stringify(fakePayload('echo hello')) })).toEqual({ status: 204, body: '' });
  });

  it.each<[string, Asked, number]>([
    ['a wrong token', { headers: { authorization: `Bearer ${'b'.repeat(64)}` } }, 401],
    ['a token of another length', { headers: { authorization: 'Bearer a' } }, 401],
    ['no token', { headers: { authorization: '' } }, 401],
    ['the name of another host', { headers: { host: 'evil.example' } }, 403],
    ['another port in the name', { headers: { host: '127.0.0.1:1' } }, 403],
    ['another path', { path: '/' }, 404],
    ['a path that leads on', { path: '/hook/fake/../status' }, 404],
    ['another method', { method: 'GET', body: '' }, 405],
    ['an agent that nobody knows', { path: '/hook/other' }, 403],
    ['what is not JSON', { body: '{"event":' }, 200],
    ['nothing', { body: '' }, 200],
    ['what would be another request', { body: '1,"control":"stop"' }, 200],
    ['too much', { body: 'x'.repeat(5_000) }, 413],
  ])('refuses %s', async (_what, asked, status) => {
    const { ask, service } = await startEndpoint({ maxRequestBytes: 4096 });
    const answer = await ask(asked);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(status === 200 ? /"decision":"deny"/ : /./);
    expect(service.status()).toMatchObject({ answers: { allow: 0 } });
  });

  it('cuts off a request that never ends', async () => {
    const { port } = await startEndpoint({ requestDeadlineMs: 300 });
    const socket = connect(port, '127.0.0.1');
    socket.write(`POST /hook/fake HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${TOKEN}\r\n`);
    socket.write('content-length: 10\r\n\r\n{');
    expect(await collect(socket)).toMatch(/^HTTP\/1\.1 4(?:08|13)/);
  });

  it.runIf(process.platform === 'linux')('goes over to the service that takes the place', async () => {
    const { port, socketPath, service } = await startEndpoint();
    const http = { port, token: TOKEN };
    const next = await startFakeService({ socketPath, takeover: 'always', http });
    await service.stopped;
    expect((await askAt(port, {})).status).toBe(200);
    expect(next.service.status().answers.deny).toBe(1);
  });

  it('says in the status that its port cannot be had, and serves the socket', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { service, socketPath } = await startFakeService({ http: { port, token: TOKEN } });
    expect(service.status()).not.toHaveProperty('httpPort');
    expect(service.status().problems).toEqual([expect.stringContaining('no HTTP hook is answered')]);
    expect(await requestStatus(socketPath)).toMatchObject({ pid: process.pid });
  });
});

describe('readHttpToken', () => {
  it('makes a token once, for the owner alone', () => {
    const path = join(tempDir(), 'run', 'http-token');
    const token = readHttpToken(path);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readHttpToken(path)).toBe(token);
  });

  it.each<[string, (path: string) => void]>([
    ['others could read', (path) => chmodSync(path, 0o644)],
    ['is cut off', (path) => writeFileSync(path, 'abc')],
  ])('replaces one that %s', (_what, harm) => {
    const path = join(tempDir(), 'http-token');
    const before = readHttpToken(path);
    harm(path);
    expect(readHttpToken(path)).not.toBe(before);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe(readHttpToken(path));
  });
});
