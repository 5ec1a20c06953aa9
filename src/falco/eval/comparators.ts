import type { Modifier } from '../condition/ast.ts';
import { type ByteString, decodeText } from '../condition/byte-string.ts';
import type { Expression } from './expression.ts';
import { compileGlob } from './glob.ts';
import { contains, type Network } from './ip-address.ts';
import { compilePathPrefixes } from './path-prefixes.ts';
import type { ConstantTest, ExpressionTest, Operand, TestOperator } from './predicate.ts';
import type { CompiledRegex } from './regex.ts';
import { cString, lowerAscii, terminate, trimNul } from './texts.ts';
import { operatorsOf } from './type-rules.ts';
import type { Value, Values } from './values.ts';

type Check = (value: Value) => boolean;

/** The test of a left side that has a value against the constants of its right side. */
export function compileConstantTest(test: ConstantTest): (values: Values) => boolean {
  const { left, operator, operands } = test;
  if (!left.list) {
    const check = scalarCheck(test);
    return (values) => check(values as Value);
  }
  if (operator === 'in' || operator === 'intersects') {
    const isMember = membership(left, operands);
    const check: Check = left.isTerminated ? (value) => isMember(terminate(value as ByteString)) : isMember;
    return operator === 'in'
      ? (values) => (values as readonly Value[]).every(check)
      : (values) => (values as readonly Value[]).some(check);
  }
  const check = scalarCheck(test);
  return (values) => (values as readonly Value[]).some(check);
}

/** The test of two sides that both have a value for the event. */
export function compileExpressionTest(test: ExpressionTest): (left: Values, right: Values) => boolean {
  const { left, operator, right } = test;
  const isSet = operator === 'in' || operator === 'intersects';
  if (isSet && left.list) return compareLists(left, operator, right);
  const compare = isSet ? compareAsSet(left, right) : dynamicComparison(operator, left, right);
  if (left.list)
    return (values, value) => (values as readonly Value[]).some((one) => compare(one, value as Value));
  return (one, other) => compare(one as Value, other as Value);
}

function scalarCheck({ left, operator, modifier, operands }: ConstantTest): Check {
  if (operator === 'in' || operator === 'intersects') {
    return wholeText(left, membership(left, operands));
  }
  if (operator === 'pmatch') {
    return wholeText(left, compilePathPrefixes(operands as readonly ByteString[]) as Check);
  }
  if (modifier !== undefined) return modifiedCheck(left, operator, modifier, operands);
  return singleCheck(left, operator, operands[0] as Operand);
}

function modifiedCheck(
  left: Expression,
  operator: TestOperator,
  modifier: Modifier,
  operands: readonly Operand[],
): Check {
  if (operands.length === 0) return () => false;
  // Falco answers these two from the set of constants as they lie in memory, where no address equals a network.
  const fromSet = (operator === '=' && modifier === 'anyof') || (operator === '!=' && modifier === 'allof');
  if (fromSet) {
    const isMember: Check = left.type === 'ipnet' ? () => false : membership(left, operands);
    return wholeText(left, operator === '=' ? isMember : (value) => !isMember(value));
  }
  const checks = operands.map((operand) => singleCheck(left, operator, operand));
  switch (modifier) {
    case 'oneof':
      return (value) => checks.filter((check) => check(value)).length === 1;
    case 'anyof':
      return (value) => checks.some((check) => check(value));
    case 'allof':
      return (value) => checks.every((check) => check(value));
  }
}

function singleCheck(left: Expression, operator: TestOperator, operand: Operand): Check {
  if (operator === 'regex') {
    const regex = operand as CompiledRegex;
    return wholeText(left, (value) => regex.matches(decodeText(value as ByteString)));
  }
  if (left.type === 'ipnet') {
    const network = operand as Network;
    if (operator === '=') return (value) => contains(network, value as ByteString);
    return (value) => !contains(network, value as ByteString);
  }
  return textUpToNul(left, compareWith(operator, operand as Value));
}

function compareWith(operator: TestOperator, wanted: Value): Check {
  switch (operator) {
    case '=':
      return (value) => value === wanted;
    case '!=':
      return (value) => value !== wanted;
    case '<':
      return (value) => value < wanted;
    case '<=':
      return (value) => value <= wanted;
    case '>':
      return (value) => value > wanted;
    case '>=':
      return (value) => value >= wanted;
    case 'contains':
    case 'bcontains':
      return (value) => (value as ByteString).includes(wanted as ByteString);
    case 'startswith':
    case 'bstartswith':
      return (value) => (value as ByteString).startsWith(wanted as ByteString);
    case 'endswith':
      return (value) => (value as ByteString).endsWith(wanted as ByteString);
    case 'icontains': {
      const lower = lowerAscii(wanted as ByteString);
      return (value) => lowerAscii(value as ByteString).includes(lower);
    }
    case 'glob':
    case 'iglob':
      return compileGlob(wanted as ByteString, { ignoreCase: operator === 'iglob' }) as Check;
    case 'in':
    case 'intersects':
    case 'pmatch':
    case 'regex':
      throw new Error(`\`${operator}\` has no single constant to compare with`);
  }
}

function membership(left: Expression, operands: readonly Operand[]): Check {
  if (left.type === 'ipnet') {
    const networks = operands as readonly Network[];
    return (value) => networks.some((network) => contains(network, value as ByteString));
  }
  const members = new Set(operands as readonly Value[]);
  return (value) => members.has(value);
}

function dynamicComparison(
  operator: TestOperator,
  left: Expression,
  right: Expression,
): (one: Value, other: Value) => boolean {
  let lastOther: Value | undefined;
  let lastCheck: Check = () => false;
  return (one, other) => {
    if (other !== lastOther) {
      lastCheck = textUpToNul(
        left,
        compareWith(operator, right.mayHoldNul ? cString(other as ByteString) : other),
      );
      lastOther = other;
    }
    return lastCheck(one);
  };
}

/** Falco compares the whole memory of the right value, the NUL that may end it included. */
function compareAsSet(left: Expression, right: Expression): (one: Value, other: Value) => boolean {
  if (right.isTerminated) return () => false;
  if (!isText(left)) return (one, other) => one === other;
  return (one, other) => trimNul(one as ByteString) === other;
}

function compareLists(
  left: Expression,
  operator: 'in' | 'intersects',
  right: Expression,
): (values: Values, others: Values) => boolean {
  const memory = (expression: Expression, values: Values): readonly Value[] => {
    const list = values as readonly Value[];
    return expression.isTerminated ? list.map((value) => terminate(value as ByteString)) : list;
  };
  return (values, others) => {
    const members = new Set(memory(right, others));
    const wanted = memory(left, values);
    return operator === 'in'
      ? wanted.every((value) => members.has(value))
      : wanted.some((value) => members.has(value));
  };
}

/** Sets, paths and regular expressions take the value whole, but for NUL bytes at its end. */
function wholeText(left: Expression, check: Check): Check {
  if (!left.mayHoldNul || !isText(left)) return check;
  return (value) => check(trimNul(value as ByteString));
}

/** The other operators read a C string. */
function textUpToNul(left: Expression, check: Check): Check {
  if (!left.mayHoldNul || !isText(left)) return check;
  return (value) => check(cString(value as ByteString));
}

function isText({ type }: Expression): boolean {
  return operatorsOf({ type, list: false }).includes('glob');
}
