import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, Server as TlsServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import type { SyslogSinkSettings } from '../../guard/index.ts';
import { syslogMessage } from './syslog-message.ts';
import { SyslogSink } from './syslog-sink.ts';
import { makeCertificate } from './testing/certificate.ts';
import { COMMON, fakeSinkRecord, until } from './testing/records.ts';

const never = new AbortController().signal;
const FORMAT = { facility: 'local3', maxBytes: 8192, processId: 42 };

function sinkAt(url: string, more: Partial<SyslogSinkSettings> = {}): SyslogSink {
  const sink = new SyslogSink({ ...COMMON, type: 'syslog', url, facility: 'local3', ...more });
  onTestFinished(() => sink.close());
  return sink;
}

/** Has a server keep what it is sent; gives its port. */
async function listen(server: Server): Promise<{ port: number; received: () => string; sockets: Socket[] }> {
  let text = '';
  const sockets: Socket[] = [];
  server.on('connection', (socket: Socket) => void sockets.push(socket.on('error', () => undefined)));
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (chunk) => {
        text += chunk;
      });
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server.listen(0, 'localhost'), 'listening');
  return { port: (server.address() as AddressInfo).port, received: () => text, sockets };
}

function certificate() {
  const { certFile, keyFile } = makeCertificate(tempDir());
  return { caFile: certFile, options: { cert: readFileSync(certFile), key: readFileSync(keyFile) } };
}

/** The messages of a stream with octet counting. */
function unframe(text: string): string[] {
  const messages: string[] = [];
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    const blank = rest.indexOf(' ');
    const end = blank + 1 + Number(rest.toString('latin1', 0, blank));
    messages.push(rest.toString('utf8', blank + 1, end));
    rest = rest.subarray(end);
  }
  return messages;
}

describe('syslogMessage', () => {
  it('is a message of RFC 5424 with the record as its text', () => {
    const one = fakeSinkRecord('no', { time: '2026-01-31T12:00:00.123456789Z' });
    expect(syslogMessage(one, FORMAT)).toBe(
      `<156>1 2026-01-31T12:00:00.123456Z box prempti 42 alert - ${one.line}`,
    );
  });

  it('tells a call from an alert', () => {
    const output_fields = { 'prempti.verdict': 'deny' };
    expect(syslogMessage(fakeSinkRecord('a', { output_fields }), FORMAT)).toContain(' 42 call - {');
  });

  it('lets nothing of a record pass for a part of the header, or for another message', () => {
    const hostname = 'a b\n<1>1 - - evil';
    const message = syslogMessage(fakeSinkRecord('x\n<1>1 - evil', { hostname, time: 'x' }), FORMAT);
    expect(message).toMatch(/^<156>1 - a_b_<1>1_-_-_evil prempti 42 alert - \{[\x20-\x7e]*\}$/);
  });

  it.each([480, 2048])('fits into %i bytes whatever the record', (maxBytes) => {
    const long = '\u0001ä'.repeat(9_000);
    const one = fakeSinkRecord(long, {
      hostname: long,
      rule: long,
      tags: [long],
      output: long,
      priority: long,
    });
    expect(Buffer.byteLength(syslogMessage(one, { ...FORMAT, maxBytes }))).toBeLessThanOrEqual(maxBytes);
  });
});

describe('a sink of syslog', () => {
  const records = ['one', 'zwölf', 'three'].map((message) => fakeSinkRecord(message));
  const bodies = (messages: readonly string[]): unknown[] =>
    messages.map((message) => JSON.parse(message.slice(message.indexOf(' - {') + 3)));
  const expected = records.map(({ record }) => record);

  it('sends datagrams', async () => {
    const server = createSocket('udp4');
    const messages: string[] = [];
    server.on('message', (message) => messages.push(message.toString()));
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    await sinkAt(`udp://127.0.0.1:${server.address().port}`).send(records, never);
    await until(() => messages.length === 3);
    expect(bodies(messages)).toEqual(expected);
  });

  it('hears that nobody takes datagrams near by', async () => {
    const server = createSocket('udp4');
    await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await expect(sinkAt(`udp://127.0.0.1:${port}`).send(records, never)).rejects.toThrow('ECONNREFUSED');
  });

  it('counts octets over TCP, on one connection, and opens another where that was ended', async () => {
    const { port, received, sockets } = await listen(createServer());
    const sink = sinkAt(`tcp://localhost:${port}`);
    await sink.send(records.slice(0, 1), never);
    await sink.send(records.slice(1, 2), never);
    await until(() => unframe(received()).length === 2);
    expect(sockets).toHaveLength(1);
    sockets[0]?.end();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await sink.send(records.slice(2), never);
    await until(() => unframe(received()).length === 3);
    expect(bodies(unframe(received()))).toEqual(expected);
  });

  it('speaks TLS to the right host only', async () => {
    const { caFile, options } = certificate();
    const { port, received } = await listen(createTlsServer(options));
    await sinkAt(`tls://localhost:${port}`, { caFile }).send(records, never);
    await until(() => unframe(received()).length === 3);
    expect(bodies(unframe(received()))).toEqual(expected);
    await expect(sinkAt(`tls://localhost:${port}`).send(records, never)).rejects.toThrow('self-signed');
    const { port: other } = await listen(createTlsServer(certificate().options));
    await expect(sinkAt(`tls://localhost:${other}`, { caFile }).send(records, never)).rejects.toThrow();
  });

  it('gives up on a server that does not read, when it is closed', async () => {
    const { port, sockets } = await listen(createServer({ pauseOnConnect: true }));
    const long = Array.from({ length: 64 }, () => fakeSinkRecord('x'.repeat(500_000)));
    const closing = new AbortController();
    const sent = sinkAt(`tcp://localhost:${port}`, { maxBytes: 1024 * 1024 }).send(long, closing.signal);
    setTimeout(() => closing.abort(), 100);
    await expect(sent).rejects.toThrow();
    expect(sockets).toHaveLength(1);
  });

  it('fails where nobody listens', async () => {
    await expect(sinkAt('tcp://127.0.0.1:1').send(records, never)).rejects.toThrow('ECONNREFUSED');
  });
});
