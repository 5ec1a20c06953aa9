import type { Argument, Comparison, Condition, Literal, Right } from '../../condition/ast.ts';
import { type ByteString, decodeText } from '../../condition/byte-string.ts';
import { parseConstant, parseHexConstant } from '../constants.ts';
import { resolveField } from '../field-reference.ts';
import type { FieldCatalogue, FieldType } from '../fields.ts';
import { lastOption, listOptions } from '../getopt.ts';
import { contains as isInNetwork, type Network } from '../ip-address.ts';
import { compileRegex } from '../regex.ts';
import { type EventFields, formatValue, memoryOf, readField, type Value } from '../values.ts';
import { naiveGlob } from './naive-glob.ts';

/** A value with all that Falco's own engine knows about it while it compares. */
interface Term {
  readonly type: FieldType;
  readonly isList: boolean;
  readonly declaredType: FieldType;
  readonly isDeclaredList: boolean;
  /** Whether texts have a NUL behind them that counts. */
  readonly isTerminated: boolean;
  readonly values: readonly Value[] | undefined;
}

/** What conditions are decided on, and whether by Falco's own language. */
interface Scope {
  readonly catalogue: FieldCatalogue;
  readonly event: EventFields;
  readonly strict: boolean;
}

const NULS = /\0+$/;

/**
 * Decides a condition as the language's description reads, from the tree itself, with no thought of speed and
 * no part of the compiler. The condition must be one that compiles.
 */
export function evaluateNaively(condition: Condition, scope: Scope): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.operands.every((operand) => evaluateNaively(operand, scope));
    case 'or':
      return condition.operands.some((operand) => evaluateNaively(operand, scope));
    case 'not':
      return !evaluateNaively(condition.operand, scope);
    case 'expansion':
      return evaluateNaively(condition.condition, scope);
    case 'exists':
      return termOf(condition.left, scope).values !== undefined;
    case 'comparison':
      return compare(condition, scope);
    case 'macro':
      throw new Error(`macro ${condition.name} is not expanded`);
  }
}

function compare(node: Comparison, scope: Scope): boolean {
  const left = termOf(node.left, scope);
  if (left.values === undefined) return false;
  if (node.right.kind === 'val' || node.right.kind === 'call') {
    const right = termOf(node.right.kind === 'val' ? node.right.field : node.right, scope);
    return right.values !== undefined && compareTerms(node.operator, left, left.values, right, right.values);
  }
  return compareConstants(node, left, left.values, literalsOf(node.right));
}

function literalsOf(right: Right): readonly Literal[] {
  if (right.kind === 'list') return right.items;
  return right.kind === 'literal' ? [right] : [];
}

function compareTerms(
  operator: string,
  left: Term,
  lefts: readonly Value[],
  right: Term,
  rights: readonly Value[],
): boolean {
  if (operator === 'in' || operator === 'intersects') {
    const wanted = rights.map((value) => raw(right, value));
    if (!left.isList) return wanted.includes(strip(left, lefts[0] as Value));
    const held = lefts.map((value) => raw(left, value));
    return operator === 'in'
      ? held.every((value) => wanted.includes(value))
      : held.some((value) => wanted.includes(value));
  }
  return lefts.some((value) => compareOne(operator, cut(left, value), cut(right, rights[0] as Value)));
}

function compareConstants(
  node: Comparison,
  left: Term,
  lefts: readonly Value[],
  literals: readonly Literal[],
): boolean {
  const { operator, modifier } = node;
  const constants = literals.map((literal) => constantOf(operator, left.type, literal.value));
  if (operator === 'in' || operator === 'intersects') {
    const isMember = (value: Value): boolean => constants.some((constant) => equals(value, constant));
    if (!left.isList) return isMember(strip(left, lefts[0] as Value));
    const held = lefts.map((value) => raw(left, value));
    return operator === 'in' ? held.every(isMember) : held.some(isMember);
  }
  if (operator === 'pmatch') {
    return lefts.some((value) =>
      constants.some((constant) => hasPrefix(strip(left, value) as ByteString, constant as ByteString)),
    );
  }
  const holds = (constant: Value | Network): boolean =>
    lefts.some((value) => compareConstant(operator, left, value, constant));
  const count = constants.filter(holds).length;
  const isSet =
    (operator === '=' || operator === '==' ? 'anyof' : operator === '!=' ? 'allof' : '') === modifier;
  if (isSet && constants.length > 0) {
    const isMember = left.type !== 'ipnet' && constants.includes(strip(left, lefts[0] as Value));
    return operator === '!=' ? !isMember : isMember;
  }
  switch (modifier) {
    case 'oneof':
      return count === 1;
    case 'anyof':
      return count > 0;
    case 'allof':
      return count === constants.length && count > 0;
    default:
      return count === 1;
  }
}

function compareConstant(operator: string, left: Term, value: Value, constant: Value | Network): boolean {
  if (typeof constant === 'object') return equals(value, constant) === (operator !== '!=');
  if (operator === 'regex') {
    const compiled = compileRegex(constant as ByteString);
    return compiled.ok && compiled.regex.matches(decodeText(strip(left, value) as ByteString));
  }
  return compareOne(operator, cut(left, value), constant);
}

function compareOne(operator: string, value: Value, wanted: Value): boolean {
  const text = String(value);
  const part = String(wanted);
  switch (operator) {
    case '=':
    case '==':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value < wanted || value === wanted;
    case '>':
      return value > wanted;
    case '>=':
      return value > wanted || value === wanted;
    case 'contains':
    case 'bcontains':
      return text.indexOf(part) !== -1;
    case 'icontains':
      return fold(text).indexOf(fold(part)) !== -1;
    case 'startswith':
    case 'bstartswith':
      return text.slice(0, part.length) === part;
    case 'endswith':
      return text.length >= part.length && text.slice(text.length - part.length) === part;
    case 'glob':
      return naiveGlob(part, text, false);
    case 'iglob':
      return naiveGlob(part, text, true);
    default:
      throw new Error(`no operator ${operator}`);
  }
}

function constantOf(operator: string, type: FieldType, bytes: ByteString): Value | Network {
  const isHex = operator === 'bcontains' || operator === 'bstartswith';
  const result = isHex ? parseHexConstant(bytes) : parseConstant(type, bytes);
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

function equals(value: Value, constant: Value | Network): boolean {
  return typeof constant === 'object' ? isInNetwork(constant, value as ByteString) : value === constant;
}

function hasPrefix(path: ByteString, prefix: ByteString): boolean {
  const parts = path.split('/').filter(Boolean);
  const wanted = prefix.split('/').filter(Boolean);
  return (
    wanted.length <= parts.length &&
    wanted.every((name, index) =>
      /[?*[]/.test(name) ? naiveGlob(name, parts[index] as string, false) : name === parts[index],
    )
  );
}

function termOf(node: Argument, scope: Scope): Term {
  switch (node.kind) {
    case 'literal':
      return text([node.value], false);
    case 'field': {
      const resolution = resolveField(scope.catalogue, node.name, node.argument);
      if (!resolution.ok) throw new Error(resolution.problem.message);
      const { definition, argument } = resolution.reference;
      const input =
        argument === undefined ? scope.event.get(node.name) : scope.event.get(node.name, argument);
      const values = readField(definition, input);
      return scalarOrList(
        definition.type,
        definition.list === true,
        values === undefined ? undefined : [values].flat(),
      );
    }
    case 'argument-list':
      return text(flatten(node.items.map((item) => itemTexts(termOf(item, scope)))), true);
    case 'call': {
      const args = node.args.map((arg) => termOf(arg, scope));
      const result = call(node.name, args, node.argument);
      return scope.strict ? result : { ...result, isTerminated: false };
    }
  }
}

function call(name: string, args: readonly Term[], letter: string | undefined): Term {
  const [first, second] = args as readonly [Term, Term];
  switch (name) {
    case 'tolower':
      return transform(first, fold);
    case 'toupper':
      return transform(first, (value) => value.replace(/[a-z]/g, (char) => char.toUpperCase()));
    case 'basename':
      return transform(first, (value) => value.split('/').at(-1) as string);
    case 'b64':
      return transform(first, naiveBase64);
    case 'len':
      return length(first);
    case 'join': {
      const texts = memoryTexts(second);
      const between = memoryTexts(first)?.[0];
      return text(texts && between !== undefined ? [texts.map(upToNul).join(between)] : undefined, false);
    }
    case 'concat': {
      const texts = args.map((arg) => memoryTexts(arg)?.[0]);
      return text(
        texts.includes(undefined) ? undefined : [texts.map((value) => upToNul(value as string)).join('')],
        false,
      );
    }
    case 'getopt': {
      const texts = memoryTexts(first);
      const letters = memoryTexts(second)?.[0];
      if (texts === undefined || letters === undefined)
        return { ...text(undefined, letter === undefined), isDeclaredList: false };
      if (letter === undefined) return { ...text(listOptions(texts, letters), true), isDeclaredList: false };
      const found = lastOption(texts, letters, letter);
      return text(found === undefined ? undefined : [found], false);
    }
    default:
      throw new Error(`no function ${name}`);
  }
}

function transform(term: Term, change: (value: ByteString) => ByteString | undefined): Term {
  const isBuffer = term.type === 'bytes';
  const changed = term.values?.map((value) => {
    const result = change((value as ByteString).replace(NULS, ''));
    return isBuffer && result !== undefined && !result.endsWith('\0') ? `${result}\0` : result;
  });
  const values = changed?.includes(undefined) ? undefined : (changed as readonly Value[] | undefined);
  return { ...term, values, isTerminated: !isBuffer };
}

function length(term: Term): Term {
  const result = { ...term, type: 'uint64', isList: false, isTerminated: false } as const;
  if (term.values === undefined) return { ...result, values: undefined };
  if (term.isList && term.isDeclaredList) return { ...result, values: [term.values.length] };
  const [first] = term.values;
  if (first === undefined) return { ...result, values: undefined };
  return {
    ...result,
    values: [term.type === 'bytes' ? (first as string).length : upToNul(first as string).length],
  };
}

function itemTexts(term: Term): readonly ByteString[] | undefined {
  const isNumber = !['string', 'fspath', 'bytes', 'bool', 'ipaddr', 'ipnet'].includes(term.declaredType);
  if (!isNumber) return memoryTexts(term);
  const first = term.values?.[0];
  return first === undefined ? undefined : [formatValue(term.declaredType, first)];
}

function memoryTexts(term: Term): readonly ByteString[] | undefined {
  return term.values?.map((value) => raw(term, memoryOf(term.type, value)) as ByteString);
}

function flatten(lists: readonly (readonly ByteString[] | undefined)[]): readonly ByteString[] | undefined {
  return lists.includes(undefined) ? undefined : (lists as readonly (readonly ByteString[])[]).flat();
}

function text(values: readonly Value[] | undefined, isList: boolean): Term {
  return scalarOrList('string', isList, values);
}

function scalarOrList(type: FieldType, isList: boolean, values: readonly Value[] | undefined): Term {
  return { type, isList, declaredType: type, isDeclaredList: isList, isTerminated: false, values };
}

function raw(term: Term, value: Value): Value {
  return term.isTerminated && typeof value === 'string' && !value.endsWith('\0') ? `${value}\0` : value;
}

function strip(term: Term, value: Value): Value {
  return isText(term) ? (value as ByteString).replace(NULS, '') : value;
}

function cut(term: Term, value: Value): Value {
  return isText(term) ? upToNul(value as ByteString) : value;
}

/** Buffers and addresses are no C strings. */
function isText({ type }: Term): boolean {
  return type === 'string' || type === 'fspath';
}

function upToNul(value: ByteString): ByteString {
  return value.split('\0', 1)[0] as ByteString;
}

function fold(value: ByteString): ByteString {
  return value.replace(/[A-Z]/g, (char) => char.toLowerCase());
}

function naiveBase64(value: ByteString): ByteString | undefined {
  const digits = value.replace(/=?=$/, '');
  if (value !== '' && digits === '') return undefined;
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  const decoded = Buffer.from(digits, 'base64');
  return decoded.toString('base64').replace(/=+$/, '') === digits ? decoded.toString('latin1') : undefined;
}
