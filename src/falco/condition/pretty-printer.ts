import type { Condition } from './ast.ts';
import { decodeText } from './byte-string.ts';
import { printCondition } from './printer.ts';

/** Conditions that fit into this many characters stay on one line. */
const WIDTH = 100;

/** Prints a condition for people: long ones over several lines, one operand a line, nested ones indented. */
export function prettyPrint(condition: Condition): string {
  return print(condition, '');
}

function print(condition: Condition, indent: string): string {
  const inner = unwrap(condition);
  const line = `${indent}${lineOf(inner)}`;
  if (line.length <= WIDTH) return line;
  if (inner.kind !== 'and' && inner.kind !== 'or') return `${indent}${operandOf(inner, indent)}`;
  const operands = inner.operands.map((operand) => operandOf(operand, indent));
  return `${indent}${operands.join(`\n${indent}${inner.kind} `)}`;
}

/** An operand with the parentheses it needs, over several lines where it is long. */
function operandOf(operand: Condition, indent: string): string {
  const inner = unwrap(operand);
  const line = decodeText(printCondition(inner));
  if (indent.length + line.length <= WIDTH) return line;
  switch (inner.kind) {
    case 'and':
    case 'or':
      return parenthesised(inner, indent);
    case 'not': {
      // Two `not` in a row would cancel out.
      const negated = unwrap(inner.operand);
      return `not ${negated.kind === 'not' ? parenthesised(negated, indent) : operandOf(negated, indent)}`;
    }
    case 'expansion':
    case 'macro':
    case 'exists':
    case 'comparison':
      return line;
  }
}

function parenthesised(condition: Condition, indent: string): string {
  return `(\n${print(condition, `${indent}  `)}\n${indent})`;
}

/** A condition on one line, without parentheses around the whole. */
function lineOf(condition: Condition): string {
  const printed = decodeText(printCondition(condition));
  return condition.kind === 'and' || condition.kind === 'or' ? printed.slice(1, -1) : printed;
}

function unwrap(condition: Condition): Condition {
  return condition.kind === 'expansion' ? unwrap(condition.condition) : condition;
}
