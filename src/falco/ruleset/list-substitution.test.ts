import { describe, expect, it } from 'vitest';
import { encodeText } from '../condition/byte-string.ts';
import { Budget } from './budget.ts';
import type { ListDefinition } from './definitions.ts';
import { ListSubstitution } from './list-substitution.ts';
import type { Place } from './report.ts';
import { TracedText } from './traced-text.ts';

const place: Place = { file: 'f', range: { start: 0, end: 0 } };

/** Lists in order of definition, each changed last when it was defined. */
function lists(
  definitions: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, ListDefinition> {
  return new Map(
    Object.entries(definitions).map(([name, items], index) => [
      name,
      {
        name,
        place,
        index,
        visibility: index,
        changes: [],
        items: items.map((item) => ({ bytes: encodeText(item), place })),
      },
    ]),
  );
}

function substitute(text: string, definitions: Readonly<Record<string, readonly string[]>>) {
  const substitution = new ListSubstitution(lists(definitions), new Budget());
  return substitution.substitute(TracedText.generated(encodeText(text), place));
}

describe('ListSubstitution', () => {
  it.each([
    ['x in (l)', { l: ['a', 'b'] }, 'x in ( a, b )'],
    ['x in (l, c, l)', { l: ['a'] }, 'x in ( a , c, a )'],
    ['x = l', { l: ['a'] }, 'x = a '],
    ['l', { l: ['a'] }, 'a '],
    ['x in (l1, al, l-x, l.y)', { l: ['a'] }, 'x in (l1, al, l-x, l.y)'],
    ['x = "l"', { l: ['a'] }, 'x = "l"'],
    ['x = "run l now"', { l: ['a'] }, 'x = "run a now"'],
    ['x in (l)', { l: ['a b', '"c d"', "'e f'"] }, 'x in ( "a b", "c d", \'e f\' )'],
    ['x in (a, l, b)', { l: [] }, 'x in (a  , b)'],
    ['x in (l, b)', { l: [] }, 'x in (   b)'],
    ['x in (l)', { l: [] }, 'x in (  )'],
    ['x in (l)', { l: ['', 'a'] }, 'x in ( a )'],
    ['x in (l)', { l: ['a', ''] }, 'x in ( a,  )'],
    ['x in (my list)', { 'my list': ['a'] }, 'x in ( a )'],
    ['x in (é)', { é: ['ü'] }, 'x in ( ü )'],
  ])('turns %j with %j into %j', (text, definitions, expected) => {
    expect(substitute(text, definitions as Record<string, string[]>).text?.bytes).toBe(encodeText(expected));
  });

  it('pastes later lists into what earlier lists brought, not the other way round', () => {
    const later = substitute('x in (a)', { a: ['b'], b: ['c'] });
    expect(later.text?.bytes.replace(/\s+/g, '')).toBe('xin(c)');
    expect([...later.used]).toEqual(['a', 'b']);
    const earlier = substitute('x in (b)', { a: ['q'], b: ['p', 'z'] });
    expect([...earlier.used]).toEqual(['b']);
  });

  it('unfolds a list among the items of a later one, one level deep', () => {
    const substitution = new ListSubstitution(lists({ a: ['x'], b: ['a'], c: ['b', 'z'] }), new Budget());
    const { text } = substitution.substitute(TracedText.generated('f in (c)', place));
    expect(text?.bytes).toBe('f in ( a, z )');
    expect([...substitution.usedByLists]).toEqual(['a', 'b']);
  });

  it('gives up where lists multiply each other', () => {
    const names = Array.from({ length: 12 }, (_, level) => `l${level}`);
    const definitions = Object.fromEntries(
      names.map((name, level) => [
        name,
        Array.from({ length: 40 }, () => (level === 11 ? 'x' : `l${level + 1}`)),
      ]),
    );
    expect(substitute('x in (l0)', definitions).text).toBeUndefined();
  });
});
