import type { FunctionName, Modifier } from '../condition/ast.ts';
import type { Expression, ValueType } from './expression.ts';
import type { FieldType } from './fields.ts';
import type { TestOperator } from './predicate.ts';

const EQUALITY: readonly TestOperator[] = ['=', '!=', 'in', 'intersects'];
const NUMERIC: readonly TestOperator[] = [...EQUALITY, '<', '<=', '>', '>='];
const TEXT: readonly TestOperator[] = [
  ...NUMERIC,
  'contains',
  'icontains',
  'startswith',
  'endswith',
  'glob',
  'iglob',
  'regex',
  'pmatch',
];
const BUFFER: readonly TestOperator[] = [
  ...EQUALITY,
  'contains',
  'startswith',
  'endswith',
  'bcontains',
  'bstartswith',
];
const LIST: readonly TestOperator[] = ['in', 'intersects'];

/** What our own language grants lists: the operator holds when it does for any element. */
const ANY_ELEMENT: readonly TestOperator[] = [
  '=',
  'contains',
  'icontains',
  'startswith',
  'endswith',
  'glob',
  'iglob',
  'regex',
  'pmatch',
];

/**
 * The operators, besides `exists`, that Falco allows on a type.
 *
 * @see https://github.com/falcosecurity/libs/blob/master/userspace/libsinsp/filter_compare.cpp
 */
export function operatorsOf({ type, list }: ValueType): readonly TestOperator[] {
  if (list) return LIST;
  switch (type) {
    case 'string':
    case 'fspath':
      return TEXT;
    case 'bytes':
      return BUFFER;
    case 'bool':
    case 'ipaddr':
    case 'ipnet':
      return EQUALITY;
    case 'uint64':
    case 'uint32':
    case 'port':
    case 'int64':
    case 'int32':
    case 'int16':
    case 'double':
    case 'reltime':
    case 'abstime':
      return NUMERIC;
  }
}

/** Whether a comparison of a list, unknown to Falco, holds here when it does for any element. */
export function comparesAnyElement(
  { type, list }: ValueType,
  operator: TestOperator,
  modifier: Modifier | undefined,
): boolean {
  if (!list || modifier !== undefined || !ANY_ELEMENT.includes(operator)) return false;
  return operatorsOf({ type, list: false }).includes(operator);
}

/** Why a function does not take these arguments; `undefined` where it does. */
export function signatureProblem(
  name: FunctionName,
  args: readonly Expression[],
): SignatureProblem | undefined {
  const [first, second] = args as readonly [Expression, Expression | undefined];
  switch (name) {
    case 'tolower':
    case 'toupper':
    case 'basename':
      return oneArgument(name, args, ['string', 'fspath']);
    case 'b64':
      return oneArgument(name, args, ['string', 'bytes']);
    case 'len':
      return oneArgument(name, args, first.list ? [first.type] : ['string', 'fspath', 'bytes']);
    case 'join':
      if (second !== undefined && args.length === 2 && !first.declared.list && second.declared.list)
        return undefined;
      return { kind: 'transformer_signature', message: '`join` takes a separator and a list' };
    case 'concat':
      if (args.length > 1 && args.every(({ declared }) => declared.type === 'string' && !declared.list))
        return undefined;
      return { kind: 'transformer_signature', message: '`concat` takes two or more strings' };
    case 'getopt': {
      const fits = second !== undefined && args.length === 2 && first.declared.list && !second.declared.list;
      if (fits && first.declared.type === 'string' && second.declared.type === 'string') return undefined;
      return {
        kind: 'transformer_signature',
        message: '`getopt` takes a list of strings and a string of option letters',
      };
    }
  }
}

export interface SignatureProblem {
  readonly kind: 'transformer_signature' | 'transformer_type';
  readonly message: string;
}

function oneArgument(
  name: FunctionName,
  args: readonly Expression[],
  types: readonly FieldType[],
): SignatureProblem | undefined {
  const [arg] = args as readonly [Expression];
  if (args.length !== 1) return { kind: 'transformer_signature', message: `\`${name}\` takes one argument` };
  if (arg.kind === 'field' && arg.reference.definition.noTransformers) {
    return {
      kind: 'transformer_type',
      message: `\`${arg.reference.definition.name}\` cannot be given to functions`,
    };
  }
  if (types.includes(arg.type)) return undefined;
  const expected = types
    .filter((type) => type !== 'fspath')
    .map((type) => describeType({ type, list: false }));
  return {
    kind: 'transformer_type',
    message: `\`${name}\` takes ${expected.join(' or ')}, not ${describeType(arg)}`,
  };
}

/** A type in words, with an article. */
export function describeType({ type, list }: ValueType): string {
  const name = type === 'fspath' ? 'string' : type;
  if (list) return `a list of ${name}`;
  return `${/^(?:abstime|int|ip)/.test(name) ? 'an' : 'a'} ${name}`;
}
