import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import type { NatsSinkSettings } from '../../guard/index.ts';
import { NatsSink } from './nats-sink.ts';
import { makeCertificate } from './testing/certificate.ts';
import { COMMON, fakeSinkRecord } from './testing/records.ts';

const never = new AbortController().signal;
const INFO = 'INFO {"server_id":"x","headers":true,"max_payload":1048576}\r\n';

interface Published {
  readonly subject: string;
  readonly reply: string;
  readonly headers: string;
  readonly body: string;
}

interface Script {
  readonly info?: string;
  /** What is sent after CONNECT, SUB and PING. */
  readonly welcome?: string;
  readonly answer?: (published: Published, socket: Socket) => string;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
}

/** A stand-in for a NATS server with a stream, which acknowledges what it is sent or does as it is told. */
async function serve({ info = INFO, welcome = 'PONG\r\n', answer = acknowledge, tls }: Script = {}) {
  const published: Published[] = [];
  const connects: object[] = [];
  const sockets: Socket[] = [];
  const server = createServer((plain) => {
    plain.on('error', () => undefined).write(info);
    sockets.push(plain);
    const socket = tls === undefined ? plain : new TLSSocket(plain, { isServer: true, ...tls });
    let held = '';
    socket
      .on('error', () => undefined)
      .setEncoding('latin1')
      .on('data', (chunk: string) => {
        held += chunk;
        for (;;) {
          const end = held.indexOf('\r\n');
          if (end === -1) return;
          const [verb, ...words] = held.slice(0, end).split(' ');
          if (verb === 'HPUB') {
            const [headerLength = 0, length = 0] = words.slice(-2).map(Number);
            if (held.length < end + 2 + length + 2) return;
            const payload = held.slice(end + 2, end + 2 + length);
            const [subject = '', reply = ''] = words;
            const one = {
              subject,
              reply,
              headers: payload.slice(0, headerLength),
              body: Buffer.from(payload.slice(headerLength), 'latin1').toString(),
            };
            published.push(one);
            held = held.slice(end + 2 + length + 2);
            socket.write(answer(one, socket));
            continue;
          }
          if (verb === 'CONNECT') connects.push(JSON.parse(words.join(' ')));
          if (verb === 'PING') socket.write(welcome);
          held = held.slice(end + 2);
        }
      });
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server.listen(0, 'localhost'), 'listening');
  const url = `nats://localhost:${(server.address() as AddressInfo).port}`;
  return { url, published, connects, sockets };
}

function acknowledge({ reply }: Published): string {
  const body = '{"stream":"AUDIT","seq":1}';
  return `MSG ${reply} 1 ${body.length}\r\n${body}\r\n`;
}

function sinkAt(url: string, more: Partial<NatsSinkSettings> = {}): NatsSink {
  const sink = new NatsSink({ ...COMMON, type: 'nats', url, subject: 'prempti.audit', ...more });
  onTestFinished(() => sink.close());
  return sink;
}

describe('a sink of NATS JetStream', () => {
  const records = ['one', 'zwölf'].map((message) => fakeSinkRecord(message));

  it('publishes each record under an id of its own, and waits until it is stored', async () => {
    const { url, published, connects, sockets } = await serve();
    const sink = sinkAt(url);
    expect(await sink.send(records, never)).toEqual({ rejected: 0 });
    await sink.send(records.slice(0, 1), never);
    expect(published.map(({ subject }) => subject)).toEqual(Array(3).fill('prempti.audit'));
    expect(published.map(({ body }) => JSON.parse(body).message)).toEqual(['one', 'zwölf', 'one']);
    const ids = published.map(
      ({ headers }) => /^NATS\/1\.0\r\nNats-Msg-Id: (\S+)\r\n\r\n$/.exec(headers)?.[1],
    );
    expect(ids[0]).toBe(ids[2]);
    expect(new Set(ids).size).toBe(2);
    expect(new Set(published.map(({ reply }) => reply)).size).toBe(3);
    expect(connects).toMatchObject([{ headers: true, no_responders: true, verbose: false }]);
    expect(sockets).toHaveLength(1);
  });

  it('shows user, password and token', async () => {
    const { url, connects } = await serve();
    const folder = tempDir();
    writeFileSync(join(folder, 'p'), 'secret\n', { mode: 0o600 });
    writeFileSync(join(folder, 't'), 'other', { mode: 0o600 });
    const secrets = { password: `file:${join(folder, 'p')}`, token: `file:${join(folder, 't')}` };
    await sinkAt(url, { user: 'me', ...secrets }).send(records, never);
    expect(connects).toMatchObject([{ user: 'me', pass: 'secret', auth_token: 'other' }]);
  });

  it.each(['nats', 'tls'])(
    'begins TLS after the greeting, asked for by the server or by %s://',
    async (scheme) => {
      const { certFile, keyFile } = makeCertificate(tempDir());
      const tls = { cert: readFileSync(certFile), key: readFileSync(keyFile) };
      const info = scheme === 'nats' ? 'INFO {"tls_required":true}\r\n' : INFO;
      const { url, published } = await serve({ info, tls });
      const sink = sinkAt(url.replace('nats:', `${scheme}:`), { caFile: certFile });
      await sink.send(records, never);
      expect(published).toHaveLength(2);
      await expect(sinkAt(url.replace('nats:', 'tls:')).send(records, never)).rejects.toThrow('self-signed');
    },
  );

  it('answers pings while it waits', async () => {
    const { url } = await serve({
      welcome: 'PING\r\nPONG\r\n',
      answer: (one) => `PING\r\n+OK\r\nMSG other.subject 1 0\r\n\r\n${acknowledge(one)}`,
    });
    expect(await sinkAt(url).send(records, never)).toEqual({ rejected: 0 });
  });

  it('reads answers that come in pieces', async () => {
    const { url } = await serve({
      answer: (one, socket) => {
        for (const [index, byte] of [...acknowledge(one)].entries())
          setTimeout(() => socket.write(byte), index / 4);
        return '';
      },
    });
    expect(await sinkAt(url).send(records.slice(0, 1), never)).toEqual({ rejected: 0 });
  });

  it.each<[string, Script, string]>([
    ['refuses the credentials', { welcome: "-ERR 'Authorization Violation'\r\n" }, 'Authorization Violation'],
    [
      'has no stream for the subject',
      {
        answer: ({ reply }) => `HMSG ${reply} 1 16 16\r\nNATS/1.0 503\r\n\r\n\r\n`,
      },
      'no stream takes the subject prempti.audit',
    ],
    [
      'has a stream that is full',
      {
        answer: ({ reply }) => {
          const body = '{"error":{"code":503,"description":"maximum bytes exceeded"},"stream":"AUDIT"}';
          return `MSG ${reply} 1 ${body.length}\r\n${body}\r\n`;
        },
      },
      'maximum bytes exceeded',
    ],
    [
      'answers without a stream, as a plain subscriber would',
      {
        answer: ({ reply }) => `MSG ${reply} 1 2\r\nok\r\n`,
      },
      'the stream does not take it',
    ],
    [
      'ends the connection',
      {
        answer: (_, socket) => {
          socket.destroy();
          return '';
        },
      },
      'closed',
    ],
    ['is another kind of server', { info: '220 mail ready\r\n' }, 'it is no NATS server'],
    ['sends without end', { info: 'x'.repeat(2_000_000) }, 'it sends too much'],
    ['gives odd lengths', { welcome: 'HMSG a 1 9 4\r\n' }, 'it is no NATS server'],
  ])('fails where the server %s, and connects anew', async (_what, script, problem) => {
    const { url, sockets } = await serve(script);
    const sink = sinkAt(url);
    await expect(sink.send(records, never)).rejects.toThrow(problem);
    await expect(sink.send(records, never)).rejects.toThrow(problem);
    expect(sockets).toHaveLength(2);
  });

  it('gives up on a server that hangs, when it is closed', async () => {
    const { url } = await serve({ answer: () => '' });
    const closing = new AbortController();
    setTimeout(() => closing.abort(), 50);
    await expect(sinkAt(url).send(records, closing.signal)).rejects.toThrow();
  });
});
