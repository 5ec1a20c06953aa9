import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAKE_AGENT, fakeCall, fakeGuard } from '../../tests/support/fakes.ts';
import { findAgent, type ParsedHook } from '../agents/index.ts';
import type { CallFacts } from '../audit/index.ts';
import type { Judgement } from '../guard/index.ts';
import { agentVersionOf } from './agent-version.ts';
import { answerPayload } from './answer.ts';

const CODEX = findAgent('codex') ?? { name: '' };
const PACKAGE = 'lib/node_modules/@openai/codex';
let folder: string;
let sessions = 0;
const children: ChildProcess[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-version-'));
});

afterAll(() => {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Starts an agent that lives as long as the tests, and waits until its process runs it. */
async function started(program: string, args: readonly string[], cwd = folder): Promise<ChildProcess> {
  const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  child.stdin.write('begin\n');
  await once(child.stdout, 'data');
  return child;
}

/** A script in a folder of its own: it gives back what it is given. */
function scriptAt(path: string): string {
  const root = mkdtempSync(join(folder, 'root-'));
  write(join(root, path), 'process.stdin.pipe(process.stdout);');
  return root;
}

/** A binary: it gives back what it is given. */
function binaryAt(path: string): string {
  const root = mkdtempSync(join(folder, 'root-'));
  mkdirSync(dirname(join(root, path)), { recursive: true });
  copyFileSync('/bin/cat', join(root, path));
  return join(root, path);
}

const versionOf = ({ pid }: ChildProcess, session = `s${++sessions}`): string | undefined =>
  agentVersionOf(CODEX, session, pid);

describe.runIf(process.platform === 'linux')('the version of an agent', () => {
  test.each<readonly [string, string, string | undefined, string | undefined]>([
    ['its package', `${PACKAGE}/bin/codex.js`, '{"version": "0.169.0"}', '0.169.0'],
    ['a pre-release', `${PACKAGE}/bin/codex.js`, '{"version": "1.0.0-beta.2+5"}', '1.0.0-beta.2+5'],
    ['a package for one platform', `${PACKAGE}/codex.js`, '{"version": "0.169.0-linux-x64"}', '0.169.0'],
    ['a folder', 'versions/0.170.0/bin/codex.js', undefined, '0.170.0'],
    ['the package, not the folder of Node', `24.1.0/${PACKAGE}/codex.js`, '{"version": "0.1.0"}', '0.1.0'],
    ['nothing in a folder of Node', `24.1.0/${PACKAGE}/codex.js`, undefined, undefined],
    ['no version', `${PACKAGE}/codex.js`, '{"version": "0.1\\u001b[2J"}', undefined],
    ['a version that is no text', `${PACKAGE}/codex.js`, '{"version": 1}', undefined],
    ['no JSON', `${PACKAGE}/codex.js`, 'version', undefined],
    ['null', `${PACKAGE}/codex.js`, 'null', undefined],
    ['too large a package', `${PACKAGE}/codex.js`, `{"version": "1.2.3"${' '.repeat(70_000)}}`, undefined],
    ['no package of a project around it', 'bin/codex.js', '{"version": "1.2.3"}', undefined],
  ])('is told of a script by %s', async (_what, path, packageText, version) => {
    const script = join(scriptAt(path), path);
    const child = await started(process.execPath, ['--no-warnings', script]);
    // Later, because Node itself reads it.
    const place = script.replace(/(codex\/)?(?:bin\/)?codex\.js$/, '$1package.json');
    if (packageText !== undefined) writeFileSync(place, packageText);
    expect(versionOf(child)).toBe(version);
  });

  test('is told through a link, and where the script is named from its folder', async () => {
    const root = scriptAt(`${PACKAGE}/bin/codex.js`);
    writeFileSync(join(root, PACKAGE, 'package.json'), '{"version": "0.169.0"}');
    symlinkSync(`${PACKAGE}/bin/codex.js`, join(root, 'codex'));
    expect(versionOf(await started(process.execPath, ['codex'], root))).toBe('0.169.0');
  });

  test.each([
    ['codex/versions/2.1.330/codex', '2.1.330'],
    ['versions/2.1.330', '2.1.330'],
    ['bin/codex', undefined],
    // An interpreter whose process is named after the agent.
    ['node/24.1.0/bin/node', undefined],
  ])('is told of a binary by its place: %s', async (path, version) => {
    const child = await started('/bin/bash', ['-c', 'exec -a codex "$0"', binaryAt(path)]);
    expect(versionOf(child)).toBe(version);
  });

  test('is told anew of a session when another process has it', async () => {
    const [older, newer] = ['versions/1.0.0/codex', 'versions/2.0.0/codex'].map(binaryAt);
    const first = await started(older ?? '', []);
    expect(versionOf(first, 'same')).toBe('1.0.0');
    first.kill();
    await once(first, 'exit');
    expect(versionOf(await started(newer ?? '', []), 'same')).toBe('2.0.0');
  });

  test('goes to the audit with every call', async () => {
    const { pid } = await started(binaryAt('versions/1.0.0/codex'), []);
    const facts: (CallFacts | undefined)[] = [];
    const audit = {
      append: (_judgement: Judgement, given?: CallFacts) => void facts.push(given),
      appendOutcome: () => undefined,
    };
    const bench = { guard: fakeGuard(), mode: 'guardrails', audit } as const;
    const parse = (): ParsedHook => ({
      kind: 'calls',
      event: 'Before',
      calls: [fakeCall('ls', { sessionId: 'audited' })],
    });
    for (let call = 0; call < 2; call++) answerPayload({ ...FAKE_AGENT, ...CODEX, parse }, {}, pid, bench);
    expect(facts).toMatchObject([{ agentVersion: '1.0.0' }, { agentVersion: '1.0.0' }]);
  });

  test('is looked up once for a session', async () => {
    const child = await started(binaryAt('versions/1.0.0/codex'), []);
    expect(versionOf(child, 'once')).toBe('1.0.0');
    expect(agentVersionOf(CODEX, 'once', process.pid)).toBe('1.0.0');
  });
});

test('no version is told of a process that has ended, of no process, no session and an unknown agent', () => {
  expect(agentVersionOf(CODEX, 'ended', 2 ** 22 + 1)).toBeUndefined();
  expect(agentVersionOf(CODEX, 'none', undefined)).toBeUndefined();
  expect(agentVersionOf(CODEX, undefined, process.pid)).toBeUndefined();
  expect(agentVersionOf({ name: 'unknown' }, 'unknown', process.pid)).toBeUndefined();
});
