import { describe, expect, test } from 'vitest';
import type { CallEntry, Entry } from '../audit/entry.ts';
import { describe as describeRule } from '../falco/index.ts';
import { createGuard, DEFAULT_SETTINGS, type FieldValue } from '../guard/index.ts';
import type { ReplayPolicy } from './re-evaluate.ts';
import {
  type NoSuggestion,
  type Suggestion,
  type SuggestionPolicy,
  suggestExceptions,
} from './suggest-exceptions.ts';
import { recordedCall, storeOf } from './testing/recorded.ts';

const RULES = `
- rule: Ask before deploys
  desc: d
  condition: exec.line startswith make
  output: o
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
- rule: Ask before uploads
  desc: d
  condition: net.upload exists
  output: o
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
- rule: Ask before notes
  desc: d
  condition: tool.name in (Write, Edit) and tool.real_file_path endswith .md
  output: o
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
- rule: Deny releases
  desc: d
  condition: exec.line startswith release
  output: o
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_deny, approvable]
- list: main
  items: [trunk, release]
`;

const CWD = '/home/dev/app';

function policyOf(text: string): SuggestionPolicy {
  const load = (files: readonly { name: string; text: string }[]) => {
    const result = createGuard({ rules: files });
    return result.ok
      ? { result, policy: { ...DEFAULT_SETTINGS, ruleSet: result.ruleSet } as ReplayPolicy }
      : undefined;
  };
  const base = [{ name: 'r.yaml', text }];
  const loaded = load(base);
  if (loaded === undefined) throw new Error('the rules do not load');
  return {
    policy: loaded.policy,
    fieldsOf: (rule) =>
      describeRule(loaded.result.loaded, rule).flatMap((found) =>
        found.type === 'rule' ? found.fields : [],
      ),
    withRules: (yaml) => load([...base, { name: 'more.yaml', text: yaml }])?.policy,
  };
}

let id = 0;

type Fate = 'approved' | 'denied' | 'ran' | 'unknown';

/** A call that a rule stopped, and what became of it. */
function stopped(
  rule: string,
  verdict: 'ask' | 'deny',
  fate: Fate,
  fields: Readonly<Record<string, FieldValue>>,
): readonly Entry[] {
  const correlationId = String(++id);
  const base = recordedCall(
    '',
    { [rule]: verdict },
    { correlationId, useId: `u${id}`, session: 's', timeMs: id },
  );
  const call: CallEntry = {
    ...base,
    events: base.events.map((event) => ({ ...event, fields: { 'agent.real_cwd': CWD, ...fields } })),
  };
  const answer = {
    kind: 'approval',
    timeMs: id,
    correlationId,
    agent: 'claude_code',
    code: 'K',
    by: 'dev',
    expiresMs: 0,
    text: '',
  } as const;
  switch (fate) {
    case 'approved':
    case 'denied':
      return [call, { ...answer, answer: fate }];
    case 'ran':
      return [
        call,
        {
          kind: 'outcome',
          timeMs: id,
          agent: 'claude_code',
          session: 's',
          useId: `u${id}`,
          tool: 'Bash',
          outcome: 'ran',
        },
      ];
    case 'unknown':
      return [call];
  }
}

function command(
  line: string,
  more: Readonly<Record<string, FieldValue>> = {},
): Readonly<Record<string, FieldValue>> {
  return {
    'tool.name': 'Bash',
    'tool.input_command': line,
    'exec.line': [line],
    'exec.name': [line.split(' ')[0] ?? ''],
    ...more,
  };
}

function suggest(
  entries: readonly (readonly Entry[])[],
  rule?: string,
): readonly (Suggestion | NoSuggestion)[] {
  const options = { limit: 5, ...(rule !== undefined && { rule }) };
  return suggestExceptions(storeOf(entries.flat()), {}, policyOf(RULES), options);
}

const deploy = (fate: Fate, fields = command('make deploy')) =>
  stopped('Ask before deploys', 'ask', fate, fields);

describe('for a rule that stops what people approve', () => {
  test('suggests the narrowest exception: the same command in the same folder', () => {
    const [suggestion] = suggest([deploy('approved'), deploy('ran'), deploy('unknown')]);
    expect(suggestion).toMatchObject({
      kind: 'exception',
      rule: 'Ask before deploys',
      stopped: 3,
      approved: 2,
      replay: { calls: 3, silenced: 3, approved: 2, unsafe: 0, others: 0 },
    });
    expect((suggestion as Suggestion).yaml.replace(/approved_\w+/, 'NAME')).toBe(
      [
        '- rule: Ask before deploys',
        '  exceptions:',
        '    - name: NAME',
        '      fields: [tool.input_command, agent.real_cwd]',
        "      comps: ['=', '=']",
        '      values:',
        `        - ['"make deploy"', ${CWD}]`,
        '  override:',
        '    exceptions: append',
        '',
      ].join('\n'),
    );
  });

  test.each<[what: string, calls: readonly (readonly Entry[])[], fields: string]>([
    [
      'the same programs with the same effects where the commands differ',
      ['a', 'b', 'c', 'd'].map((word) =>
        deploy('approved', { ...command('make deploy'), 'tool.input_command': `make deploy # ${word}` }),
      ),
      'exec.line, exec.opaque, agent.real_cwd',
    ],
    [
      'what the rule asks for where the programs take other arguments',
      ['a', 'b', 'c', 'd'].map((word) =>
        stopped(
          'Ask before uploads',
          'ask',
          'approved',
          command(`curl ${word}`, { 'net.upload': ['x.example'] }),
        ),
      ),
      'exec.name, net.upload, exec.opaque, agent.real_cwd',
    ],
    [
      'a folder of the project where many files are written',
      ['a', 'b', 'c', 'd'].map((name) =>
        stopped('Ask before notes', 'ask', 'approved', {
          'tool.name': 'Write',
          'tool.real_file_path': `${CWD}/docs/${name}.md`,
        }),
      ),
      'tool.name, tool.real_file_path, agent.real_cwd',
    ],
  ])('suggests %s', (_what, calls, fields) => {
    const [suggestion] = suggest(calls);
    expect(suggestion).toMatchObject({ kind: 'exception', replay: { silenced: 4, approved: 4 } });
    expect((suggestion as Suggestion).yaml).toContain(`fields: [${fields}]`);
  });

  test('looks at the calls of all sessions for what must not be left alone', () => {
    const inOther = deploy('denied').map((entry) => ({ ...entry, session: 'other' }));
    const store = storeOf([deploy('approved'), deploy('approved'), inOther].flat());
    const found = suggestExceptions(store, { session: 's' }, policyOf(RULES), { limit: 1 });
    expect(found).toMatchObject([
      { kind: 'none', stopped: 2, approved: 2, denied: 0, why: expect.stringContaining('denied') },
    ]);
  });

  test('begins with the noisiest rule', () => {
    const upload = command('curl', { 'net.upload': ['x.example'] });
    const found = suggest([
      ...[1, 2, 3].map(() => stopped('Ask before uploads', 'ask', 'ran', upload)),
      ...[1, 2].map(() => deploy('ran')),
    ]);
    expect(found.map(({ rule, approved }) => [rule, approved])).toEqual([
      ['Ask before uploads', 3],
      ['Ask before deploys', 2],
    ]);
  });

  test('leaves a deny alone where each such call was approved', () => {
    const release = (fate: Fate) => stopped('Deny releases', 'deny', fate, command('release now'));
    expect(suggest([release('approved'), release('approved')])).toMatchObject([{ kind: 'exception' }]);
    expect(suggest([release('approved'), release('approved'), release('unknown')])).toMatchObject([
      { kind: 'none', why: expect.stringContaining('never approved') },
    ]);
  });
});

describe('suggests nothing', () => {
  test.each<[what: string, calls: readonly (readonly Entry[])[], why: string]>([
    [
      'where the same call was denied',
      [deploy('approved'), deploy('approved'), deploy('denied')],
      'also covers calls that were denied',
    ],
    ['for what was approved once', [deploy('approved')], 'no command, file or host in common'],
    [
      'for what is masked',
      [1, 2].map(() => deploy('approved', command('make deploy TOKEN=****'))),
      'is masked or not understood',
    ],
    [
      'for what is not understood',
      [1, 2].map(() => deploy('approved', command('make deploy', { 'exec.opaque': true }))),
      'is masked or not understood',
    ],
    [
      'where a list of the rules would change the values',
      [1, 2].map(() => deploy('approved', command('make main now'))),
      'cannot be written as an exception',
    ],
  ])('%s', (_what, calls, why) => {
    expect(suggest(calls)).toMatchObject([{ kind: 'none', why: expect.stringContaining(why) }]);
  });

  test.each<[what: string, calls: readonly (readonly Entry[])[]]>([
    ['where nobody approved', [deploy('denied'), deploy('unknown')]],
    ['for a rule that is gone', [1, 2].map(() => stopped('Ask before nothing', 'ask', 'ran', command('x')))],
    ['for an empty history', []],
  ])('%s', (_what, calls) => {
    expect(suggest(calls)).toEqual([]);
  });

  test('says so for the rule that is named', () => {
    expect(suggest([deploy('unknown')], 'Ask before deploys')).toMatchObject([
      { kind: 'none', why: 'no person has approved what it stops' },
    ]);
  });
});
