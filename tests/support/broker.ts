import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempDir } from './temp-dir.ts';

/** A service that does as it is told with each connection, once its request is there; gives the path of its socket. */
export async function startBroker(serve: (socket: Socket, request: string) => void): Promise<string> {
  const path = join(tempDir(), 's');
  const server = createServer((socket) => {
    let request = '';
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      request += chunk;
      if (request.endsWith('\n')) serve(socket, request);
    });
  }).listen(path);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return path;
}
