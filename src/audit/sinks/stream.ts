import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { TlsFiles } from '../../guard/index.ts';
import { DeliveryError } from './sink.ts';
import { tlsOptions } from './tls-options.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export function addressOf(url: string, defaultPort: number): Address {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? defaultPort : Number(port) };
}

/** An open connection, over TLS where there are settings for it. @throws where there is none, or not the right host */
export async function openStream(
  { host, port }: Address,
  tls: TlsFiles | undefined,
  signal: AbortSignal,
): Promise<Socket> {
  const socket =
    tls === undefined ? connectTcp({ host, port }) : connectTls({ host, port, ...tlsOptions(host, tls) });
  return ready(socket, tls === undefined ? 'connect' : 'secureConnect', signal);
}

/** The socket once it has told of the event. */
export async function ready(socket: Socket, event: string, signal: AbortSignal): Promise<Socket> {
  try {
    await once(socket, event, { signal });
    // What comes later is met by the next write.
    return socket.setNoDelay(true).on('error', () => undefined);
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    throw error;
  }
}

/** Resolves when all of it has been handed to the system. A connection that takes it not in time is closed. */
export async function writeAll(socket: Socket, data: string | Buffer, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const closed = (): void => reject(new DeliveryError('the connection was closed'));
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  socket.once('close', closed);
  socket.write(data, (error) => (error ? reject(error) : resolve()));
  try {
    await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    socket.off('close', closed);
  }
}
