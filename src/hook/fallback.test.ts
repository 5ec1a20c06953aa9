import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedEntries } from '../../tests/support/audit-store.ts';
import { buildHookClient, buildHookFallback, type HookRun, runHook } from '../../tests/support/hook.ts';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { type AuditRecord, maintainStore, readAuditLog } from '../audit/index.ts';
import { prefixAt, readSettings } from '../guard/index.ts';

const RULES = `
- rule: Deny the forbidden word
  desc: a rule for tests
  condition: tool.input_command contains "forbidden"
  output: Falco blocked the command %tool.input_command
  priority: CRITICAL
  source: coding_agent
  tags: [coding_agent_deny]
`;

const SEEN = `
- rule: Coding Agent Event Seen
  desc: matches every call
  condition: correlation.id exists
  output: Falco saw %tool.name
  priority: DEBUG
  source: coding_agent
  tags: [coding_agent_seen]
`;

/** A checkout with rules of its own, which need no manifest: built client, built fallback. */
let installed: string;
let client: string;

beforeAll(async () => {
  installed = mkdtempSync(join(tmpdir(), 'prempti-'));
  client = await install(installed, RULES);
});
afterAll(() => rmSync(installed, { recursive: true }));

async function install(root: string, rules: string): Promise<string> {
  const dist = join(root, 'dist');
  mkdirSync(join(root, 'rules', 'default'), { recursive: true });
  mkdirSync(join(root, '.git'));
  mkdirSync(dist);
  writeFileSync(join(root, 'package.json'), '{"name":"prempti","version":"1.2.3","type":"module"}');
  writeFileSync(join(root, 'rules', 'default', 'rules.yaml'), rules);
  writeFileSync(join(root, 'rules', 'seen.yaml'), SEEN);
  await buildHookFallback(join(dist, 'hook-fallback.js'));
  return buildHookClient(dist);
}

function bash(command: string): string {
  return JSON.stringify({
    session_id: 'session-1',
    transcript_path: '/home/dev/.claude/x.jsonl',
    cwd: '/home/dev/project',
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: 'toolu_1',
  });
}

function damage(file: string): void {
  rmSync(file);
  mkdirSync(file);
}

interface Call {
  readonly run: HookRun;
  /** The decision in Claude Code's words; absent where the hook is silent. */
  readonly decision?: { readonly permissionDecision: string; readonly permissionDecisionReason: string };
  readonly records: readonly AuditRecord[];
}

async function call(
  payload: string,
  options: { readonly client?: string; readonly config?: string; readonly env?: Record<string, string> } = {},
): Promise<Call> {
  const prefix = tempDir();
  mkdirSync(join(prefix, 'config'));
  writeFileSync(join(prefix, 'config', 'prempti.yaml'), `service.start: manual\n${options.config ?? ''}`);
  const run = await runHook(options.client ?? client, ['claude', '--prefix', prefix], payload, options.env);
  const records = readAuditLog(join(prefix, 'log', 'falco.log')).flatMap(({ record }) => record ?? []);
  if (run.stdout === '') return { run, records };
  const { hookSpecificOutput: decision } = JSON.parse(run.stdout) as {
    hookSpecificOutput: NonNullable<Call['decision']>;
  };
  return { run, decision, records };
}

describe('evaluation without a service', () => {
  it('denies by the rules and has recorded it when the hook ends', async () => {
    const { run, decision, records } = await call(bash('echo forbidden'));
    expect(run).toMatchObject({ stderr: '', exitCode: 0 });
    expect(decision).toMatchObject({ permissionDecision: 'deny' });
    expect(decision?.permissionDecisionReason).toMatch(
      /^Deny the forbidden word: Falco blocked the command echo forbidden/,
    );
    expect(records.map(({ rule }) => rule)).toEqual(['Deny the forbidden word', 'Coding Agent Event Seen']);
    expect(records[1]?.output_fields).toMatchObject({
      'agent.pid': process.pid,
      'agent.session_id': 'session-1',
      'tool.name': 'Bash',
      'prempti.verdict': 'deny',
    });
    const ids = records.map(({ output_fields }) => output_fields['correlation.id']);
    expect(ids[0]).toBe(ids[1]);
  });

  it('is silent where no rule asks for anything, and records the call', async () => {
    const { run, records } = await call(bash('echo hello'));
    expect(run).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(records).toHaveLength(1);
  });

  it('reads an event that begins with a byte order mark', async () => {
    const { decision } = await call(`\uFEFF${bash('echo forbidden')}`);
    expect(decision?.permissionDecisionReason).toContain('Deny the forbidden word');
  });

  it('blocks when the home directory is empty, instead of looking for a prefix in the working directory', async () => {
    const run = await runHook(client, ['claude'], bash('echo hello'), { HOME: '' });
    expect(run).toMatchObject({ stdout: '', exitCode: 2 });
    expect(run.stderr).toContain('the home directory is "", not an absolute path');
  });

  it('follows the mode of the prefix', async () => {
    const { run, records } = await call(bash('echo forbidden'), { config: 'mode: monitor\n' });
    expect(run).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(records[1]?.output_fields).toMatchObject({
      'prempti.verdict': 'deny',
      'prempti.enforced': 'defer',
    });
  });

  it('writes no secret', async () => {
    const secret = 'Abcdefghij0123456789Klmnopqrst';
    const { records } = await call(bash(`echo forbidden ghp_${secret}`));
    expect(records).toHaveLength(2);
    expect(JSON.stringify(records)).not.toContain(secret);
  });

  it.each([
    ['no JSON', '{"hook_event_name":'],
    ['no event of the agent', '{"tool_name":"Bash"}'],
  ])('blocks and records a payload that is %s', async (_what, payload) => {
    const { run, records } = await call(payload);
    expect(run).toMatchObject({ stdout: '', exitCode: 2 });
    expect(run.stderr).toMatch(/^Prempti cannot check this call, so it is blocked/);
    expect(records[0]?.output_fields).toMatchObject({
      'agent.name': 'claude_code',
      'prempti.verdict': 'deny',
    });
  });

  it('blocks and records an event that is too large to be evaluated, but for monitor mode', async () => {
    const env = { PREMPTI_INPUT_MAX_BYTES: '4096', PREMPTI_FAIL_OPEN: '1' };
    const closed = await call(bash('x'.repeat(5_000)), { env });
    expect(closed.run).toMatchObject({ stdout: '', exitCode: 2 });
    expect(closed.run.stderr).toContain('the event is over 4096 bytes');
    expect(closed.records[0]?.output_fields).toMatchObject({ 'prempti.verdict': 'deny' });
    const open = await call(bash('x'.repeat(5_000)), { env, config: 'mode: monitor\n' });
    expect(open.run).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(open.records[0]?.output_fields).toMatchObject({ 'prempti.enforced': 'defer' });
  });

  it('goes on where the audit cannot be written', async () => {
    const prefix = tempDir();
    writeFileSync(join(prefix, 'log'), 'in the way');
    const { stdout } = await runHook(client, ['claude', '--prefix', prefix], bash('echo forbidden'));
    expect(stdout).toContain('"permissionDecision":"deny"');
    expect(readFileSync(join(prefix, 'log'), 'utf8')).toBe('in the way');
  });

  it('denies while another process writes the store, and leaves the record for later', async () => {
    const prefix = prefixAt(tempDir());
    const { settings } = readSettings(prefix);
    mkdirSync(prefix.logDir);
    const other = new DatabaseSync(prefix.auditStore);
    other.exec('PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE');
    const { stdout } = await runHook(client, ['claude', '--prefix', prefix.root], bash('echo forbidden'));
    expect(stdout).toContain('"permissionDecision":"deny"');
    other.exec('ROLLBACK');
    other.close();
    maintainStore(prefix, settings, false);
    expect(storedEntries(prefix.auditStore)).toMatchObject([{ entry: { kind: 'call', verdict: 'deny' } }]);
  });

  it.each([
    ['no folder of default rules', (rules: string) => rmSync(join(rules, 'default'), { recursive: true })],
    ['no default rule', (rules: string) => rmSync(join(rules, 'default', 'rules.yaml'))],
    [
      'a default rule file that cannot be read',
      (rules: string) => damage(join(rules, 'default', 'rules.yaml')),
    ],
    ['no catch-all rule', (rules: string) => rmSync(join(rules, 'seen.yaml'))],
  ])('denies and records when the package has %s', async (_what, harm) => {
    const root = tempDir();
    const incomplete = await install(root, RULES);
    harm(join(root, 'rules'));
    const { decision, records } = await call(bash('echo hello'), { client: incomplete });
    expect(decision).toMatchObject({
      permissionDecision: 'deny',
      permissionDecisionReason: expect.stringContaining('the default rules are not all there'),
    });
    expect(records[0]?.output_fields).toMatchObject({ 'prempti.verdict': 'deny' });
  });

  it('denies and records when the policy does not load, unless failing open is asked for', async () => {
    const broken = await install(tempDir(), RULES.replace('contains', 'cntains'));
    const closed = await call(bash('echo hello'), { client: broken });
    expect(closed.decision).toMatchObject({
      permissionDecision: 'deny',
      permissionDecisionReason: expect.stringContaining('the policy does not load'),
    });
    const open = await call(bash('echo hello'), { client: broken, env: { PREMPTI_FAIL_OPEN: 'true' } });
    expect(open.run).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(open.records[0]?.output_fields).toMatchObject({
      'prempti.verdict': 'deny',
      'prempti.enforced': 'defer',
    });
  });

  it('records what became of a call without loading the policy', async () => {
    const broken = await install(tempDir(), RULES.replace('contains', 'cntains'));
    const after = {
      ...JSON.parse(bash('npm test')),
      hook_event_name: 'PostToolUseFailure',
      error: 'Exit code 2\nx',
    };
    const { run, records } = await call(JSON.stringify(after), { client: broken });
    expect(run).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(records).toMatchObject([
      {
        rule: 'Coding Agent Call Ended',
        message: 'claude_code Bash: failed, status 2',
        output_fields: { 'tool.use_id': 'toolu_1', 'prempti.outcome': 'failed', 'prempti.exit_status': 2 },
      },
    ]);
  });

  it('answers the start of a session without loading the policy', async () => {
    const broken = await install(tempDir(), RULES.replace('contains', 'cntains'));
    const start = { ...JSON.parse(bash('x')), hook_event_name: 'SessionStart' };
    const { run, records } = await call(JSON.stringify(start), { client: broken });
    expect([run, records]).toEqual([{ stdout: '', stderr: '', exitCode: 0 }, []]);
  });
});
