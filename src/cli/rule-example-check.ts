import { platform } from 'node:os';
import { nearestName } from '../falco/index.ts';
import { type Guard, type PolicyFile, ruleVerdict, type Settings } from '../guard/index.ts';
import { checkRecord, exampleInstallation } from './check-records.ts';
import type { ExpectedVerdict, RuleExample, RuleExamples } from './rule-examples.ts';
import { guardOf } from './rule-policy.ts';

/** Whose calls examples are: nobody's in particular, so that they say the same on every machine. */
const EXAMPLE_HOME = '/home/dev';
const EXAMPLE_CWD = `${EXAMPLE_HOME}/project`;

/** A rule as far as its examples are concerned. */
interface ExampleSubject {
  readonly enabled: boolean;
  /** What a match of it means, all else apart. */
  readonly verdict: ExpectedVerdict;
}

/** The rules that examples are put to. */
export interface ExampleBench {
  readonly guard: Guard;
  readonly subjects: ReadonlyMap<string, ExampleSubject>;
}

/**
 * Makes a policy ready for examples: it enforces, and leaves alone what no rule stops, whatever the settings say.
 * Of these only the tags count.
 *
 * @throws CliFailure when a file does not load.
 */
export function createExampleBench(
  policy: readonly PolicyFile[],
  { denyTags, askTags, seenTags }: Pick<Settings, 'denyTags' | 'askTags' | 'seenTags'>,
): ExampleBench {
  const tagSettings = { denyTags, askTags, seenTags };
  const { guard, ruleSet } = guardOf(policy, {
    home: EXAMPLE_HOME,
    installation: exampleInstallation(EXAMPLE_HOME),
    mode: 'guardrails',
    defaultAction: 'defer',
    ...tagSettings,
  });
  const subjects = ruleSet.rules.map(({ name, enabled, tags }): [string, ExampleSubject] => {
    const verdict = ruleVerdict(tags, tagSettings);
    return [name, { enabled, verdict: verdict === 'deny' || verdict === 'ask' ? verdict : 'pass' }];
  });
  return { guard, subjects: new Map(subjects) };
}

export interface CheckedExample {
  readonly example: RuleExample;
  readonly kind: 'match' | 'no_match';
  readonly expected: ExpectedVerdict;
  readonly verdict: ExpectedVerdict;
  /** Every matching rule, the catch-all left out. */
  readonly rules: readonly string[];
  readonly ok: boolean;
}

export interface CheckedRule {
  readonly examples: RuleExamples;
  /** Why nothing was checked, where nothing was. */
  readonly state: 'checked' | 'other-system' | 'unknown-rule' | 'disabled-rule' | 'no-examples';
  /** For an unknown rule: the one that was probably meant. */
  readonly nearest?: string;
  readonly checked: readonly CheckedExample[];
}

/**
 * Puts each example to the guard as a live call. Where a rule must match, it has to be among the matching rules
 * and the verdict has to be the expected one; where it must not, it has to be absent, and the verdict too counts.
 */
export function checkExamples({ guard, subjects }: ExampleBench, examples: RuleExamples): CheckedRule {
  const { rule, os, match, noMatch } = examples;
  const subject = subjects.get(rule);
  const unchecked = (state: CheckedRule['state']): CheckedRule => ({ examples, state, checked: [] });
  if (subject === undefined) {
    const nearest = nearestName(rule, subjects.keys());
    return { ...unchecked('unknown-rule'), ...(nearest !== undefined && { nearest }) };
  }
  if (!subject.enabled) return unchecked('disabled-rule');
  if (os !== undefined && os !== OS_NAMES.get(platform())) return unchecked('other-system');
  const checked = [
    ...match.map((example) => check(guard, rule, 'match', example, subject.verdict)),
    ...noMatch.map((example) => check(guard, rule, 'no_match', example, 'pass')),
  ];
  return checked.length === 0 ? unchecked('no-examples') : { examples, state: 'checked', checked };
}

const OS_NAMES: ReadonlyMap<string, string> = new Map([
  ['linux', 'linux'],
  ['darwin', 'macos'],
  ['win32', 'windows'],
]);

function check(
  guard: Guard,
  rule: string,
  kind: CheckedExample['kind'],
  example: RuleExample,
  usual: ExpectedVerdict,
): CheckedExample {
  const { tool, input, cwd = EXAMPLE_CWD, verdict: expected = usual } = example;
  const options = { home: EXAMPLE_HOME, ...(example.agent !== undefined && { agent: example.agent }) };
  const result = checkRecord(guard, { id: 'example', tool, input, cwd }, options);
  const verdict = result.verdict === 'deny' || result.verdict === 'ask' ? result.verdict : 'pass';
  const ok = result.rules.includes(rule) === (kind === 'match') && verdict === expected;
  return { example, kind, expected, verdict, rules: result.rules, ok };
}
