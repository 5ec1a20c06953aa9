import { describe, expect, test } from 'vitest';
import { ReaderTable } from './expression-reader.ts';
import { LiteralScanner } from './literal-scanner.ts';
import type { ConstantTest } from './predicate.ts';
import { eventOf, predicateOf } from './testing/evaluate.ts';
import type { FieldInput } from './values.ts';

function scannerOf(field: string, ignoreCase = false): LiteralScanner {
  const predicate = predicateOf(`${field} exists`);
  const { left } = (predicate as { readonly test: ConstantTest }).test;
  const readers = new ReaderTable();
  return new LiteralScanner({ bytes: readers.readerOf(left), text: readers.textReaderOf(left) }, ignoreCase);
}

test('a text that is added after a scan is looked for in the same event', () => {
  const scanner = scannerOf('t.str');
  const first = scanner.add('ab', 'anywhere');
  const frame = { event: eventOf({ 't.str': 'abcd' }), epoch: 1 };
  scanner.scan(frame);
  const late = scanner.add('cd', 'anywhere');
  expect([scanner.has(first, frame), scanner.has(late, frame)]).toEqual([true, true]);
  expect(scanner.hasAny([late], frame)).toBe(true);
});

describe.each([
  ['before', false],
  ['after', true],
])('%s a scan', (_, isScanned) => {
  function has(field: string, value: FieldInput | undefined, needle: string, ignoreCase = false): boolean {
    const scanner = scannerOf(field, ignoreCase);
    const number = scanner.add(needle, 'anywhere');
    const others = ['zz', 'zzz', 'zzzz'].map((text) => scanner.add(text, 'start'));
    const frame = { event: eventOf(value === undefined ? {} : { [field]: value }), epoch: 1 };
    if (isScanned) scanner.scan(frame);
    const found = scanner.has(number, frame);
    expect(scanner.hasAny([...others, number], frame)).toBe(found);
    return found;
  }

  test('a text is found', () => {
    expect(has('t.str', 'xaby', 'ab')).toBe(true);
    expect(has('t.str', 'xAby', 'ab')).toBe(false);
    expect(has('t.str', undefined, 'ab')).toBe(false);
  });

  test('a text beyond ASCII is found by its bytes', () => {
    expect(has('t.str', 'né', '\xc3\xa9')).toBe(true);
    expect(has('t.str', 'né', '\xa9')).toBe(true);
    expect(has('t.str', 'é', '\xe9')).toBe(false);
  });

  test('a text is found in any element of a list', () => {
    expect(has('t.strlist', ['x', 'yab'], 'ab')).toBe(true);
    expect(has('t.strlist', ['xa', 'b'], 'ab')).toBe(false);
  });

  test('case is ignored for ASCII letters if asked', () => {
    expect(has('t.str', 'xABy', 'aB', true)).toBe(true);
    expect(has('t.str', 'É', '\xc3\xa9', true)).toBe(false);
  });
});

test('equal needles share a number, and later ones are found too', () => {
  const scanner = scannerOf('t.str');
  const first = scanner.add('ab', 'anywhere');
  expect(scanner.add('ab', 'anywhere')).toBe(first);
  expect(scanner.add('ab', 'start')).not.toBe(first);
  scanner.scan({ event: eventOf({ 't.str': 'ab' }), epoch: 1 });
  const later = scanner.add('b', 'end');
  const frame = { event: eventOf({ 't.str': 'ab' }), epoch: 2 };
  scanner.scan(frame);
  expect([first, later].map((needle) => scanner.has(needle, frame))).toEqual([true, true]);
});
