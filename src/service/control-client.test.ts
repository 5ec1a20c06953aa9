import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
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

function inTheWay(dir: string): string {
  const path = join(dir, 'file');
  writeFileSync(path, '');
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

  it.each([
    ['a folder that is a file', (dir: string) => join(inTheWay(dir), 's')],
    ['a name that is too long', (dir: string) => join(dir, 'x'.repeat(200))],
  ])('says that nobody is there for %s', async (_what, pathIn) => {
    await expect(requestStatus(pathIn(tempDir()))).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it.each(['{}\n', 'null\n', '{"ok":"yes"}\n', '{"ok":false}\n'])(
    'takes the answer %j for no reload',
    async (answer) => {
      await expect(requestReload(await listener(answer))).rejects.toMatchObject({
        code: 'NO_ANSWER',
        message: expect.stringContaining('(its answer does not say whether it has reloaded)'),
      });
    },
  );

  it.each<[string, string | undefined, string]>([
    ['an answer without end', 'x'.repeat(5 * 1024 * 1024), 'it never ends'],
    ['no answer', undefined, 'none within 50 ms'],
    ['an answer that is not JSON', 'hello\n', 'its answer is not JSON'],
    ['an answer that is something else', '{}\n', 'its answer is not a status'],
    ['an answer cut short', '{"status":', 'it closed the connection'],
  ])('says when there is %s', async (_what, answer, detail) => {
    await expect(
      requestStatus(await listener(answer), answer === undefined ? 50 : 5_000),
    ).rejects.toMatchObject({
      code: 'NO_ANSWER',
      message: expect.stringContaining(`(${detail})`),
    });
  });
});
