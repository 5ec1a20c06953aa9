import type { Argument, Condition, Left, Right } from './ast.ts';
import { MODIFIERS } from './ast.ts';
import { type ByteString, isUtf8 } from './byte-string.ts';
import { quote, quoteExactly } from './escapes.ts';

/** How strings are written; a `name` is a list's name or a number, which must stay bare. */
interface Style {
  readonly string: (value: ByteString, place: 'value' | 'bracket' | 'argument' | 'name') => ByteString;
  /** Whether a `not` below a `not` gets parentheses, without which the two cancel out. */
  readonly keepDoubleNot: boolean;
}

const CANONICAL: Style = {
  string: (value, place) => {
    if (place === 'bracket' && value === '') return '""';
    return /[ ="'\\\0\b\f\n\r\t]/.test(value) ? quote(value) : value;
  },
  keepDoubleNot: false,
};

const EXACT: Style = {
  string: (value, place) => {
    switch (place) {
      case 'name':
        return value;
      case 'argument':
        return quoteExactly(value);
      case 'bracket':
        return /^[^\]["'\\\s\0]+$/.test(value) && isUtf8(value) ? value : quoteExactly(value);
      case 'value':
        return printValue(value);
    }
  },
  keepDoubleNot: true,
};

/**
 * The canonical form of Falco: what its engine shows for a compiled condition. It is a byte string, and it is
 * not always a condition again: an empty value prints as nothing and a comma prints bare.
 */
export function printCanonical(condition: Condition): ByteString {
  return print(condition, CANONICAL);
}

/** Prints a condition, as bytes, so that parsing it gives the same tree again, ranges apart. */
export function printCondition(condition: Condition): ByteString {
  return print(condition, EXACT);
}

function print(condition: Condition, style: Style): ByteString {
  const parts: string[] = [];
  writeCondition(condition, parts, style);
  return parts.join('');
}

function writeCondition(condition: Condition, parts: string[], style: Style): void {
  switch (condition.kind) {
    case 'and':
    case 'or':
      for (const [index, operand] of condition.operands.entries()) {
        parts.push(index === 0 ? '(' : ` ${condition.kind} `);
        writeCondition(operand, parts, style);
      }
      parts.push(')');
      return;
    case 'not': {
      const operand = skipExpansions(condition.operand);
      const wrap = style.keepDoubleNot && operand.kind === 'not';
      parts.push(wrap ? 'not(' : 'not ');
      writeCondition(operand, parts, style);
      if (wrap) parts.push(')');
      return;
    }
    case 'macro':
      parts.push(condition.name);
      return;
    case 'expansion':
      writeCondition(condition.condition, parts, style);
      return;
    case 'exists':
      parts.push(`${printTerm(condition.left, style)} exists`);
      return;
    case 'comparison': {
      const { left, operator, modifier, right } = condition;
      const words = modifier === undefined ? operator : `${operator} ${modifier}`;
      const isName =
        right.kind === 'literal' && (modifier !== undefined || /^(<|>|in|pmatch)/.test(operator));
      const value = isName ? style.string(right.value, 'name') : printTerm(right, style);
      parts.push(`${printTerm(left, style)} ${words} ${value}`);
    }
  }
}

function skipExpansions(condition: Condition): Condition {
  let inner = condition;
  while (inner.kind === 'expansion') inner = inner.condition;
  return inner;
}

function printTerm(term: Left | Right, style: Style): ByteString {
  switch (term.kind) {
    case 'field':
      return term.name + printBrackets(term.argument, style);
    case 'call': {
      const args = term.args.map((arg) => printArgument(arg, style)).join(',');
      return `${term.name}(${args})${printBrackets(term.argument, style)}`;
    }
    case 'val':
      return `val(${printTerm(term.field, style)})`;
    case 'literal':
      return style.string(term.value, 'value');
    case 'list':
      return `(${term.items.map((item) => style.string(item.value, 'value')).join(', ')})`;
  }
}

function printArgument(arg: Argument, style: Style): ByteString {
  switch (arg.kind) {
    case 'literal':
      return style.string(arg.value, 'argument');
    case 'argument-list':
      return `(${arg.items.map((item) => printArgument(item, style)).join(',')})`;
    case 'field':
    case 'call':
      return printTerm(arg, style);
  }
}

function printBrackets(argument: ByteString | undefined, style: Style): ByteString {
  return argument === undefined ? '' : `[${style.string(argument, 'bracket')}]`;
}

/** A constant, so that parsing it gives the same value again. */
export function printValue(value: ByteString): ByteString {
  return isPlainValue(value) ? value : quoteExactly(value);
}

function isPlainValue(value: ByteString): boolean {
  const modifiers: readonly string[] = MODIFIERS;
  return /^[^()"'\\\s\0\b=,]+$/.test(value) && !modifiers.includes(value) && isUtf8(value);
}
