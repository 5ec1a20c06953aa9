import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { LogFile } from './log-file.ts';

const MIB = 1024 * 1024;

function lines(...texts: readonly string[]): Buffer {
  return Buffer.from(texts.map((text) => `${text}\n`).join(''));
}

function readAll(dir: string): string[] {
  return readdirSync(dir)
    .filter((name) => /^log(?:\.\d+)?$/.test(name))
    .flatMap((name) => readFileSync(join(dir, name), 'utf8').split('\n'))
    .filter((line) => line !== '');
}

describe('LogFile', () => {
  it('makes the folder and the file for the owner alone', () => {
    const dir = join(tempDir(), 'a', 'b');
    const file = new LogFile({ path: join(dir, 'log'), rotateBytes: MIB, keep: 1 });
    expect(file.append(lines('one')).error).toBeUndefined();
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, 'log')).mode & 0o777).toBe(0o600);
  });

  it('takes a file back that others could read', () => {
    const path = join(tempDir(), 'log');
    writeFileSync(path, '', { mode: 0o644 });
    new LogFile({ path, rotateBytes: MIB, keep: 1 }).append(lines('one'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('rotates by size and keeps the given number of old files', () => {
    const dir = tempDir();
    const file = new LogFile({ path: join(dir, 'log'), rotateBytes: 10, keep: 2 });
    for (const text of ['11111111', '22222222', '33333333', '44444444']) file.append(lines(text));
    const contents = ['log', 'log.1', 'log.2'].map((name) => readFileSync(join(dir, name), 'utf8'));
    expect(contents).toEqual(['44444444\n', '33333333\n', '22222222\n']);
    expect(existsSync(join(dir, 'log.3'))).toBe(false);
    expect(existsSync(join(dir, 'log.lock'))).toBe(false);
  });

  it('keeps only the current file when none is to be kept', () => {
    const dir = tempDir();
    const file = new LogFile({ path: join(dir, 'log'), rotateBytes: 10, keep: 0 });
    for (const text of ['11111111', '22222222']) file.append(lines(text));
    expect(readAll(dir)).toEqual(['22222222']);
    expect(existsSync(join(dir, 'log.1'))).toBe(false);
  });

  it('writes a batch larger than the limit whole', () => {
    const dir = tempDir();
    const file = new LogFile({ path: join(dir, 'log'), rotateBytes: 10, keep: 2 });
    file.append(lines('1111', '2222', '3333'));
    expect(readAll(dir)).toEqual(['1111', '2222', '3333']);
  });

  it('begins its own line after half a line of a writer that died', () => {
    const path = join(tempDir(), 'log');
    const file = new LogFile({ path, rotateBytes: MIB, keep: 1 });
    file.append(lines('one'));
    appendFileSync(path, '{"half":');
    file.append(lines('two'));
    expect(readFileSync(path, 'utf8')).toBe('one\n{"half":\ntwo\n');
  });

  it('goes on in the same file while another process rotates, and says nothing', () => {
    const dir = tempDir();
    const path = join(dir, 'log');
    const file = new LogFile({ path, rotateBytes: 10, keep: 2 });
    file.append(lines('11111111'));
    writeFileSync(`${path}.lock`, '');
    expect(file.append(lines('22222222'))).toEqual({ rest: Buffer.alloc(0) });
    expect(readAll(dir)).toEqual(['11111111', '22222222']);
    expect(file.rotationProblem).toBeUndefined();
  });

  it('breaks the lock of a process that died while rotating', () => {
    const dir = tempDir();
    const path = join(dir, 'log');
    const file = new LogFile({ path, rotateBytes: 10, keep: 2 });
    file.append(lines('11111111'));
    writeFileSync(`${path}.lock`, '');
    const longAgo = Date.now() / 1000 - 60;
    utimesSync(`${path}.lock`, longAgo, longAgo);
    file.append(lines('22222222'));
    expect(readFileSync(path, 'utf8')).toBe('22222222\n');
    expect(readdirSync(dir).sort()).toEqual(['log', 'log.1']);
  });

  it('goes on writing and says why when it cannot rotate', () => {
    const dir = tempDir();
    const path = join(dir, 'log');
    const file = new LogFile({ path, rotateBytes: 10, keep: 1 });
    file.append(lines('11111111'));
    mkdirSync(`${path}.1`);
    expect(file.append(lines('22222222')).error).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('11111111\n22222222\n');
    expect(file.rotationProblem).toMatch(/^cannot rotate .*log: EISDIR/);
    rmdirSync(`${path}.1`);
    file.append(lines('33333333'));
    expect(file.rotationProblem).toBeUndefined();
  });

  it('gives back the lines it could not write', () => {
    const dir = tempDir();
    symlinkSync('/dev/full', join(dir, 'log'));
    const { rest, error } = new LogFile({ path: join(dir, 'log'), rotateBytes: MIB, keep: 1 }).append(
      lines('one'),
    );
    expect(rest.toString()).toBe('one\n');
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  });

  it('neither tears nor loses a line when several processes write and rotate', async () => {
    const dir = tempDir();
    const WRITERS = 4;
    const LINES = 1_500;
    // Enough old files for everything, so that a line missing is a line lost.
    const script = `
      import { LogFile } from ${JSON.stringify(new URL('./log-file.ts', import.meta.url).href)};
      const file = new LogFile({ path: ${JSON.stringify(join(dir, 'log'))}, rotateBytes: 64 * 1024, keep: 50 });
      for (let i = 0; i < ${LINES}; i++) {
        const { error } = file.append(Buffer.from(process.argv[1] + ':' + i + ':' + 'x'.repeat(i % 500) + '\\n'));
        if (error) throw error;
      }
      if (file.rotationProblem) throw new Error(file.rotationProblem);`;
    const children = Array.from({ length: WRITERS }, (_, writer) =>
      spawn(process.execPath, ['--input-type=module', '-e', script, String(writer)], { stdio: 'inherit' }),
    );
    const codes = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(codes.map(([code]) => code)).toEqual(children.map(() => 0));
    const expected = children.flatMap((_, writer) =>
      Array.from({ length: LINES }, (_, i) => `${writer}:${i}:${'x'.repeat(i % 500)}`),
    );
    expect(readAll(dir).sort()).toEqual(expected.sort());
    expect(readdirSync(dir).length).toBeGreaterThan(5);
  }, 60_000);
});
