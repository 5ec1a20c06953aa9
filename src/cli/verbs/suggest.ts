import { basename, join, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { describe } from '../../falco/index.ts';
import {
  createGuard,
  type OpenedGuard,
  openGuard,
  type PolicyFile,
  type Prefix,
  ruleFiles,
} from '../../guard/index.ts';
import { type Suggestion, type SuggestionPolicy, suggestExceptions } from '../../replay/index.ts';
import { onStore } from '../audit-store.ts';
import { CliFailure } from '../failure.ts';
import { readTextIfAny, replaceFile } from '../files.ts';
import { jsonLine } from '../json-line.ts';
import { ancestors, hasTerminal, whyNoPerson } from '../person.ts';
import { type HistoryOptions, readSelection, replayPolicyOf, withHistoryOptions } from '../replay-options.ts';
import { guardOf, policyWith } from '../rule-policy.ts';
import { reloadIfRunning } from '../running-service.ts';
import { formatSuggestion } from '../suggestion-view.ts';
import { terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface SuggestOptions extends HistoryOptions {
  readonly rule?: string;
  readonly limit: string;
  readonly write?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `suggest`: exceptions that would have spared people what they approved. */
export function suggestVerb(): Command {
  return withHistoryOptions(prefixVerb('suggest'))
    .option('--rule <name>', 'only for this rule')
    .option('--limit <n>', 'for how many rules, the noisiest first', '3')
    .option('--write <file>', 'append them to this file in rules/user, once you agree')
    .option('--yes', 'agree')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'suggest',
        "suggest --since 30d --rule 'Ask before publishing'",
        'suggest --write approved.yaml',
      ),
    )
    .action(suggest);
}

async function suggest(options: SuggestOptions): Promise<void> {
  const prefix = prefixOf(options);
  const file = options.write === undefined ? undefined : userFile(prefix, options.write);
  if (!/^\d+$/.test(options.limit))
    throw new CliFailure(`--limit takes a whole number, not "${options.limit}"`);
  const inForce = openGuard(prefix);
  for (const problem of inForce.problems) console.error(`problem: ${problem}`);
  const selection = readSelection(options, Date.now());
  const wanted = {
    ...(options.rule !== undefined && { rule: options.rule }),
    limit: Number(options.limit),
  };
  const found = await onStore(prefix.auditStore, () =>
    suggestExceptions(prefix.auditStore, selection, policyOf(inForce), wanted),
  );
  if (options.json === true) console.log(jsonLine(found));
  else {
    const terminal = terminalFor(process.stdout);
    const told = found.map((suggestion) => formatSuggestion(suggestion, terminal));
    const nobody = `No rule ${options.rule === undefined ? '' : `"${options.rule}" in force `}stopped calls that a person then approved.`;
    console.log(told.length > 0 ? told.join('\n\n') : nobody);
  }
  const suggested = found.filter((suggestion) => suggestion.kind === 'exception');
  if (file !== undefined && suggested.length > 0) await write(prefix, inForce, file, suggested, options);
}

function policyOf(inForce: OpenedGuard): SuggestionPolicy {
  const { loaded, settings, policy } = inForce;
  return {
    policy: replayPolicyOf(inForce, settings),
    fieldsOf: (rule) =>
      describe(loaded, rule).flatMap((found) => (found.type === 'rule' ? found.fields : [])),
    withRules: (text) => {
      const files = policyWith(policy, [{ name: 'suggested exceptions', text }]);
      const tried = createGuard({ ...settings, rules: ruleFiles(files) });
      return tried.ok ? replayPolicyOf({ ruleSet: tried.ruleSet, policy: files }, settings) : undefined;
    },
  };
}

/** A name of the command line as a file in the folder of the user's rules. */
function userFile({ userRulesDir }: Prefix, name: string): string {
  const path = name.includes(sep) ? resolve(name) : join(userRulesDir, name);
  if (path !== join(userRulesDir, basename(path)) || !/[.]ya?ml$/.test(path)) {
    throw new CliFailure(`--write takes the name of a YAML file in ${userRulesDir}, not "${name}"`);
  }
  return path;
}

/** Appends to the user's rules what a person agrees to, if the policy then loads. */
async function write(
  prefix: Prefix,
  { policy, settings }: OpenedGuard,
  file: string,
  suggested: readonly Suggestion[],
  { yes, json }: SuggestOptions,
): Promise<void> {
  const problem = whyNoPerson(process.env, ancestors(), hasTerminal());
  if (problem !== undefined) {
    throw new CliFailure(`only a person can loosen rules, in a terminal of their own: ${problem}`);
  }
  const before = readTextIfAny(file);
  const added = suggested.map(({ yaml }) => yaml).join('\n');
  const text = before === undefined ? added : `${before.trimEnd()}\n\n${added}`;
  guardOf(withUserFile(policy, file, text), settings);
  if (yes !== true && !(await agrees(`Append this to ${file}?`))) return;
  replaceFile(file, before, text);
  const isReloaded = await reloadIfRunning(prefix);
  if (json !== true) console.log(`Written to ${file}${isReloaded ? '; the service has it' : ''}.`);
}

/** The policy with a file of the user as it will be on disk: in its place among the others, by name. */
function withUserFile(policy: readonly PolicyFile[], path: string, text: string): readonly PolicyFile[] {
  const others = policy.filter((file) => file.path !== path);
  const next = others.findIndex(
    ({ origin, path: other }) => origin === 'seen' || (origin === 'user' && other > path),
  );
  return others.toSpliced(next, 0, { path, origin: 'user', text });
}

async function agrees(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
