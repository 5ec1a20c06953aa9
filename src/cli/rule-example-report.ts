import { plainText } from '../guard/index.ts';
import { describeCall } from './rule-call.ts';
import type { CheckedExample, CheckedRule } from './rule-example-check.ts';
import type { ExampleProblem } from './rule-examples.ts';
import { counted, type Terminal } from './terminal.ts';

/** One file of examples, checked. */
export interface CheckedFile {
  readonly file: string;
  readonly rules: readonly CheckedRule[];
  readonly problems: readonly ExampleProblem[];
}

export interface ExampleCounts {
  readonly rules: number;
  readonly passed: number;
  readonly failed: number;
  /** Rules for another system than this one. */
  readonly skipped: number;
  /** What is wrong with the files themselves. */
  readonly problems: number;
}

export function countExamples(files: readonly CheckedFile[]): ExampleCounts {
  const rules = files.flatMap((file) => file.rules);
  const examples = rules.flatMap(({ checked }) => checked);
  const passed = examples.filter(({ ok }) => ok).length;
  const inFiles = files.reduce((sum, { problems }) => sum + problems.length, 0);
  return {
    rules: rules.length,
    passed,
    failed: examples.length - passed,
    skipped: rules.filter(({ state }) => state === 'other-system').length,
    problems: inFiles + rules.filter((rule) => problemWith(rule) !== undefined).length,
  };
}

/** The file with a line for each rule, and below it what does not hold. */
export function formatCheckedFile({ file, rules, problems }: CheckedFile, terminal: Terminal): string {
  const width = Math.max(0, ...rules.map(({ examples }) => plainText(examples.rule).length));
  return [
    terminal.paint('bold', file),
    ...problems.map(({ line, column, message }) =>
      failure(terminal, `${file}:${line}:${column}: ${message}`),
    ),
    ...rules.flatMap((rule) => formatRule(rule, file, width, terminal)),
  ].join('\n');
}

function formatRule(rule: CheckedRule, file: string, width: number, terminal: Terminal): readonly string[] {
  const { examples, state, checked } = rule;
  const name = plainText(examples.rule);
  const problem = problemWith(rule);
  if (problem !== undefined) return [failure(terminal, `${file}:${examples.line}: ${problem}`)];
  if (state === 'other-system') {
    return [terminal.paint('dim', `  - ${name}  (only on ${examples.os})`)];
  }
  const wrong = checked.filter(({ ok }) => !ok);
  const counts = terminal.paint('dim', `${examples.match.length} match, ${examples.noMatch.length} do not`);
  if (wrong.length === 0) return [`  ${terminal.paint('green', '✓')} ${name.padEnd(width)}  ${counts}`];
  return [failure(terminal, name), ...wrong.flatMap((example) => formatWrong(example, file, terminal))];
}

function formatWrong(wrong: CheckedExample, file: string, terminal: Terminal): readonly string[] {
  const place = terminal.paint('dim', `${file}:${wrong.example.line}`);
  return [
    `      ${describeCall(wrong.example, (terminal.columns ?? 120) - 6)}  ${place}`,
    `        ${terminal.paint('green', 'expected')} ${expectation(wrong)}`,
    `        ${terminal.paint('red', 'found   ')} ${wrong.verdict}${foundRules(wrong.rules)}`,
  ];
}

function expectation({ expected, kind }: CheckedExample): string {
  return `${expected}, and this rule ${kind === 'match' ? 'matches' : 'does not match'}`;
}

function foundRules(rules: readonly string[]): string {
  return rules.length === 0 ? ', no rule matches' : `, matching: ${rules.map(plainText).join(', ')}`;
}

/** Why a rule's examples prove nothing, where they do not. */
function problemWith({ examples: { rule }, state, nearest }: CheckedRule): string | undefined {
  switch (state) {
    case 'unknown-rule':
      return `there is no rule "${rule}"${nearest === undefined ? '' : `; did you mean "${nearest}"?`}`;
    case 'disabled-rule':
      return `the rule "${rule}" is not enabled`;
    case 'no-examples':
      return `the rule "${rule}" has neither "match" nor "no_match" examples`;
    case 'checked':
    case 'other-system':
      return undefined;
  }
}

function failure(terminal: Terminal, text: string): string {
  return `  ${terminal.paint('red', '✗')} ${plainText(text)}`;
}

/** The summary on one line. */
export function formatCounts(
  { rules, passed, failed, skipped, problems }: ExampleCounts,
  terminal: Terminal,
): string {
  const parts = [
    `${counted(passed, 'example')} of ${counted(rules, 'rule')} ${passed === 1 ? 'holds' : 'hold'}`,
    ...(failed > 0 ? [terminal.paint('red', `${failed} ${failed === 1 ? 'does' : 'do'} not`)] : []),
    ...(problems > 0 ? [terminal.paint('red', counted(problems, 'problem'))] : []),
    ...(skipped > 0 ? [`${counted(skipped, 'rule')} for other systems left out`] : []),
  ];
  return parts.join(', ');
}

/** For programs: everything that was checked. */
export function examplesData(files: readonly CheckedFile[]): object {
  return {
    ...countExamples(files),
    files: files.map(({ file, rules, problems }) => ({
      file,
      problems,
      rules: rules.map((rule) => ({
        rule: rule.examples.rule,
        line: rule.examples.line,
        state: rule.state,
        examples: rule.checked.map(({ example: { tool, input, cwd, line }, ...checked }) => ({
          line,
          tool,
          input,
          ...(cwd !== undefined && { cwd }),
          ...checked,
        })),
      })),
    })),
  };
}
