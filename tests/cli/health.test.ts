import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REGISTERED_AGENTS } from '../../src/cli/agent-hooks.ts';
import { freePort } from '../../src/prove/free-port.ts';
import { runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

let home: string;

beforeEach(() => {
  home = tempDir();
});

afterEach(() => {
  premptictl('stop');
});

const premptictl = (...args: readonly string[]) => runPremptictl(home, args);

function settings(text: string): void {
  mkdirSync(join(home, '.prempti/config'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, '.prempti/config/prempti.yaml'), text, { mode: 0o600 });
}

const health = () => JSON.parse(premptictl('health', '--json').stdout);

test('takes the way of every guarded agent', () => {
  for (const { id } of REGISTERED_AGENTS) premptictl('hook', 'add', id);
  premptictl('start');
  const agents = REGISTERED_AGENTS.map(({ id }) => ({ agent: id, ok: true, decision: 'defer' }));
  expect(health()).toMatchObject({ ok: true, decision: 'defer', warnings: [], agents });
  const { stdout, stderr } = premptictl('health');
  expect(stderr).toBe('');
  for (const { title } of REGISTERED_AGENTS) {
    expect(stdout).toContain(
      `OK: pipeline healthy (synthetic event → defer / no decision); ${title}; service pid`,
    );
  }
});

test('tells agents apart that are answered otherwise', () => {
  mkdirSync(join(home, '.prempti/rules/user'), { recursive: true, mode: 0o700 });
  const rule = {
    rule: 'No Codex here',
    desc: 'd',
    condition: 'agent.name = codex',
    output: 'Codex is not to be used',
    priority: 'CRITICAL',
    source: 'coding_agent',
    tags: ['coding_agent_deny'],
  };
  writeFileSync(join(home, '.prempti/rules/user/codex.yaml'), JSON.stringify([rule]), { mode: 0o600 });
  premptictl('hook', 'add', 'claude', 'codex');
  const reason = expect.stringContaining('No Codex here: Codex is not to be used');
  expect(health()).toMatchObject({
    ok: true,
    agents: [
      { agent: 'claude', decision: 'defer' },
      { agent: 'codex', decision: 'deny', reason },
    ],
  });
});

test('asks over HTTP where the agent does', async () => {
  settings(`service:\n  http_port: ${await freePort()}\n  start: login\n`);
  premptictl('hook', 'add', 'claude');
  const failed = premptictl('health');
  expect(failed).toMatchObject({ status: 1, stdout: '' });
  expect(failed.stderr).toMatch(
    /^premptictl: FAIL: Claude Code: .*no service answers at http:.*ECONNREFUSED/,
  );
  expect(health()).toMatchObject({ ok: false, agents: [{ agent: 'claude', ok: false }] });
  premptictl('start');
  expect(health()).toMatchObject({
    ok: true,
    agents: [{ agent: 'claude', decision: 'defer' }],
    warnings: [],
  });
});
