import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { registration } from '../agents/codex/registration.ts';
import { hookFolderOf } from './hook-folder.ts';

// No name that stands among the arguments of the tests.
const agent = { registration: { ...registration, programs: ['an-agent'] } };
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.stdin?.end();
});

/** The id of a shell that runs in `folder`, started by a program of this name that runs elsewhere. */
function hookOf(name: string, folder: string): Promise<number> {
  const program = join(tempDir(), name);
  writeFileSync(
    program,
    `const { spawn } = require('node:child_process');
    const stdio = ['pipe', 'inherit', 'inherit'];
    const hook = spawn('/bin/sh', ['-c', 'echo $$; read line'], { stdio, cwd: process.argv[2] });
    process.stdin.on('end', () => hook.kill()).resume();`,
  );
  const child = spawn(process.execPath, ['--no-warnings', program, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout?.once('data', (text: Buffer) => resolve(Number(text.toString())));
  });
}

describe.runIf(process.platform === 'linux')('the folder of a hook', () => {
  test('is where its shell runs', async () => {
    const folder = realpathSync(tempDir());
    expect(hookFolderOf(agent, await hookOf('an-agent', folder))).toBe(folder);
  });

  test('is not known of a process that the agent has not started, nor of none', async () => {
    expect(hookFolderOf(agent, await hookOf('other', tempDir()))).toBeUndefined();
    expect(hookFolderOf(agent, 2 ** 22 + 1)).toBeUndefined();
    expect(hookFolderOf(agent, undefined)).toBeUndefined();
  });

  test('is not known once it is gone', async () => {
    const folder = join(tempDir(), 'gone');
    mkdirSync(folder);
    const pid = await hookOf('an-agent', folder);
    rmSync(folder, { recursive: true });
    expect(hookFolderOf(agent, pid)).toBeUndefined();
  });
});
