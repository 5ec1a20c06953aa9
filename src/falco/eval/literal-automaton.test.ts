import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiteralAutomaton, type Needle } from './literal-automaton.ts';

function find(needles: readonly Needle[], value: string): readonly number[] {
  const hits = { foundAt: new Int32Array(needles.length), found: new Int32Array(needles.length), count: 0 };
  new LiteralAutomaton(needles).scan(value, 1, hits);
  return [...hits.found.subarray(0, hits.count)].sort((a, b) => a - b);
}

function findNaively(needles: readonly Needle[], value: string): readonly number[] {
  const isIn = ({ text, place }: Needle): boolean =>
    ({
      anywhere: value.includes(text),
      start: value.startsWith(text),
      end: value.endsWith(text),
      whole: value === text,
    })[place];
  return needles.flatMap((needle, index) => (isIn(needle) ? [index] : []));
}

test('finds texts that overlap, contain each other or are equal, each once', () => {
  const needles = ['he', 'she', 'his', 'hers', 'he'].map((text) => ({ text, place: 'anywhere' }) as const);
  expect(find(needles, 'ushershe')).toEqual([0, 1, 3, 4]);
});

test('finds a text at the start, at the end or as the whole only where it is that', () => {
  const needles = [
    { text: 'ab', place: 'start' },
    { text: 'ab', place: 'end' },
    { text: 'ab', place: 'anywhere' },
    { text: 'ab', place: 'whole' },
    { text: '', place: 'whole' },
  ] as const;
  expect(find(needles, 'abx')).toEqual([0, 2]);
  expect(find(needles, 'xab')).toEqual([1, 2]);
  expect(find(needles, 'xabx')).toEqual([2]);
  expect(find(needles, 'ab')).toEqual([0, 1, 2, 3]);
  expect(find(needles, '')).toEqual([4]);
  expect(find(needles, '\u0100ab\u0101')).toEqual([2]);
});

test('finds what a search one by one finds', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\xff'), minLength: 1, maxLength: 5 });
  const needle = fc.record({ text: word, place: fc.constantFrom('anywhere', 'start', 'end', 'whole') });
  const value = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\xff', '\0'), maxLength: 30 });
  fc.assert(
    fc.property(fc.array(needle as fc.Arbitrary<Needle>, { maxLength: 20 }), value, (needles, text) => {
      expect(find(needles, text)).toEqual(findNaively(needles, text));
    }),
    { numRuns: 500 },
  );
});

test('finds what a search one by one finds where there are too many texts for a full table', () => {
  const needles = Array.from({ length: 6000 }, (_, index) => {
    const text = `${(index * 7919).toString(36)}/${index}-${(index * 104_729).toString(29)}`;
    return { text, place: 'anywhere' } as const;
  });
  const value =
    needles
      .filter((_, index) => index % 997 === 0)
      .map(({ text }) => text.slice(1))
      .join('x') + needles[42]?.text;
  expect(find(needles, value)).toEqual(findNaively(needles, value));
});
