import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { JsonObject } from '../../agents/index.ts';
import { type Alert, type Prefix, readPolicy, readSettings, ruleFiles } from '../../guard/index.ts';
import { outcomeLabel } from '../call-view.ts';
import { judgeRecord } from '../check-records.ts';
import { CliFailure } from '../failure.ts';
import { readYamlFiles } from '../rule-arguments.ts';
import { describeCall, type RuleCall, ruleCall } from '../rule-call.ts';
import { lineOf, shownPath } from '../rule-place.ts';
import { guardOf, type OpenedPolicy, openPolicy, policyWith, textsOf } from '../rule-policy.ts';
import { verdictLabel } from '../rule-verdict.ts';
import { type Terminal, terminalFor, wrapped } from '../terminal.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

interface TestOptions {
  readonly prefix?: string;
  readonly tool: string;
  readonly input?: string;
  readonly cwd: string;
  readonly rules?: readonly string[];
  readonly json?: boolean;
}

/** `test COMMAND`: what the rules would say to a call. The call is not made, and nothing is recorded. */
export function testVerb(): Command {
  return prefixVerb('test')
    .argument('[command]', 'a command line; with --tool the command, path or URL that the tool works on')
    .option('--tool <name>', 'the tool, e.g. Write or mcp__github__create_issue', 'Bash')
    .option('--input <json>', 'all arguments of the tool, in place of the command')
    .option('--cwd <dir>', 'the working directory of the call', process.cwd())
    .option('--rules <file...>', 'rule files to try as if they were in rules/user')
    .option('--json', 'print JSON')
    .description('Show the verdict that a call would get; nothing is run and nothing is recorded')
    .action((command: string | undefined, options: TestOptions) => test(command, options));
}

/** An alert and where its rule stands. */
interface MatchingRule {
  readonly alert: Alert;
  readonly file: string;
  readonly line: number;
}

function test(command: string | undefined, options: TestOptions): void {
  const call = readCall(command, options);
  const cwd = resolve(options.cwd);
  const { guard, ruleSet, texts, problems } = rulesFor(prefixOf(options), options.rules ?? []);
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
    console.log(JSON.stringify({ verdict, enforced, mode, ...call, cwd, reason, rules: matching, problems }));
    return;
  }
  const terminal = terminalFor(process.stdout);
  const outcome = verdict === 'defer' ? 'pass' : verdict;
  const width = terminal.columns ?? 120;
  console.log(`${outcomeLabel(outcome, terminal)} ${terminal.paint('bold', describeCall(call, width - 8))}`);
  for (const rule of rules) console.log(`\n${formatRule(rule, terminal, width)}`);
  const note = noteOn(outcome, mode, rules.length);
  if (note !== undefined) console.log(`\n${terminal.paint('dim', note)}`);
  for (const problem of problems) console.error(terminal.paint('red', `problem: ${problem}`));
}

function readCall(command: string | undefined, { tool, input }: TestOptions): RuleCall {
  if (input === undefined) {
    if (command === undefined) throw new CliFailure('give a command, or a tool and its --input');
    const call = ruleCall(tool, command);
    if (call !== undefined) return call;
    throw new CliFailure(`${tool} needs its arguments by name: --input '{"name": "value"}'`);
  }
  if (command !== undefined) throw new CliFailure('give a command or --input, not both');
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (error) {
    throw new CliFailure(`--input is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CliFailure('--input takes a JSON object of arguments');
  }
  return { tool, input: value as JsonObject };
}

/** The policy in force, or the one that there would be with more rules. */
function rulesFor(prefix: Prefix, paths: readonly string[]): OpenedPolicy {
  if (paths.length === 0) return openPolicy(prefix);
  const { settings, problems } = readSettings(prefix);
  const policy = policyWith(readPolicy(prefix, settings.packs), readYamlFiles(paths));
  const result = guardOf(policy, settings);
  const texts = textsOf(ruleFiles(policy));
  return { ...result, settings, policy, texts, problems: problems.map(({ message }) => message) };
}

function formatRule({ alert, file, line }: MatchingRule, terminal: Terminal, width: number): string {
  const { rule, verdict, message } = alert;
  const place = terminal.paint('dim', `${shownPath(file)}:${line}`);
  const text = wrapped(message, width - 8).map((part) => `        ${part}`);
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
