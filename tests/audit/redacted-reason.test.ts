import { describe, expect, it, test } from 'vitest';
import { claudeCode, type ToolCall } from '../../src/agents/index.ts';
import { redactedReason, redactionOf } from '../../src/audit/index.ts';
import { createDefaultGuard } from '../../src/cli/check-records.ts';
import { createGuard, type Guard, type Judgement } from '../../src/guard/index.ts';
import { bodyOf, TOKENS } from '../support/planted-secrets.ts';
import { ANYWHERE, IN_PLACE, type SecretCall } from './secret-calls.ts';

const HOME = '/home/dev';
const PASSWORD = { kind: 'password', prefix: '', alphabet: 'alnum', length: 14 } as const;
const CONTEXT = { timeMs: 0, correlationId: 17 };

function guardThatSays(output: string): Guard {
  const text = `
- rule: Ask about everything
  desc: d
  condition: tool.name exists
  output: ${output}
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;
  const result = createGuard({ rules: [{ name: 'ask.yaml', text }], home: HOME });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.guard;
}

function callsOf({ tool, input }: SecretCall): readonly ToolCall[] {
  const parsed = claudeCode.parse(
    {
      session_id: 's1',
      cwd: `${HOME}/project`,
      hook_event_name: 'PreToolUse',
      tool_name: tool,
      tool_input: input,
      tool_use_id: 'u1',
    },
    () => undefined,
  );
  if (parsed.kind !== 'calls') throw new Error(`no calls: ${parsed.kind}`);
  return parsed.calls;
}

/** The reason with all masked that anything about the calls shows to be secret. */
const wholly = (judgement: Judgement): string => redactionOf(judgement)(judgement.reason);

const GUARDS: Readonly<Record<string, Guard>> = {
  'the default rules': createDefaultGuard(HOME),
  'all that was called': guardThatSays('Falco asks about %tool.input and %exec.line and %exec.arg'),
  'arguments alone': guardThatSays('Falco asks about %exec.arg and %fs.change'),
  'a part of the command': guardThatSays('Falco asks about %basename(tool.input_command)'),
  'a text of its own': guardThatSays('Falco asks about everything'),
};

const PLANTED: readonly (readonly [secret: string, call: SecretCall])[] = [
  ...TOKENS.flatMap((token, index) => {
    const plantings = Object.entries(ANYWHERE);
    return [0, 7, 13].map((step) => {
      const [place, plant] = plantings[(index + step) % plantings.length] as (typeof plantings)[number];
      const body = bodyOf(token, place);
      return [body.slice(-12), plant(`${token.prefix}${body}`)] as const;
    });
  }),
  ...Object.entries(IN_PLACE).map(([place, plant]) => {
    const secret = bodyOf(PASSWORD, place);
    return [secret, plant(secret)] as const;
  }),
];

const withoutQuotes = (text: string): string => text.replaceAll(/["'\\]/g, '').toLowerCase();

describe.each(Object.entries(GUARDS))('a reason of %s', (_title, guard) => {
  it('shows no secret of its call, and is the one that knowing all of it gives', () => {
    for (const [secret, call] of PLANTED) {
      const calls = callsOf(call);
      const said = redactedReason(guard.judge(calls, CONTEXT));
      expect(withoutQuotes(said)).not.toContain(secret.toLowerCase());
      expect(said).toBe(wholly(guard.judge(calls, CONTEXT)));
    }
  });

  it('shows no secret of the other calls of its payload', () => {
    const [other] = callsOf({ tool: 'Bash', input: { command: 'git push --force' } });
    for (const [secret, call] of PLANTED.filter((_, index) => index % 5 === 0)) {
      const calls = [other as ToolCall, ...callsOf(call)];
      const said = redactedReason(guard.judge(calls, CONTEXT));
      expect(withoutQuotes(said)).not.toContain(secret.toLowerCase());
      expect(said).toBe(wholly(guard.judge(calls, CONTEXT)));
    }
  });
});

const SECRET = 'k3Xq9TzLm27BvRw8YpDs';

/** What only another text than the one that the reason repeats shows to be a secret. */
const ELSEWHERE: readonly (readonly [title: string, output: string, command: string])[] = [
  ['in the command line', '%exec.arg', `mysql -u root -p${SECRET} db; echo ${SECRET}`],
  ['once quotes are gone', '%exec.arg', `run --pass"word" ${SECRET}; echo ${SECRET}`],
  ['once variables are put in', '%exec.arg', `P=${SECRET}; curl -u bob:$P https://x.example; echo ${SECRET}`],
  ['in a file of secrets', '%tool.input_command', `echo "FOO=${SECRET}" >> .env.production; echo ${SECRET}`],
];

test.each(ELSEWHERE)(
  'a secret that is known %s is masked where a reason says it',
  (_title, output, command) => {
    const calls = callsOf({ tool: 'Bash', input: { command } });
    const judgement = guardThatSays(`Falco asks about ${output}`).judge(calls, CONTEXT);
    expect(judgement.reason).toContain(SECRET);
    expect(redactedReason(judgement)).not.toContain(SECRET);
  },
);

test('the words of a rule stay, though one of them is somebody’s password', () => {
  const calls = callsOf({ tool: 'Bash', input: { command: 'PGPASSWORD=everything psql' } });
  const said = (output: string): string => redactedReason(guardThatSays(output).judge(calls, CONTEXT));
  expect(said('Falco asks about everything')).toContain('Falco asks about everything |');
  expect(said('Falco asks about everything in %exec.name')).toContain('Falco asks about **** in (psql) |');
});

test('a rule that has a secret in its own words does not say it', () => {
  const judgement = guardThatSays(`Falco asks about ghp_${'a1'.repeat(18)}`).judge(
    callsOf({ tool: 'Bash', input: { command: 'true' } }),
    CONTEXT,
  );
  expect(redactedReason(judgement)).toContain('Falco asks about ghp_**** |');
});
