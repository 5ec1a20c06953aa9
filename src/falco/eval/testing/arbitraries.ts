import fc from 'fast-check';
import type {
  Argument,
  Call,
  Condition,
  Field,
  FunctionName,
  Left,
  Literal,
  Right,
} from '../../condition/ast.ts';
import type { ByteString } from '../../condition/byte-string.ts';
import type { FieldCatalogue, FieldDefinition, FieldType } from '../fields.ts';
import type { FieldInput } from '../values.ts';

const RANGE = { start: 0, end: 0 };

/** Few texts, related to each other, so that comparisons hold often enough. */
const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'aB',
  'git push',
  'rm -rf /',
  '/etc',
  '/etc/passwd',
  'etc/passwd/',
  '/home/u/.ssh/id_rsa',
  '.ssh',
  'É',
  'é',
  'YWI=',
  'YQBi',
  '-a',
  '-ab',
  '--',
  'x,y',
  '10',
];
const GLOBS = [
  '*',
  '?',
  'a*',
  '*a',
  '*a*b*',
  '/etc/*',
  '[ab]*',
  '[!a]?',
  '*.ss[a-z]',
  '\\*',
  'a?',
  '*/*/*',
  '[^/]*',
];
const REGEXES = ['.*', 'a|b', '[a-z]+', '/etc(/.*)?', '(git|rm) .*', '[^/]+', '^a', 'é', '.', '(a*)*b'];
const PATHS = ['/', '/etc', 'etc/passwd', '/*/passwd', '/home/*/.ssh', '', '/home/u/.ssh/', '?', '/e?c'];
const NUMBERS = ['0', '1', '2', '3', '10', '-1', '18446744073709551615', '9007199254740993'];
const ADDRESSES = ['10.0.0.1', '10.1.2.3', '192.168.0.1', '::1', '2001:db8::1'];
const NETWORKS = ['10.0.0.0/8', '10.0.0.1/32', '0.0.0.0/0', '::1/128', '2001:db8::/32'];

const TEXT_CONSTANTS = TEXTS.map((text) => Buffer.from(text).toString('latin1'));
const CONSTANTS: Readonly<Partial<Record<FieldType, readonly ByteString[]>>> = {
  string: TEXT_CONSTANTS,
  fspath: TEXT_CONSTANTS,
  bytes: TEXT_CONSTANTS,
  bool: ['true', 'false'],
  ipaddr: ADDRESSES,
  ipnet: NETWORKS,
};

const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  text: [
    '=',
    '!=',
    '<',
    '>=',
    'contains',
    'icontains',
    'startswith',
    'endswith',
    'glob',
    'iglob',
    'regex',
    'pmatch',
    'in',
    'intersects',
  ],
  number: ['=', '!=', '<', '<=', '>', '>=', 'in', 'intersects'],
  bytes: ['=', '!=', 'contains', 'startswith', 'endswith', 'bcontains', 'bstartswith', 'in', 'intersects'],
  other: ['=', '!=', 'in', 'intersects'],
  list: [
    'in',
    'intersects',
    '=',
    'contains',
    'icontains',
    'startswith',
    'endswith',
    'glob',
    'pmatch',
    'regex',
  ],
};

type Pick = <T>(from: readonly T[]) => T;

/**
 * Conditions over the fields of a catalogue. Most compile: operators and constants are chosen by type. They
 * are made from a stream of numbers, which shrinks well enough and keeps the generators plain.
 */
export function conditions(catalogue: FieldCatalogue): fc.Arbitrary<Condition> {
  return fc.array(fc.nat(1_000_000), { minLength: 4, maxLength: 80 }).map((numbers) => {
    let position = 0;
    const next = (): number => numbers[position++ % numbers.length] as number;
    const pick: Pick = (from) => from[next() % from.length] as (typeof from)[number];
    return condition(catalogue, pick, next, 3 - (next() % 3));
  });
}

/** Values for a part of the catalogue's fields, some of them awkward. */
export function events(catalogue: FieldCatalogue): fc.Arbitrary<ReadonlyMap<string, FieldInput>> {
  const entries = catalogue.fields.flatMap((field) => {
    const arg = field.argument === undefined ? '' : field.argument.kind === 'index' ? '[0]' : '[k]';
    const scalar = scalars(field.type);
    const value: fc.Arbitrary<FieldInput> = field.list ? fc.array(scalar, { maxLength: 3 }) : scalar;
    return [[`${field.name}${arg}`, fc.option(value, { nil: undefined, freq: 4 })] as const];
  });
  return fc.record(Object.fromEntries(entries)).map((record) => {
    const present = Object.entries(record).filter(([, value]) => value !== undefined);
    return new Map(present as (readonly [string, FieldInput])[]);
  });
}

function scalars(type: FieldType): fc.Arbitrary<string | number | bigint | boolean | Uint8Array> {
  switch (type) {
    case 'string':
    case 'fspath':
      return fc.oneof(fc.constantFrom(...TEXTS), fc.constant(Uint8Array.of(0x61, 0xff)));
    case 'bytes':
      return fc.oneof(fc.constantFrom(...TEXTS), fc.constant(Uint8Array.of(0x61, 0, 0x62, 0)));
    case 'bool':
      return fc.boolean();
    case 'ipaddr':
    case 'ipnet':
      return fc.constantFrom(...ADDRESSES);
    case 'double':
      return fc.constantFrom(0, 1, 1.5, -1);
    default:
      return fc.oneof(fc.constantFrom(...NUMBERS), fc.constantFrom(0, 1, 2, 3, 10, 2n ** 64n - 1n));
  }
}

function condition(catalogue: FieldCatalogue, pick: Pick, next: () => number, depth: number): Condition {
  const choice = depth === 0 ? 9 : next() % 10;
  const inner = (): Condition => condition(catalogue, pick, next, depth - 1);
  const operands = (): Condition[] => Array.from({ length: 2 + (next() % 3) }, inner);
  if (choice < 2) return { kind: 'and', operands: operands(), range: RANGE };
  if (choice < 4) return { kind: 'or', operands: operands(), range: RANGE };
  if (choice < 5) return { kind: 'not', operand: inner(), range: RANGE };
  if (choice < 6) return { kind: 'expansion', name: 'm', condition: inner(), range: RANGE };
  return check(catalogue, pick, next);
}

function check(catalogue: FieldCatalogue, pick: Pick, next: () => number): Condition {
  const { term, type, list } = left(catalogue, pick, next);
  if (next() % 12 === 0) return { kind: 'exists', left: term, range: RANGE };
  const isText = type === 'string' || type === 'fspath';
  const family = list
    ? 'list'
    : isText
      ? 'text'
      : type === 'bytes'
        ? 'bytes'
        : ['bool', 'ipaddr', 'ipnet'].includes(type)
          ? 'other'
          : 'number';
  const operator = pick(OPERATORS[family] as readonly string[]);
  const isSet = operator === 'in' || operator === 'intersects' || operator === 'pmatch';
  const constants = operandsOf(operator, type);
  const literals = (): Literal[] => Array.from({ length: next() % 4 }, () => literal(pick(constants)));
  const base = {
    kind: 'comparison',
    operator: operator as '=',
    left: term,
    range: RANGE,
    operatorRange: RANGE,
  } as const;
  if (next() % 6 === 0) return { ...base, right: rightTerm(catalogue, pick, next, type, list && isSet) };
  if (isSet) return { ...base, right: { kind: 'list', items: literals(), range: RANGE } };
  if (!list && !operator.startsWith('<') && !operator.startsWith('>') && next() % 5 === 0) {
    const modifier = pick(['oneof', 'anyof', 'allof'] as const);
    return { ...base, modifier, right: { kind: 'list', items: literals(), range: RANGE } };
  }
  return { ...base, right: literal(pick(constants)) };
}

function operandsOf(operator: string, type: FieldType): readonly ByteString[] {
  switch (operator) {
    case 'glob':
    case 'iglob':
      return GLOBS;
    case 'regex':
      return REGEXES.map((regex) => Buffer.from(regex).toString('latin1'));
    case 'pmatch':
      return PATHS;
    case 'bcontains':
    case 'bstartswith':
      return ['61', '6162', '', '00'];
    default:
      return CONSTANTS[type] ?? NUMBERS;
  }
}

interface Typed {
  readonly term: Left;
  readonly type: FieldType;
  readonly list: boolean;
}

function left(catalogue: FieldCatalogue, pick: Pick, next: () => number): Typed {
  const definition = pick(catalogue.fields);
  const term = field(definition);
  const typed = { term, type: definition.type, list: definition.list === true };
  if (next() % 3 > 0) return typed;
  return call(catalogue, pick, next, typed);
}

function call(catalogue: FieldCatalogue, pick: Pick, next: () => number, typed: Typed): Typed {
  const of = (name: FunctionName, args: readonly Argument[], argument?: string): Call => ({
    kind: 'call',
    name,
    args,
    range: RANGE,
    ...(argument === undefined ? {} : { argument }),
  });
  const name = pick(['tolower', 'toupper', 'basename', 'b64', 'len', 'join', 'concat', 'getopt'] as const);
  const texts = catalogue.fields.filter((one) => one.type === 'string');
  const scalar = (): Argument => {
    const definition = pick(texts.filter((one) => !one.list));
    return next() % 3 === 0
      ? literal('a')
      : next() % 4 === 0
        ? of('tolower', [field(definition)])
        : field(definition);
  };
  const list = (): Argument => {
    const item = pick(catalogue.fields);
    const items = [scalar(), next() % 2 === 0 ? field(item) : literal('-a')] as (Field | Call | Literal)[];
    return next() % 2 === 0
      ? field(pick(texts.filter((one) => one.list)))
      : { kind: 'argument-list', items, range: RANGE };
  };
  switch (name) {
    case 'len':
      return { term: of('len', [typed.term]), type: 'uint64', list: false };
    case 'join':
      return { term: of('join', [scalar(), list()]), type: 'string', list: false };
    case 'concat':
      return { term: of('concat', [scalar(), scalar()]), type: 'string', list: false };
    case 'getopt':
      if (next() % 2 === 0)
        return { term: of('getopt', [list(), literal('ab:')]), type: 'string', list: true };
      return { term: of('getopt', [list(), literal('ab:')], 'a'), type: 'string', list: false };
    default:
      return { term: of(name, [typed.term]), type: typed.type, list: typed.list };
  }
}

function rightTerm(
  catalogue: FieldCatalogue,
  pick: Pick,
  next: () => number,
  type: FieldType,
  list: boolean,
): Right {
  const fits = catalogue.fields.filter((one) => one.type === type && (one.list === true) === list);
  const definition = fits.length === 0 ? pick(catalogue.fields) : pick(fits);
  if (type === 'string' && next() % 2 === 0)
    return {
      kind: 'call',
      name: pick(['tolower', 'basename', 'b64'] as const),
      args: [field(definition)],
      range: RANGE,
    };
  return { kind: 'val', field: field(definition), range: RANGE };
}

function field({ name, argument }: FieldDefinition): Field {
  const brackets = argument === undefined ? {} : { argument: argument.kind === 'index' ? '0' : 'k' };
  return { kind: 'field', name, ...brackets, range: RANGE };
}

function literal(value: ByteString): Literal {
  return { kind: 'literal', value, range: RANGE };
}
