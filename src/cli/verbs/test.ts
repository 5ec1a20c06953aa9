import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Alert, clipped } from '../../guard/index.ts';
import { type CallOptions, readCall, rulesFor, withCallOptions } from '../call-options.ts';
import { outcomeLabel } from '../call-view.ts';
import { judgeRecord } from '../check-records.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { describeProject, projectData } from '../project-view.ts';
import { describeCall } from '../rule-call.ts';
import { lineOf, shownPath } from '../rule-place.ts';
import { type Terminal, terminalFor, wrapped } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';
import { verdictLabel } from '../verdict-label.ts';

/** `test COMMAND`: what the rules would say to a call. The call is not made, and nothing is recorded. */
export function testVerb(): Command {
  return withCallOptions(
    prefixVerb('test').argument(
      '[command]',
      'a command line; with --tool the command, path or URL that the tool works on',
    ),
  )
    .addHelpText(
      'after',
      examples(
        'test "git push --force"',
        'test --tool Write ~/.ssh/config',
        'test "make deploy" --rules draft.yaml --json',
      ),
    )
    .action((command: string | undefined, options: CallOptions) => test(command, options));
}

/** An alert and where its rule stands. */
interface MatchingRule {
  readonly alert: Alert;
  readonly file: string;
  readonly line: number;
}

function test(command: string | undefined, options: CallOptions): void {
  const call = readCall(command, options);
  const cwd = resolve(options.cwd);
  const policy = rulesFor(prefixOf(options), cwd, options);
  const { guard, ruleSet, texts, projectFiles, problems } = policy;
  const judged = judgeRecord(guard, { id: 'test', ...call, cwd }, { home: homedir() });
  if (judged.kind === 'refused') throw new CliFailure(`no agent makes this call: ${judged.problem}`);
  const { verdict, enforced, mode, reason, events } = judged.judgement;
  const places = new Map(ruleSet.rules.map(({ name, file, range }) => [name, { file, range }]));
  const rules = events
    .flatMap(({ alerts }) => alerts)
    .flatMap((alert): MatchingRule[] => {
      const place = places.get(alert.rule);
      if (alert.verdict === 'seen' || place === undefined) return [];
      return [{ alert, file: place.file, line: lineOf(texts, place.file, place.range) }];
    });
  if (options.json === true) {
    const matching = rules.map(({ alert, file, line }) => {
      const { rule, verdict, priority, message, tags } = alert;
      return { rule, verdict, priority, message, tags, file, line };
    });
    const projects = projectFiles.map(projectData);
    console.log(
      jsonLine({ verdict, enforced, mode, ...call, cwd, reason, rules: matching, projects, problems }),
    );
    return;
  }
  const terminal = terminalFor(process.stdout);
  const outcome = verdict === 'defer' ? 'pass' : verdict;
  const width = terminal.columns ?? 120;
  console.log(`${outcomeLabel(outcome, terminal)} ${terminal.paint('bold', describeCall(call, width - 8))}`);
  for (const rule of rules) console.log(`\n${formatRule(rule, terminal, width)}`);
  const note = noteOn(outcome, mode, rules.length);
  if (note !== undefined) console.log(`\n${terminal.paint('dim', note)}`);
  for (const file of projectFiles) console.log(terminal.paint('dim', describeProject(file)));
  for (const problem of problems) console.error(terminal.paint('red', `problem: ${problem}`));
}

/** A message may hold all of a call. */
const MAX_MESSAGE = 2_000;

function formatRule({ alert, file, line }: MatchingRule, terminal: Terminal, width: number): string {
  const { rule, verdict, message } = alert;
  const place = terminal.paint('dim', `${shownPath(file)}:${line}`);
  const text = wrapped(clipped(message, MAX_MESSAGE), width - 8).map((part) => `        ${part}`);
  return [`  ${verdictLabel(verdict, terminal)}  ${terminal.paint('bold', rule)}  ${place}`, ...text].join(
    '\n',
  );
}

function noteOn(outcome: string, mode: string, matching: number): string | undefined {
  if (mode === 'passthrough') return 'The mode is passthrough: no rule is evaluated.';
  if (mode === 'monitor' && outcome !== 'pass') return 'The mode is monitor: this is recorded, not enforced.';
  if (outcome === 'allow') return 'No rule stops it, and the default action allows it.';
  if (outcome !== 'pass') return undefined;
  const found = matching === 0 ? 'No rule matches' : 'No rule stops it';
  return `${found}: the agent's own permissions decide.`;
}
