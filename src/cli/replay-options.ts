import type { Command } from 'commander';
import { printCondition, type RuleSet } from '../falco/index.ts';
import {
  DEFAULT_ACTIONS,
  openGuard,
  type PolicyFile,
  type Prefix,
  policyHash,
  readPolicy,
  ruleFiles,
  type Settings,
} from '../guard/index.ts';
import type { CallSelection, ReplayPolicy, ReplayRules } from '../replay/index.ts';
import { readYamlFiles } from './rule-arguments.ts';
import { guardOf, policyWith } from './rule-policy.ts';
import { readTime } from './time-option.ts';
import { readWord } from './word-option.ts';

/** Which part of the history is meant, as the command line says it. */
export interface HistoryOptions {
  readonly prefix?: string;
  readonly since: string;
  readonly until?: string;
  readonly session?: string;
  readonly agent?: string;
}

/** Gives a verb the options that pick calls of the history. */
export function withHistoryOptions(verb: Command): Command {
  return verb
    .option('--since <time>', 'calls from then on: 30m, 2h, 7d, or 2026-01-31T12:00', '7d')
    .option('--until <time>', 'calls up to then')
    .option('--session <id>', 'only calls of the session whose id begins so')
    .option('--agent <name>', 'only calls of this agent');
}

export function readSelection(
  { since, until, session, agent }: HistoryOptions,
  nowMs: number,
): CallSelection & { readonly sinceMs: number } {
  return {
    sinceMs: readTime('--since', since, nowMs),
    ...(until !== undefined && { untilMs: readTime('--until', until, nowMs) }),
    ...(session !== undefined && { session }),
    ...(agent !== undefined && { agent }),
  };
}

/** Which rules are meant. */
export interface ReplayedRules {
  readonly rules?: readonly string[];
  /** False: without the user's own files. */
  readonly userRules: boolean;
  readonly packs?: string;
  readonly defaultAction?: string;
}

/** What recorded calls are put to. */
export interface OpenedReplay {
  readonly policy: ReplayPolicy & ReplayRules;
  /** What is wrong with the configuration. */
  readonly problems: readonly string[];
}

/** The policy that the options describe: the one in force outside of projects, where they say nothing else. */
export function replayedPolicy(prefix: Prefix, options: ReplayedRules): OpenedReplay {
  const { rules = [], userRules, packs } = options;
  const inForce = openGuard(prefix);
  const { settings, problems } = inForce;
  const isInForce = rules.length === 0 && userRules && packs === undefined;
  const tried = isInForce ? inForce : triedPolicy(prefix, settings, options);
  const policy = {
    ...replayPolicyOf(tried, settings),
    ...(options.defaultAction !== undefined && {
      defaultAction: readWord('--default-action', options.defaultAction, DEFAULT_ACTIONS),
    }),
    unchanged: {
      ruleSet: policyHash(ruleFiles(inForce.policy), settings),
      rules: sameRules(inForce.ruleSet, tried.ruleSet),
    },
  };
  return { policy, problems };
}

/** What a replay needs of a policy. */
export function replayPolicyOf(
  { ruleSet, policy }: Tried,
  { denyTags, askTags, seenTags, defaultAction }: Settings,
): ReplayPolicy & ReplayRules {
  return { ruleSet, files: ruleFiles(policy), denyTags, askTags, seenTags, defaultAction };
}

interface Tried {
  readonly ruleSet: RuleSet;
  readonly policy: readonly PolicyFile[];
}

function triedPolicy(
  prefix: Prefix,
  settings: Settings,
  { rules = [], userRules, packs }: ReplayedRules,
): Tried {
  const known = readPolicy(prefix, packs === undefined ? settings.packs : packs.split(',').filter(Boolean));
  const kept = userRules ? known : known.filter(({ origin }) => origin !== 'user');
  const policy = policyWith(kept, readYamlFiles(rules));
  return { ruleSet: guardOf(policy, settings).ruleSet, policy };
}

/** The names of the rules that say the same in both. */
function sameRules(some: RuleSet, others: RuleSet): ReadonlySet<string> {
  const texts = ({ rules }: RuleSet): ReadonlyMap<string, string> =>
    new Map(rules.map(({ name, condition, enabled }) => [name, `${enabled} ${printCondition(condition)}`]));
  const known = texts(some);
  return new Set([...texts(others)].flatMap(([name, text]) => (known.get(name) === text ? [name] : [])));
}
