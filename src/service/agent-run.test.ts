import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findAgent } from '../agents/index.ts';
import { agentRunOf } from './agent-run.ts';

const gemini = findAgent('gemini') ?? {};
let folder: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-run-'));
  // Prints the id of a shell that it starts, as an agent starts its hooks.
  const script = `
    const { spawn } = require('node:child_process');
    const hook = spawn('/bin/sh', ['-c', 'echo $$; read line'], { stdio: ['pipe', 'inherit', 'inherit'] });
    process.stdin.on('end', () => hook.kill()).resume();`;
  for (const name of ['gemini', 'other', 'gemini.js']) writeFileSync(join(folder, name), script);
});

afterAll(() => {
  for (const child of children) child.stdin?.end();
  rmSync(folder, { recursive: true });
});

function hookOf(name: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--no-warnings', join(folder, name), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
  });
}

describe.runIf(process.platform === 'linux')('the agent behind a hook', () => {
  test.each<readonly [string, readonly string[], object]>([
    ['gemini', ['-p', 'hello'], { isHeadless: true }],
    ['gemini.js', ['--prompt=hello'], { isHeadless: true }],
    // Its standard input is a pipe.
    ['gemini', [], { isHeadless: true }],
    ['gemini', ['--acp'], { isHeadless: false }],
    ['other', ['-p', 'hello'], {}],
  ])('%s %j is known by its arguments', async (name, args, run) => {
    expect(agentRunOf(gemini, await hookOf(name, args))).toEqual(run);
  });
});

test.runIf(process.platform === 'linux')('a program that is given the name of an agent is none', async () => {
  // Such as a pager, between a hook and its agent, or above it.
  const child = spawn('/usr/bin/tail', ['-f', join(folder, 'gemini'), '-p'], { stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  expect(agentRunOf(gemini, child.pid)).toEqual({});
  child.kill();
});

test('nothing is known of a process that has ended, of no process, and of an agent that says it itself', () => {
  expect(agentRunOf(gemini, 2 ** 22 + 1)).toEqual({});
  expect(agentRunOf(gemini, undefined)).toEqual({});
  expect(agentRunOf({}, process.pid)).toEqual({});
});
