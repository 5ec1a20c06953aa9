import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import {
  type Diagnostic,
  formatDiagnostic,
  loadRules,
  type RuleFile,
  toFalcoJson,
  toSarif,
} from '../../falco/index.ts';
import {
  CODING_AGENT_CATALOGUE,
  type Prefix,
  packageRoot,
  packageVersion,
  readPolicy,
  readSettings,
  ruleFiles,
} from '../../guard/index.ts';
import { jsonLine } from '../json-line.ts';
import { readYamlFiles } from '../rule-arguments.ts';
import { shownPath } from '../rule-place.ts';
import { policyWith, textsOf } from '../rule-policy.ts';
import { counted, type Terminal, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

const DIAGNOSTICS_PAGE = join(packageRoot(), 'docs', 'diagnostics.md');

interface ValidateOptions {
  readonly prefix?: string;
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly standalone?: boolean;
  readonly strict?: boolean;
  readonly warningsAsErrors?: boolean;
}

/** `rules validate`: everything that is wrong with rule files, each thing at its place. */
export function rulesValidateVerb(): Command {
  return prefixVerb('validate')
    .argument('<file...>', 'rule files, or folders of them, in load order')
    .option('--standalone', 'load only these files, without the default and user rules')
    .option('--strict', 'refuse what the original Falco engine refuses')
    .option('--warnings-as-errors', 'exit 1 on warnings too')
    .option('--json', "print JSON in the form of Falco's validation result")
    .addOption(new Option('--sarif', 'print SARIF 2.1.0').conflicts('json'))
    .addHelpText(
      'after',
      examples('rules validate ~/.prempti/rules/user', 'rules validate draft.yaml --sarif > draft.sarif'),
    )
    .description('Check rule files as if they were in rules/user; exits 1 on errors')
    .action((files: string[], options: ValidateOptions) => validate(files, options));
}

function validate(paths: readonly string[], options: ValidateOptions): void {
  const given = readYamlFiles(paths);
  const strict = options.strict === true;
  const { diagnostics, files, leftOut } =
    options.standalone === true
      ? { diagnostics: load(given, strict), files: given, leftOut: [] }
      : loadAmongUserRules(given, prefixOf(options), strict);
  const names = new Set(given.map(({ name }) => name));
  const own = diagnostics.filter(({ file, severity }) => names.has(file) || severity === 'error');
  const errors = own.filter(({ severity }) => severity === 'error').length;
  const warnings = own.length - errors;
  if (errors > 0 || (warnings > 0 && options.warningsAsErrors === true)) process.exitCode = 1;
  const texts = textsOf(files);
  for (const path of leftOut) console.error(`note: ${shownPath(path)} does not load either and is left out`);
  if (options.json === true) {
    const concerned = new Set([...names, ...own.map(({ file }) => file)]);
    const { falco_load_results: results } = toFalcoJson(own, texts);
    console.log(jsonLine({ falco_load_results: results.filter(({ name }) => concerned.has(name)) }));
  } else if (options.sarif === true) {
    console.log(jsonLine(toSarif(own, texts, { name: 'premptictl', version: packageVersion() })));
  } else {
    const terminal = terminalFor(process.stdout);
    for (const diagnostic of own)
      console.log(`${formatDiagnostic(diagnostic, texts, { color: terminal.colors })}\n`);
    if (own.length > 0) console.log(terminal.paint('dim', `what the codes mean: ${DIAGNOSTICS_PAGE}\n`));
    console.log(formatSummary(errors, warnings, given.length, terminal));
  }
}

/** Loads files with the policy around them; other user files that do not load do not stand in the way. */
function loadAmongUserRules(given: readonly RuleFile[], prefix: Prefix, strict: boolean) {
  const names = new Set(given.map(({ name }) => resolve(name)));
  const policy = policyWith(readPolicy(prefix, readSettings(prefix).settings.packs), given);
  const others = policy.filter(({ path, origin }) => origin === 'user' && !names.has(resolve(path)));
  const broken = new Set(
    load(ruleFiles(policy), strict)
      .filter(({ severity, file }) => severity === 'error' && others.some(({ path }) => path === file))
      .map(({ file }) => file),
  );
  const files = ruleFiles(policy.filter(({ path }) => !broken.has(path)));
  return { diagnostics: load(files, strict), files, leftOut: [...broken] };
}

function load(files: readonly RuleFile[], strict: boolean): readonly Diagnostic[] {
  return loadRules(files, { catalogues: [CODING_AGENT_CATALOGUE], strict }).diagnostics;
}

function formatSummary(errors: number, warnings: number, files: number, terminal: Terminal): string {
  const summary = `${counted(errors, 'error')}, ${counted(warnings, 'warning')} in ${counted(files, 'file')}`;
  if (errors > 0) return `${terminal.paint('red', '✗')} ${summary}`;
  return `${terminal.paint(warnings > 0 ? 'yellow' : 'green', '✓')} ${summary}`;
}
