import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { formatDiagnostic, loadRules } from '../../falco/index.ts';
import { CODING_AGENT_CATALOGUE, findPrefix, readPolicy, ruleFiles } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { readRuleFiles } from '../rule-arguments.ts';
import { rulesTestVerb } from './rules-test.ts';

interface ValidateOptions {
  readonly standalone?: boolean;
  readonly strict?: boolean;
  readonly warningsAsErrors?: boolean;
}

/** `rules ...`: the policy, looked at. Nothing here changes what is enforced. */
export function rulesVerb(): Command {
  return new Command('rules')
    .description('Look at and check rules')
    .addCommand(rulesTestVerb())
    .addCommand(
      new Command('validate')
        .argument('<file...>', 'rule files, in load order')
        .option('--standalone', 'load only these files, without the default rules before them')
        .option('--strict', 'refuse what the original Falco engine refuses')
        .option('--warnings-as-errors', 'exit 1 on warnings too')
        .description('Check rule files as user rules are loaded: after the defaults. Exits 1 on errors')
        .action((files: string[], options: ValidateOptions) => validate(files, options)),
    );
}

function validate(paths: readonly string[], options: ValidateOptions): void {
  const given = readRuleFiles(paths);
  const names = new Set(paths.map((path) => resolve(path)));
  const policy = readPolicy(findPrefix(undefined, homedir(), {}));
  const isDefault = policy.some((file) => names.has(file.path));
  const before =
    options.standalone === true || isDefault ? [] : ruleFiles(policy.filter((f) => f.origin === 'default'));
  const loaded = loadRules([...before, ...given], {
    catalogues: [CODING_AGENT_CATALOGUE],
    strict: options.strict === true,
  });
  const sources = new Map([...before, ...given].map((file) => [file.name, file.text]));
  const own = loaded.diagnostics.filter((d) => d.severity === 'error' || paths.includes(d.file));
  for (const diagnostic of own) console.log(formatDiagnostic(diagnostic, sources));
  const errors = own.filter((d) => d.severity === 'error').length;
  const warnings = own.length - errors;
  console.log(`${count(errors, 'error')}, ${count(warnings, 'warning')} in ${count(paths.length, 'file')}`);
  if (errors > 0 || (warnings > 0 && options.warningsAsErrors === true))
    throw new CliFailure('validation failed');
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
