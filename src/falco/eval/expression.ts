import type { FunctionName } from '../condition/ast.ts';
import type { ByteString } from '../condition/byte-string.ts';
import type { FieldReference } from './field-reference.ts';
import type { FieldType } from './fields.ts';

/** What kind of values an expression yields. */
export interface ValueType {
  readonly type: FieldType;
  readonly list: boolean;
}

interface Base extends ValueType {
  /** Equal for expressions that always yield the same value. */
  readonly key: string;
  /**
   * The type before any of `tolower`, `toupper`, `b64`, `basename`, `len`: what Falco looks at when it checks
   * the arguments of `join`, `concat` and `getopt`.
   */
  readonly declared: ValueType;
  /**
   * Falco counts the NUL byte that its text transformers put behind a value when it looks whole values up in a
   * set, so such values equal constants everywhere but there.
   */
  readonly isTerminated: boolean;
  /** The value may hold NUL bytes, at which most of Falco's comparisons stop reading. */
  readonly mayHoldNul: boolean;
}

export interface FieldExpression extends Base {
  readonly kind: 'field';
  readonly reference: FieldReference;
}

export interface ConstantExpression extends Base {
  readonly kind: 'constant';
  readonly value: ByteString;
}

/** A list in parentheses; items that are lists themselves are spread. */
export interface ListExpression extends Base {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}

export interface CallExpression extends Base {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly args: readonly Expression[];
  /** The letter in brackets after `getopt(...)`. */
  readonly argument?: ByteString;
}

/** A checked field, constant or function call: one side of a comparison, or a placeholder of an output. */
export type Expression = FieldExpression | ConstantExpression | ListExpression | CallExpression;

const TEXT: ValueType = { type: 'string', list: false };

export function fieldExpression(reference: FieldReference): FieldExpression {
  const { type, list = false } = reference.definition;
  return {
    kind: 'field',
    reference,
    type,
    list,
    key: reference.text,
    declared: { type, list },
    isTerminated: false,
    mayHoldNul: false,
  };
}

export function constantExpression(value: ByteString): ConstantExpression {
  return {
    kind: 'constant',
    value,
    ...TEXT,
    key: JSON.stringify(value),
    declared: TEXT,
    isTerminated: false,
    mayHoldNul: value.includes('\0'),
  };
}

export function listExpression(items: readonly Expression[]): ListExpression {
  const type: ValueType = { type: 'string', list: true };
  return {
    kind: 'list',
    items,
    ...type,
    key: `(${items.map((item) => item.key).join()})`,
    declared: type,
    isTerminated: false,
    mayHoldNul: items.some(givesNul),
  };
}

/** A call whose arguments are known to fit. */
export function callExpression(
  name: FunctionName,
  args: readonly Expression[],
  argument: ByteString | undefined,
): CallExpression {
  const type = resultType(name, args[0] as Expression, argument);
  const brackets = argument === undefined ? '' : `[${JSON.stringify(argument)}]`;
  const isText = type.type === 'string' || type.type === 'fspath';
  return {
    kind: 'call',
    name,
    args,
    ...(argument === undefined ? {} : { argument }),
    ...type,
    key: `${name}(${args.map((arg) => arg.key).join()})${brackets}`,
    declared: isTransformer(name) ? (args[0] as Expression).declared : TEXT,
    isTerminated: isText && isTransformer(name),
    mayHoldNul: isText && holdsNul(name, args),
  };
}

/** The functions of one argument, which change a value in place; the others make a new one. */
export function isTransformer(name: FunctionName): boolean {
  return name !== 'join' && name !== 'concat' && name !== 'getopt';
}

/** A field without which the expression has no value. */
export function neededField(expression: Expression): FieldExpression | undefined {
  switch (expression.kind) {
    case 'field':
      return expression;
    case 'constant':
      return undefined;
    case 'list':
    case 'call': {
      const parts = expression.kind === 'list' ? expression.items : expression.args;
      return parts.map(neededField).find((field) => field !== undefined);
    }
  }
}

function resultType(name: FunctionName, first: Expression, argument: ByteString | undefined): ValueType {
  switch (name) {
    case 'tolower':
    case 'toupper':
    case 'b64':
    case 'basename':
      return { type: first.type, list: first.list };
    case 'len':
      return { type: 'uint64', list: false };
    case 'join':
    case 'concat':
      return TEXT;
    case 'getopt':
      return { type: 'string', list: argument === undefined };
  }
}

function holdsNul(name: FunctionName, args: readonly Expression[]): boolean {
  const [first] = args as readonly [Expression];
  switch (name) {
    case 'b64':
      return true;
    case 'tolower':
    case 'toupper':
    case 'basename':
      return first.mayHoldNul;
    case 'join':
      return givesNul(first);
    case 'getopt':
      return args.some(givesNul);
    case 'concat':
    case 'len':
      return false;
  }
}

/** Whether the memory behind the value, read as text, may have NUL bytes in it. */
function givesNul(arg: Expression): boolean {
  return arg.mayHoldNul || arg.isTerminated || (arg.type !== 'string' && arg.type !== 'fspath');
}
