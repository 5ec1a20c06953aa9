import { VECTOR_CATALOGUE } from '../../src/falco/eval/testing/vector-fields.ts';
import { loadRules, type Match, type RuleSet } from '../../src/falco/index.ts';
import { type Json, type Outcome, outcomeOf } from './outcome.ts';
import { eventOf } from './vector-values.ts';

/** The tags by which the original project's rules give verdicts, the strongest first. */
const VERDICT_TAGS = [
  ['coding_agent_deny', 'deny'],
  ['coding_agent_ask', 'ask'],
] as const;

/** Rules with events and the names of the rules that match each, one JSON value a line. */
export interface MatchFiles {
  readonly rules: string;
  readonly events: string;
  readonly expected: string;
}

/** Puts every event to the rules; an expectation is a list of names, or an object with `rules` and `verdict`. */
export function runMatches(prefix: string, files: MatchFiles): readonly Outcome[] {
  const { ruleSet, diagnostics } = loadRules([{ name: `${prefix}.yaml`, text: files.rules }], {
    catalogues: [VECTOR_CATALOGUE],
    strict: true,
  });
  if (ruleSet === undefined) {
    const error = diagnostics.find(({ severity }) => severity === 'error');
    return [{ id: `${prefix}:load`, difference: `the rules do not load: ${error?.message}` }];
  }
  const expectations = lines(files.expected);
  return lines(files.events).map((event, index) =>
    matchEvent(`${prefix}:${index}`, ruleSet, event as Record<string, Json>, expectations[index] ?? null),
  );
}

function matchEvent(
  prefix: string,
  ruleSet: RuleSet,
  event: Readonly<Record<string, Json>>,
  expected: Json,
): Outcome {
  const matches = ruleSet.match('coding_agent', eventOf(event));
  const rules = matches.map(({ rule }) => rule.name);
  if (Array.isArray(expected) || expected === null) return outcomeOf(prefix, rules, expected);
  const { id, ...rest } = expected as Readonly<Record<string, Json>>;
  return outcomeOf(`${prefix}:${id}`, { rules, verdict: verdictOf(matches) }, rest);
}

function verdictOf(matches: readonly Match[]): string {
  const found = VERDICT_TAGS.find(([tag]) => matches.some(({ rule }) => rule.tags.includes(tag)));
  return found?.[1] ?? 'allow';
}

function lines(text: string): readonly Json[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json);
}
