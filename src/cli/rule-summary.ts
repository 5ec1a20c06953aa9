import type { Change } from '../falco/index.ts';
import { ruleVerdict } from '../guard/index.ts';
import { lineOf, shownPath } from './rule-place.ts';
import type { OpenedPolicy } from './rule-policy.ts';

/** One step in how a definition came to be what it is. */
export interface RuleChange {
  readonly kind: Change['kind'];
  /** The keys that were appended to or replaced; empty where that says nothing. */
  readonly keys: readonly string[];
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** A rule in a list of rules. */
export interface RuleSummary {
  readonly name: string;
  readonly verdict: ReturnType<typeof ruleVerdict>;
  readonly priority: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly description: string;
  /** Whose file defines it. */
  readonly origin: 'default' | 'pack' | 'user' | 'project';
  /** Where it was defined first, from 1. */
  readonly file: string;
  readonly line: number;
  /** What the user's files, and trusted ones of the project, changed about a rule of others. */
  readonly changes: readonly RuleChange[];
}

/** All rules of a policy in load order, those that are switched off included. */
export function summarizeRules({
  policy,
  ruleSet,
  loaded,
  settings,
  texts,
}: OpenedPolicy): readonly RuleSummary[] {
  const origins = new Map(policy.map(({ path, origin }) => [path, origin]));
  const originOf = (file: string): RuleSummary['origin'] => {
    const origin = origins.get(file);
    return origin === undefined || origin === 'seen' ? 'default' : origin;
  };
  return ruleSet.rules.map(({ name, priority, tags, enabled, description, file, range }) => {
    const [first, ...later] = locateChanges(loaded.definitions.rules.get(name)?.changes ?? [], texts);
    const place = first ?? { file, line: lineOf(texts, file, range) };
    const origin = originOf(place.file);
    return {
      name,
      verdict: ruleVerdict(tags, settings),
      priority,
      tags,
      enabled,
      description,
      origin,
      file: place.file,
      line: place.line,
      changes: later.filter(({ file: by }) => {
        const whose = originOf(by);
        return whose !== origin && (whose === 'user' || whose === 'project');
      }),
    };
  });
}

/** Changes with the lines at which they stand. */
export function locateChanges(
  changes: readonly Change[],
  texts: ReadonlyMap<string, string>,
): readonly RuleChange[] {
  return changes.map(({ kind, place, keys }) => {
    return { kind, keys, file: place.file, line: lineOf(texts, place.file, place.range) };
  });
}

/** For people: `appended condition in ~/.prempti/rules/user/mine.yaml:3`. */
export function describeChange({ kind, keys, file, line }: RuleChange): string {
  return `${[kind, ...keys].join(' ')} in ${shownPath(file)}:${line}`;
}
