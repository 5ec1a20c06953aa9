import { describeCheck, type Trace } from '../falco/index.ts';
import { plainText } from '../guard/index.ts';
import {
  type EventExplanation,
  macroAround,
  type RuleExplanation,
  type VerdictChange,
} from './explanation.ts';
import { shownPath } from './rule-place.ts';
import { oneLine, type Terminal } from './terminal.ts';
import { verdictLabel } from './verdict-label.ts';

/** Where the trace does not say whether the rule matches. */
const MASKED = '    what is masked or cut decides; here the mask is taken for the value';

/** Longer lists of constants are cut. */
const MAX_CONSTANTS = 4;

/** What rules could ask about the event: every field that says something. */
export function formatFields(fields: EventExplanation['fields'], terminal: Terminal): string {
  const names = Object.keys(fields).sort();
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const lines = names.map((name) => {
    const value = valueText(fields[name], columnsOf(terminal) - width - 2);
    return `  ${terminal.paint('cyan', name.padEnd(width))}${value}`;
  });
  return lines.join('\n');
}

/** A rule that matches, and the conditions that hold, macros by name. */
export function formatMatching(
  rule: RuleExplanation,
  narrow: EventExplanation['narrow'],
  terminal: Terminal,
): string {
  if (!rule.trace.holds) return `${formatHead(rule, terminal)}\n${MASKED}`;
  return [
    formatHead(rule, terminal),
    ...reasons(rule.trace, 2, narrow).map((line) => lineText(line, terminal)),
  ].join('\n');
}

/** A rule with every condition of it, those that hold and those that do not. */
export function formatRuleTree(rule: RuleExplanation, terminal: Terminal): string {
  const note = rule.matches === rule.trace.holds ? [] : [MASKED];
  const lines = tree(rule.trace, 2).map((line) => lineText(line, terminal));
  return [formatHead(rule, terminal), ...note, ...lines].join('\n');
}

/** A rule that does not match, and what it would take. */
export function formatNear(rule: RuleExplanation, terminal: Terminal): string {
  return [formatHead(rule, terminal), ...changeLines(rule, terminal)].join('\n');
}

/** What would have to be otherwise for another verdict. */
export function formatChange({ verdict, rules }: VerdictChange, terminal: Terminal): string {
  const lines = rules.flatMap((rule) => changeLines(rule, terminal));
  return [`${terminal.paint('bold', `To get "${verdict}" instead:`)}`, ...new Set(lines)].join('\n');
}

/** The rule, what it asks for, and where it stands. */
export function formatHead({ rule, verdict, file, line }: RuleExplanation, terminal: Terminal): string {
  const place = terminal.paint('dim', `${shownPath(file)}:${line}`);
  return `  ${verdictLabel(verdict, terminal)}  ${terminal.paint('bold', plainText(rule))}  ${place}`;
}

function changeLines({ trace, change }: RuleExplanation, terminal: Terminal): readonly string[] {
  return (change?.checks ?? []).map((check) => {
    const macro = macroAround(trace, check);
    const must = check.holds ? 'must not hold' : 'must hold';
    const where = macro === undefined ? '' : ` (in ${macro})`;
    const text = `${describeCheck(check.condition, MAX_CONSTANTS)}`;
    return lineText({ depth: 4, text, value: check.value, note: `${must}${where}` }, terminal);
  });
}

/** One line of an explanation. `value` stands behind it where there is one to show. */
interface Line {
  readonly depth: number;
  readonly text: string;
  readonly mark?: boolean;
  readonly value?: unknown;
  readonly note?: string;
}

function lineText({ depth, text, mark, value, note }: Line, terminal: Terminal): string {
  const sign =
    mark === undefined ? '' : mark ? `${terminal.paint('green', '✓')} ` : `${terminal.paint('red', '✗')} `;
  const indent = '  '.repeat(depth);
  const width = columnsOf(terminal);
  const prefix = note === undefined ? '' : `${note}: `;
  const shown = oneLine(prefix + text, Math.max(30, width - indent.length - 2));
  const head = `${indent}${sign}${shown}`;
  if (value === undefined) return head;
  const room = width - indent.length - shown.length - 4;
  const whole = valueText(value, width - indent.length - 4);
  const isBeside = whole.length <= room;
  return `${head}${isBeside ? '  ' : `\n${indent}    `}${terminal.paint('dim', whole)}`;
}

/** The conditions because of which a trace holds. */
function reasons(trace: Trace, depth: number, narrow: EventExplanation['narrow']): readonly Line[] {
  switch (trace.kind) {
    case 'check': {
      const { condition, value } = narrow(trace);
      return [{ depth, text: describeCheck(condition, MAX_CONSTANTS), value }];
    }
    case 'not':
      return [{ depth, text: `not ${label(trace.operand)}` }];
    case 'macro':
      return [{ depth, text: trace.name }, ...reasons(trace.condition, depth + 1, narrow)];
    case 'and':
      return trace.operands.flatMap((operand) => reasons(operand, depth, narrow));
    case 'or': {
      const holding = trace.operands.filter(({ holds }) => holds);
      if (holding.length === 1) return holding.flatMap((operand) => reasons(operand, depth, narrow));
      return [
        { depth, text: 'each of these alone' },
        ...holding.flatMap((one) => reasons(one, depth + 1, narrow)),
      ];
    }
  }
}

/** Every condition of a trace, with a mark. */
function tree(trace: Trace, depth: number): readonly Line[] {
  const mark = trace.holds;
  switch (trace.kind) {
    case 'check':
      return [{ depth, mark, text: describeCheck(trace.condition, MAX_CONSTANTS), value: trace.value }];
    case 'not':
      return [{ depth, mark, text: 'not' }, ...tree(trace.operand, depth + 1)];
    case 'macro':
      return [{ depth, mark, text: trace.name }, ...tree(trace.condition, depth + 1)];
    case 'and':
    case 'or': {
      const text = trace.kind === 'and' ? 'all of' : 'any of';
      return [{ depth, mark, text }, ...trace.operands.flatMap((operand) => tree(operand, depth + 1))];
    }
  }
}

/** A condition in short: macros by name. */
function label(trace: Trace): string {
  switch (trace.kind) {
    case 'check':
      return describeCheck(trace.condition, MAX_CONSTANTS);
    case 'not':
      return `not ${label(trace.operand)}`;
    case 'macro':
      return trace.name;
    case 'and':
    case 'or':
      return `(${trace.operands.map(label).join(` ${trace.kind} `)})`;
  }
}

function valueText(value: unknown, width: number): string {
  if (value === null) return 'no value';
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return oneLine(text === '' ? '""' : text, Math.max(20, width));
}

function columnsOf(terminal: Terminal): number {
  return Math.max(60, terminal.columns ?? 120);
}
