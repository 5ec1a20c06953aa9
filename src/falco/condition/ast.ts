/**
 * The tree of a condition. Strings in it are byte strings (one char code per byte, 0 to 255), so that
 * comparing, measuring and cutting them is bytewise as in Falco; names are ASCII.
 */

/** A half-open stretch of bytes of the text that was parsed. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly range: ByteRange;
}

/** In these lists an operator comes before its own prefixes: the parser takes the first that fits. */
export const ORDERING_OPERATORS = ['<=', '<', '>=', '>'] as const;
export const LIST_OPERATORS = ['intersects', 'in', 'pmatch'] as const;
export const STRING_OPERATORS = [
  '==',
  '=',
  '!=',
  'glob',
  'iglob',
  'contains',
  'icontains',
  'bcontains',
  'startswith',
  'bstartswith',
  'endswith',
  'regex',
] as const;
export const MODIFIERS = ['oneof', 'anyof', 'allof'] as const;
export const FUNCTION_NAMES = [
  'tolower',
  'toupper',
  'b64',
  'basename',
  'len',
  'join',
  'concat',
  'getopt',
] as const;

export type OrderingOperator = (typeof ORDERING_OPERATORS)[number];
export type ListOperator = (typeof LIST_OPERATORS)[number];
export type StringOperator = (typeof STRING_OPERATORS)[number];
/** Every operator with a right side; `exists` has a node of its own. */
export type Operator = OrderingOperator | ListOperator | StringOperator;
export type Modifier = (typeof MODIFIERS)[number];
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** Two or more operands, evaluated left to right until one decides. */
export interface And extends Node {
  readonly kind: 'and';
  readonly operands: readonly Condition[];
}

export interface Or extends Node {
  readonly kind: 'or';
  readonly operands: readonly Condition[];
}

export interface Not extends Node {
  readonly kind: 'not';
  readonly operand: Condition;
}

/** A macro's name where a check may stand; replaced by an `Expansion` before a condition is compiled. */
export interface MacroCall extends Node {
  readonly kind: 'macro';
  readonly name: string;
}

/**
 * A macro call and what it stands for. `range` is that of the name; ranges inside `condition` count in the
 * macro's own text. All calls of one macro share one `condition` object.
 */
export interface Expansion extends Node {
  readonly kind: 'expansion';
  readonly name: string;
  readonly condition: Condition;
}

export interface Exists extends Node {
  readonly kind: 'exists';
  readonly left: Left;
}

export interface Comparison extends Node {
  readonly kind: 'comparison';
  readonly operator: Operator;
  /** Only on string operators, and then `right` is a list or the name of one. */
  readonly modifier?: Modifier;
  readonly left: Left;
  readonly right: Right;
  readonly operatorRange: ByteRange;
}

/** `argument` is present, though perhaps empty, where brackets are. */
export interface Field extends Node {
  readonly kind: 'field';
  readonly name: string;
  readonly argument?: string;
}

/** A transformer applied; `argument` is the text in brackets after the call. */
export interface Call extends Node {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly args: readonly Argument[];
  readonly argument?: string;
}

/** A list in parentheses among the arguments of a call. */
export interface ArgumentList extends Node {
  readonly kind: 'argument-list';
  readonly items: readonly (Field | Call | Literal)[];
}

/** `val(field)`: the field's value on the right side. */
export interface FieldValue extends Node {
  readonly kind: 'val';
  readonly field: Field;
}

/** A string or number as written, escapes resolved. */
export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: string;
}

/** A list in parentheses on the right side; may be empty. */
export interface List extends Node {
  readonly kind: 'list';
  readonly items: readonly Literal[];
}

export type Left = Field | Call;
export type Right = Literal | List | FieldValue | Call;
export type Argument = Field | Call | Literal | ArgumentList;
export type Condition = And | Or | Not | MacroCall | Expansion | Exists | Comparison;
export type AnyNode = Condition | Left | Right | Argument;

/** The direct children of a node, in the order they are written. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.operands;
    case 'not':
      return [node.operand];
    case 'expansion':
      return [node.condition];
    case 'exists':
      return [node.left];
    case 'comparison':
      return [node.left, node.right];
    case 'call':
      return node.args;
    case 'argument-list':
    case 'list':
      return node.items;
    case 'val':
      return [node.field];
    case 'macro':
    case 'field':
    case 'literal':
      return [];
  }
}
