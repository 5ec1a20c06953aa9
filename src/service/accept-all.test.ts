import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { acceptAll } from './accept-all.ts';

test('whoever has connected is served, although the server stops to listen', async () => {
  const path = join(tempDir(), 's');
  const server = createServer((socket) => socket.end('served'));
  server.listen(path);
  await once(server, 'listening');
  const answers = Array.from({ length: 20 }, async () => {
    const [answer] = await once(connect(path).setEncoding('utf8'), 'data');
    return answer;
  });
  await acceptAll(server);
  server.close();
  expect(await Promise.all(answers)).toEqual(answers.map(() => 'served'));
});
