import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { requestReload, requestStatus, requestStop } from './control-client.ts';

/** Something at a socket that answers every connection with `answer`, or not at all. */
async function listener(answer: string | undefined): Promise<string> {
  const path = join(tempDir(), 's');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    if (answer !== undefined) socket.end(answer);
  }).listen(path);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return path;
}

describe('a control request', () => {
  it.each([requestStatus, requestReload, requestStop])('%o says when nobody is there', async (request) => {
    const path = join(tempDir(), 's');
    await expect(request(path)).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'NOT_RUNNING',
      message: `no service is running at ${path}`,
    });
  });

  it.each<[string, string | undefined, string]>([
    ['no answer', undefined, 'none within 50 ms'],
    ['an answer that is not JSON', 'hello\n', 'its answer is not JSON'],
    ['an answer that is something else', '{}\n', 'its answer is not a status'],
    ['an answer cut short', '{"status":', 'it closed the connection'],
  ])('says when there is %s', async (_what, answer, detail) => {
    await expect(requestStatus(await listener(answer), 50)).rejects.toMatchObject({
      code: 'NO_ANSWER',
      message: expect.stringContaining(`(${detail})`),
    });
  });
});
