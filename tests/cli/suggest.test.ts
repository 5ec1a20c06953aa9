import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Entry } from '../../src/audit/entry.ts';
import { recordedCall } from '../../src/replay/testing/recorded.ts';
import { writeStore } from '../support/audit-entries.ts';
import { asPerson, hasPerson } from '../support/person.ts';
import { runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

const RULE = `
- rule: Ask before making
  desc: d
  condition: exec.line startswith make
  output: Falco asks before making
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;

let home: string;

beforeEach(() => {
  home = tempDir();
  mkdirSync(join(home, '.prempti', 'rules', 'user'), { recursive: true });
  writeFileSync(join(home, '.prempti', 'rules', 'user', 'mine.yaml'), RULE);
  writeStore([1, 2, 3].flatMap(approvedCall), join(home, '.prempti'));
});

/** The agent asked before a call, and ran it then. */
function approvedCall(n: number): readonly Entry[] {
  const timeMs = Date.now() - 3_600_000;
  const ids = { timeMs, session: 's', useId: `u${n}`, correlationId: String(n) };
  const call = recordedCall('make deploy', { 'Ask before making': 'ask' }, { ...ids, cwd: '/work/app' });
  const fields = { 'exec.line': ['make deploy'], 'exec.name': ['make'], 'agent.real_cwd': '/work/app' };
  return [
    { ...call, events: call.events.map((event) => ({ ...event, fields: { ...event.fields, ...fields } })) },
    { kind: 'outcome', agent: 'claude_code', tool: 'Bash', outcome: 'ran', ...ids },
  ];
}

function written(): string {
  return join(home, '.prempti', 'rules', 'user', 'then-approved.yaml');
}

const suggest = (...args: readonly string[]) => runPremptictl(home, ['suggest', ...args]);

describe('suggest', () => {
  test('shows the exception, ready to paste, and its replay', () => {
    const { stdout, stderr, status } = suggest();
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(
      stdout
        .replace(/approved_tool\w+/, 'NAME')
        .trimEnd()
        .split('\n'),
    ).toEqual([
      'Ask before making  3 calls stopped: 3 approved by a person, 0 denied',
      '',
      '- rule: Ask before making',
      '  exceptions:',
      '    - name: NAME',
      '      fields: [tool.input_command, agent.real_cwd]',
      "      comps: ['=', '=']",
      '      values:',
      `        - ['"make deploy"', /work/app]`,
      '  override:',
      '    exceptions: append',
      '',
      'Replayed over 3 calls: 3 no longer stopped, 3 of them approved by a person; none that was denied, and no other verdict changes.',
      '    Bash(make deploy) in /work/app (approved)',
    ]);
  });

  test('tells that there is nothing where nobody approved', () => {
    expect(suggest('--session', 'other').stdout).toBe('No rule stopped calls that a person then approved.\n');
    expect(suggest('--session', 'other', '--json').stdout).toBe('[]\n');
  });

  test('refuses to write for anybody but a person', () => {
    const { status, stderr } = suggest('--write', 'approved.yaml', '--yes');
    expect(status).toBe(1);
    expect(stderr).toContain('only a person can loosen rules');
    expect(existsSync(written())).toBe(false);
  });

  test.each(['/etc/rules.yaml', '../mine.yaml', 'approved.txt'])('writes no %s', (name) => {
    const { status, stderr } = suggest('--write', name, '--yes');
    expect(status).toBe(1);
    expect(stderr).toContain('--write takes the name of a YAML file in');
  });

  test.runIf(hasPerson)('writes nothing that would not load, as before the rule itself', async () => {
    const { status, text } = await asPerson(home, ['suggest', '--write', 'a.yaml', '--yes']);
    expect({ status, text }).toEqual({ status: 1, text: expect.stringContaining('there is no rule') });
    expect(existsSync(join(home, '.prempti', 'rules', 'user', 'a.yaml'))).toBe(false);
  });

  test.runIf(hasPerson)('appends to rules that then say so, and keeps what is there', async () => {
    writeFileSync(written(), '# Mine.\n');
    const { status, text } = await asPerson(home, ['suggest', '--write', 'then-approved.yaml', '--yes']);
    expect({ status, text }).toEqual({ status: 0, text: expect.stringContaining('Written to') });
    expect(readFileSync(written(), 'utf8')).toMatch(/^# Mine[.]\n\n- rule: Ask before making\n/);
    const replayed = runPremptictl(home, ['replay', '--json']);
    expect(JSON.parse(replayed.stdout)).toMatchObject({ lostAsks: 3 });
    expect(suggest().stdout).toContain(
      'Nothing safe to suggest: what was approved is stopped by other rules',
    );
  });
});
