import fc from 'fast-check';
import {
  type Argument,
  type Comparison,
  type Condition,
  type Exists,
  type Field,
  FUNCTION_NAMES,
  type Left,
  LIST_OPERATORS,
  type List,
  type Literal,
  MODIFIERS,
  ORDERING_OPERATORS,
  STRING_OPERATORS,
} from '../ast.ts';
import type { ByteString } from '../byte-string.ts';

const range = { start: 0, end: 0 };

const words = fc.constantFrom(
  'a',
  'and',
  'or',
  'not',
  'in',
  'val',
  'tolower',
  'x_1',
  'orb',
  'exists',
  'anyof',
);
const bytes: fc.Arbitrary<ByteString> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 8 }).map((text) => Buffer.from(text).toString('latin1')) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '\\',
      '\\\\',
      '"',
      "'",
      '\\"',
      'a\\',
      ',',
      '(',
      'a b',
      '=',
      'anyof',
      '\0',
      '\b',
      '\v',
      'é',
      '\xff',
      '[x]',
      ']',
    ),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }).map((raw) => Buffer.from(raw).toString('latin1')) },
);
const numbers = fc.constantFrom('0', '-1', '+7', '1.5', '1e+3', '0xfF', '18446744073709551615');
const fieldNames = fc.constantFrom('a.b', 'tool.name', 'x1.y_2.z', 'and.or', 'not.a', 'in.x');

const literals = (values: fc.Arbitrary<ByteString>): fc.Arbitrary<Literal> =>
  values.map((value) => ({ kind: 'literal', value, range }));
const bracketed = fc.option(bytes, { nil: undefined });
const fields: fc.Arbitrary<Field> = fc.tuple(fieldNames, bracketed).map(([name, argument]) => ({
  kind: 'field',
  name,
  ...(argument === undefined ? {} : { argument }),
  range,
}));
const lists: fc.Arbitrary<List> = fc
  .array(literals(bytes), { maxLength: 4 })
  .map((items) => ({ kind: 'list', items, range }));

const terms = fc.letrec<{ left: Left; call: Left; item: Field | Left | Literal; argument: Argument }>(
  (tie) => ({
    left: fc.oneof({ maxDepth: 3 }, fields, tie('call')),
    call: fc
      .tuple(
        fc.constantFrom(...FUNCTION_NAMES),
        fc.array(tie('argument'), { minLength: 1, maxLength: 3 }),
        bracketed,
      )
      .map(([name, args, argument]) => ({
        kind: 'call',
        name,
        args,
        ...(argument === undefined ? {} : { argument }),
        range,
      })),
    item: fc.oneof({ maxDepth: 3 }, fields, literals(bytes), tie('call')),
    argument: fc.oneof(
      { maxDepth: 3 },
      fields,
      literals(fc.oneof(bytes, numbers)),
      tie('call'),
      fc
        .array(tie('item'), { maxLength: 3 })
        .map((items) => ({ kind: 'argument-list', items: items as Literal[], range }) as const),
    ),
  }),
);

const expressions = fc.oneof(
  fields.map((field) => ({ kind: 'val', field, range }) as const),
  terms.call as fc.Arbitrary<Extract<Left, { kind: 'call' }>>,
);
const exists: fc.Arbitrary<Exists> = terms.left.map((left) => ({ kind: 'exists', left, range }));
const comparison = (
  operators: fc.Arbitrary<Comparison['operator']>,
  rights: fc.Arbitrary<Comparison['right']>,
): fc.Arbitrary<Comparison> =>
  fc.tuple(terms.left, operators, rights).map(([left, operator, right]) => ({
    kind: 'comparison',
    operator,
    left,
    right,
    operatorRange: range,
    range,
  }));
const names = literals(words.filter((word) => !['and', 'or', 'not'].includes(word)));
const checks: fc.Arbitrary<Condition> = fc.oneof(
  exists,
  comparison(fc.constantFrom(...ORDERING_OPERATORS), fc.oneof(literals(numbers), expressions)),
  comparison(fc.constantFrom(...STRING_OPERATORS), fc.oneof(literals(bytes), expressions)),
  comparison(fc.constantFrom(...LIST_OPERATORS), fc.oneof(lists, names, expressions)),
  fc
    .tuple(
      comparison(fc.constantFrom(...STRING_OPERATORS), fc.oneof(lists, names)),
      fc.constantFrom(...MODIFIERS),
    )
    .map(([check, modifier]) => ({ ...check, modifier })),
);
const macros: fc.Arbitrary<Condition> = words
  .filter((word) => word !== 'not')
  .map((name) => ({ kind: 'macro', name, range }));

/** Any condition that can be written, apart from expanded macros. Ranges are empty. */
export const arbitraryCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    checks,
    macros,
    tie('condition').map((operand) => ({ kind: 'not', operand, range }) as const),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('condition'), { minLength: 2, maxLength: 4 }),
      )
      .map(([kind, operands]) => ({ kind, operands, range })),
  ),
})).condition;
