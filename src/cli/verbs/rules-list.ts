import { type Command, Option } from 'commander';
import { plainText } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { shownPath } from '../rule-place.ts';
import { openPolicy } from '../rule-policy.ts';
import { describeChange, type RuleSummary, summarizeRules } from '../rule-summary.ts';
import { type Terminal, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';
import { verdictLabel } from '../verdict-label.ts';

interface ListOptions {
  readonly prefix?: string;
  readonly tag?: string;
  readonly source?: RuleSummary['origin'];
  readonly json?: boolean;
}

/** `rules list`: the rules in force, file by file. */
export function rulesListVerb(): Command {
  return prefixVerb('list')
    .option('--tag <tag>', 'only rules with this tag')
    .addOption(
      new Option(
        '--source <whose>',
        "only rules of the user's, the default, the packs' or the project's files",
      ).choices(['user', 'default', 'pack', 'project']),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples('rules list --source user', 'rules list --tag coding_agent_deny --json'))
    .description('List the rules in force, with what each asks for and where it stands')
    .action((options: ListOptions) => list(options));
}

function list(options: ListOptions): void {
  const policy = openPolicy(prefixOf(options), { folder: process.cwd() });
  const all = summarizeRules(policy);
  const { tag, source } = options;
  const rules = all.filter(
    (rule) => (tag === undefined || rule.tags.includes(tag)) && (source ?? rule.origin) === rule.origin,
  );
  for (const problem of policy.problems) console.error(`problem: ${problem}`);
  if (options.json === true) {
    console.log(jsonLine(rules));
    return;
  }
  if (rules.length === 0) throw new CliFailure(emptiness(options));
  const terminal = terminalFor(process.stdout);
  for (const [file, members] of Map.groupBy(rules, (rule) => rule.file)) {
    console.log(`${terminal.paint('bold', shownPath(file))}\n${formatRules(members, terminal)}\n`);
  }
  console.log(formatCounts(rules));
}

function emptiness({ tag, source }: ListOptions): string {
  const which = `${source === undefined ? '' : ` of the ${source} files`}${tag === undefined ? '' : ` with the tag "${tag}"`}`;
  return `there is no rule${which}`;
}

function formatRules(rules: readonly RuleSummary[], terminal: Terminal): string {
  const lines = rules.flatMap(({ name, verdict, enabled, changes }) => {
    const notes = changes.map((change) => terminal.paint('dim', `        ${describeChange(change)}`));
    if (!enabled) return [terminal.paint('dim', `  off   ${plainText(name)}`), ...notes];
    return [`  ${verdictLabel(verdict, terminal)}  ${plainText(name)}`, ...notes];
  });
  return lines.join('\n');
}

function formatCounts(rules: readonly RuleSummary[]): string {
  const enabled = rules.filter((rule) => rule.enabled);
  const number = (verdict: RuleSummary['verdict']): number =>
    enabled.filter((rule) => rule.verdict === verdict).length;
  const parts = [
    `${number('deny')} deny`,
    `${number('ask')} ask`,
    `${number('none') + number('seen')} only report`,
    ...(enabled.length < rules.length ? [`${rules.length - enabled.length} off`] : []),
  ];
  return `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}: ${parts.join(', ')}`;
}
