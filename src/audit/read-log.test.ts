import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fakeJudgement } from '../../tests/support/fakes.ts';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { LogFile } from './log-file.ts';
import { followAuditLog, readAuditLog } from './read-log.ts';
import { toRecords } from './record.ts';

function texts(path: string, tail?: number): string[] {
  return readAuditLog(path, tail === undefined ? {} : { tail }).map(({ text }) => text);
}

describe('readAuditLog', () => {
  it('gives nothing where there is no file', () => {
    expect(readAuditLog(join(tempDir(), 'log'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32').each<[string, (path: string) => void]>([
    ['a folder', mkdirSync],
    ['a pipe without a writer', (path) => void execFileSync('mkfifo', [path])],
    ['a device without an end', (path) => symlinkSync('/dev/zero', path)],
  ])('gives the lines of the old files where %s stands in place of the log', (_what, make) => {
    const path = join(tempDir(), 'log');
    writeFileSync(`${path}.1`, 'old\n');
    make(path);
    expect(texts(path)).toEqual(['old']);
  });

  it('passes over what is too long for a line', () => {
    const path = join(tempDir(), 'log');
    writeFileSync(path, 'first\n');
    truncateSync(path, 100 * 1024 * 1024);
    appendFileSync(path, '\nlast\n');
    expect(texts(path, 1)).toEqual(['last']);
    expect(texts(path).filter((line) => line.length < 100)).toEqual(['first', 'last']);
  });

  it('gives the last lines, oldest first, from the old files too', () => {
    const path = join(tempDir(), 'log');
    writeFileSync(`${path}.2`, 'a\nb\n');
    writeFileSync(`${path}.1`, 'c\n');
    writeFileSync(path, 'd\ne\n');
    expect(texts(path)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect([0, 1, 2, 3, 4, 99].map((tail) => texts(path, tail).join(''))).toEqual([
      '',
      'e',
      'de',
      'cde',
      'bcde',
      'abcde',
    ]);
  });

  it('gives long lines whole', () => {
    const path = join(tempDir(), 'log');
    const long = 'é'.repeat(200_000);
    writeFileSync(path, `first\n${long}\nlast\n`);
    expect(texts(path, 2)).toEqual([long, 'last']);
  });

  it('parses records and leaves other lines as text', () => {
    const path = join(tempDir(), 'log');
    const [record] = toRecords(fakeJudgement(), 'box');
    writeFileSync(path, `${JSON.stringify(record)}\nnot json\n[1]\nnull\n{"rule":"x"}\n\nhalf`);
    const lines = readAuditLog(path);
    expect(lines[0]?.record).toEqual(record);
    expect(lines.slice(1)).toEqual(
      ['not json', '[1]', 'null', '{"rule":"x"}', 'half'].map((text) => ({ text })),
    );
  });

  it.each([
    { rule: 5 },
    { time: 5 },
    { time: '\u001b[2J\u001b[2J\u001b[2J' },
    { priority: undefined },
    { message: null },
    { output_fields: 'x' },
  ])('takes what is no record for text: %j', (wrong) => {
    const path = join(tempDir(), 'falco.log');
    const [record] = toRecords(fakeJudgement(), 'box');
    writeFileSync(path, `${JSON.stringify({ ...record, ...wrong })}\n`);
    expect(readAuditLog(path)).toEqual([{ text: expect.any(String) }]);
  });
});

describe('followAuditLog', () => {
  async function follow(
    path: string,
    count: number,
    tail: number,
    write: () => Promise<void>,
  ): Promise<string[]> {
    const abort = new AbortController();
    const seen: string[] = [];
    const writing = write();
    for await (const { text } of followAuditLog(path, { tail, pollMs: 5, signal: abort.signal })) {
      seen.push(text);
      if (seen.length === count) abort.abort();
    }
    await writing;
    return seen;
  }

  it('gives the last lines and then the new ones, each once', async () => {
    const path = join(tempDir(), 'log');
    writeFileSync(path, 'a\nb\nc\n');
    const write = async (): Promise<void> => {
      for (const text of ['d', '\n', 'e\nf', '\n']) {
        await sleep(12);
        appendFileSync(path, text);
      }
    };
    expect(await follow(path, 5, 2, write)).toEqual(['b', 'c', 'd', 'e', 'f']);
  });

  it('waits for a file that is not there', async () => {
    const path = join(tempDir(), 'log');
    expect(await follow(path, 1, 10, () => sleep(20).then(() => writeFileSync(path, 'a\n')))).toEqual(['a']);
  });

  it('goes on in a file that was emptied or replaced', async () => {
    const path = join(tempDir(), 'log');
    writeFileSync(path, 'a long line\n');
    const write = async (): Promise<void> => {
      await sleep(30);
      truncateSync(path);
      appendFileSync(path, 'b\n');
      await sleep(30);
      rmSync(path);
      writeFileSync(path, 'c\n');
    };
    expect(await follow(path, 3, 1, write)).toEqual(['a long line', 'b', 'c']);
  });

  it('goes on across rotations', async () => {
    const path = join(tempDir(), 'log');
    const file = new LogFile({ path, rotateBytes: 100, keep: 3 });
    const expected = Array.from({ length: 100 }, (_, i) => `line ${i}`);
    const write = async (): Promise<void> => {
      for (const text of expected) {
        file.append(Buffer.from(`${text}\n`));
        await sleep(3);
      }
    };
    expect(await follow(path, expected.length, 1, write)).toEqual(expected);
  });

  it('catches up through the old files when it was away for several rotations', async () => {
    const path = join(tempDir(), 'log');
    writeFileSync(path, 'a\n');
    const write = async (): Promise<void> => {
      await sleep(20);
      renameSync(path, `${path}.2`);
      writeFileSync(`${path}.1`, 'b\n');
      writeFileSync(path, 'c\n');
    };
    expect(await follow(path, 3, 1, write)).toEqual(['a', 'b', 'c']);
  });

  it('goes on with the oldest file there is when its own is gone', async () => {
    const path = join(tempDir(), 'log');
    writeFileSync(path, 'a\n');
    const write = async (): Promise<void> => {
      await sleep(20);
      unlinkSync(path);
      writeFileSync(path, 'b\n');
    };
    expect(await follow(path, 2, 1, write)).toEqual(['a', 'b']);
  });

  it('ends at once when the signal aborts', async () => {
    const signal = AbortSignal.timeout(20);
    const start = performance.now();
    const lines = followAuditLog(join(tempDir(), 'log'), { pollMs: 60_000, signal });
    expect((await lines.next()).done).toBe(true);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
