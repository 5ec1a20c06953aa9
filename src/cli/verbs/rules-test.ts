import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { packageRoot, prefixAt, readPolicy, readSettings } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { readYamlFiles, yamlFiles } from '../rule-arguments.ts';
import { checkExamples, createExampleBench } from '../rule-example-check.ts';
import {
  type CheckedFile,
  countExamples,
  examplesData,
  formatCheckedFile,
  formatCounts,
} from '../rule-example-report.ts';
import { parseExamples } from '../rule-examples.ts';
import { shownPath } from '../rule-place.ts';
import { policyWith } from '../rule-policy.ts';
import { terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface RulesTestOptions {
  readonly prefix?: string;
  readonly rules?: readonly string[];
  readonly defaults?: boolean;
  readonly json?: boolean;
}

/** `rules test`: whether rules match the calls that their examples say, and leave alone the others. */
export function rulesTestVerb(): Command {
  return prefixVerb('test')
    .argument('[file...]', 'files of examples (default: those in rules/tests of the prefix)')
    .option('--rules <file...>', 'rule files to test as if they were in rules/user')
    .option('--defaults', 'test what ships alone, default rules and packs, by the examples that come with it')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('rules test', 'rules test examples.yaml --rules draft.yaml', 'rules test --defaults'),
    )
    .description('Check rules by their examples; exits 1 unless every example holds')
    .action((files: string[], options: RulesTestOptions) => testRules(files, options));
}

function testRules(paths: readonly string[], options: RulesTestOptions): void {
  const ofDefaults = options.defaults === true;
  const prefix = ofDefaults ? prefixAt(join(packageRoot(), 'no-prefix')) : prefixOf(options);
  const folder = join(ofDefaults ? packageRoot() : prefix.root, 'rules', 'tests');
  if (paths.length === 0 && yamlFiles(folder).length === 0) {
    throw new CliFailure(`there are no examples in ${folder}; docs/rules.md tells how to write some`);
  }
  const { settings } = readSettings(prefix);
  const drafts = readYamlFiles(options.rules ?? []);
  const suites =
    paths.length > 0
      ? suitesOf(paths, settings.packs)
      : [
          { paths: [folder], packs: settings.packs },
          ...(ofDefaults ? packSuites(yamlFiles(join(folder, 'packs'))) : []),
        ];
  const files = suites.flatMap((suite) => {
    const bench = createExampleBench(policyWith(readPolicy(prefix, suite.packs), drafts), settings);
    return readYamlFiles(suite.paths).map(({ name, text }): CheckedFile => {
      const { rules, problems } = parseExamples(text);
      return { file: name, rules: rules.map((rule) => checkExamples(bench, rule)), problems };
    });
  });
  const counts = countExamples(files);
  if (counts.failed > 0 || counts.problems > 0) process.exitCode = 1;
  if (options.json === true) {
    console.log(jsonLine(examplesData(files)));
    return;
  }
  const terminal = terminalFor(process.stdout);
  for (const checked of files) {
    console.log(`${formatCheckedFile({ ...checked, file: shownPath(checked.file) }, terminal)}\n`);
  }
  console.log(formatCounts(counts, terminal));
}

/** Examples, and the packs that are in force for them. */
interface Suite {
  readonly paths: readonly string[];
  readonly packs: readonly string[];
}

/** Files that are named: the examples of a pack, in a folder `packs`, are tried with that pack. */
function suitesOf(paths: readonly string[], packs: readonly string[]): readonly Suite[] {
  const isOfPack = (path: string): boolean => basename(dirname(resolve(path))) === 'packs';
  const others = paths.filter((path) => !isOfPack(path));
  return [...(others.length > 0 ? [{ paths: others, packs }] : []), ...packSuites(paths.filter(isOfPack))];
}

/** Each pack is tested without the others: one may deny what another only asks about. */
function packSuites(files: readonly string[]): readonly Suite[] {
  return files.map((path) => ({ paths: [path], packs: [basename(path, '.yaml')] }));
}
