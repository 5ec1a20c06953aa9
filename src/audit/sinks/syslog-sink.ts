import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SyslogSinkSettings } from '../../guard/index.ts';
import type { Sink, SinkRecord } from './sink.ts';
import { addressOf, openStream, writeAll } from './stream.ts';
import { syslogMessage } from './syslog-message.ts';

/** What every receiver should take: RFC 5426, section 3.2, and RFC 5425, section 4.3.1. */
const MAX_BYTES = { udp: 2048, stream: 8192 } as const;
/** Of `udp`, `tcp` (RFC 6587 names none; 601 is registered for it) and `tls`. */
const PORTS = { udp: 514, tcp: 601, tls: 6514 } as const;

/** Long enough to hear from a near host that nobody listens, and for a receiver to empty its buffer. */
const DATAGRAM_PAUSE_MS = 10;

/**
 * Syslog: over UDP (RFC 5426), TCP with octet counting (RFC 6587) or TLS (RFC 5425). Syslog has no acknowledgement: a record
 * counts as sent once the system has taken it.
 */
export class SyslogSink implements Sink {
  readonly batchSize = 64;
  readonly #settings: SyslogSinkSettings;
  readonly #protocol: keyof typeof PORTS;
  #stream: Socket | undefined;
  #udp: UdpSocket | undefined;
  #udpError: Error | undefined;

  constructor(settings: SyslogSinkSettings) {
    this.#settings = settings;
    this.#protocol = new URL(settings.url).protocol.slice(0, -1) as keyof typeof PORTS;
  }

  async send(records: readonly SinkRecord[], signal: AbortSignal): Promise<{ readonly rejected: number }> {
    const { facility, maxBytes = MAX_BYTES[this.#protocol === 'udp' ? 'udp' : 'stream'] } = this.#settings;
    const format = { facility, maxBytes, processId: process.pid };
    const messages = records.map((one) => syslogMessage(one, format));
    if (this.#protocol === 'udp') await this.#sendDatagrams(messages, signal);
    else await this.#sendFrames(messages, signal);
    return { rejected: 0 };
  }

  close(): void {
    this.#stream?.destroy();
    this.#udp?.close();
    this.#stream = undefined;
    this.#udp = undefined;
  }

  async #sendFrames(messages: readonly string[], signal: AbortSignal): Promise<void> {
    const tls = this.#protocol === 'tls' ? this.#settings : undefined;
    // A server that ends the connection says only that: what is written to it then is lost.
    if (this.#stream?.readable !== true || !this.#stream.writable) {
      this.#stream?.destroy();
      this.#stream = await openStream(this.#address, tls, signal);
      // What a server has to say is nothing, but its end must be seen.
      this.#stream.resume();
    }
    const frames = messages.map((message) => `${Buffer.byteLength(message)} ${message}`).join('');
    await writeAll(this.#stream, frames, signal);
  }

  async #sendDatagrams(messages: readonly string[], signal: AbortSignal): Promise<void> {
    try {
      this.#udp ??= await this.#openUdp(signal);
      for (const message of messages) await sendDatagram(this.#udp, message);
      await sleep(DATAGRAM_PAUSE_MS);
      if (this.#udpError !== undefined) throw this.#udpError;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** A connected socket is told when nobody listens. */
  async #openUdp(signal: AbortSignal): Promise<UdpSocket> {
    const { host, port } = this.#address;
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4').unref();
    try {
      socket.connect(port, host);
      await once(socket, 'connect', { signal });
      this.#udpError = undefined;
      return socket.on('error', (error) => {
        this.#udpError = error;
      });
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  get #address() {
    return addressOf(this.#settings.url, PORTS[this.#protocol]);
  }
}

function sendDatagram(socket: UdpSocket, message: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(message, (error) => (error ? reject(error) : resolve()));
  });
}
