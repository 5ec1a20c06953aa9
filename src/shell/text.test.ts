import { describe, expect, it } from 'vitest';
import {
  activateGlobs,
  chomp,
  concat,
  display,
  hasGlob,
  isExact,
  isPartial,
  isUnknown,
  joinTexts,
  literal,
  startsUnknown,
  substitute,
  unite,
  unknownLabel,
  unknownOutput,
  unknownVariable,
  withoutGlobs,
  withoutMarks,
} from './text.ts';

const unknown = unknownVariable('X', [{ kind: 'env', name: 'X' }]);

describe('a text', () => {
  it('shows unknown pieces by name', () => {
    expect(display(concat(literal('/a/'), unknown).value)).toBe('/a/$X');
    expect(display(concat(unknownOutput('curl'), literal('/b')).value)).toBe('$(curl)/b');
  });

  it('keeps labels to characters that mean nothing', () => {
    expect(display(unknownOutput('a b/$(c)').value)).toBe('$(a_b___c_)');
  });

  it('knows what is left open in it', () => {
    const partial = concat(literal('/a/'), unknown).value;
    expect([isExact(partial), isPartial(partial), isUnknown(partial), startsUnknown(partial)]).toEqual([
      false,
      true,
      false,
      false,
    ]);
    expect([isPartial(unknown.value), isUnknown(unknown.value), startsUnknown(unknown.value)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([isExact('a*'), isPartial('a*')]).toEqual([true, false]);
    expect(unknownLabel(unknown.value)).toBe('X');
  });

  it('tells active globs from characters', () => {
    const pattern = activateGlobs('a*[b]?[c');
    expect([hasGlob(pattern), isExact(pattern), display(pattern), withoutGlobs(pattern)]).toEqual([
      true,
      false,
      'a*[b]?[c',
      'a*[b]?[c',
    ]);
    expect(hasGlob('a*')).toBe(false);
  });

  it('loses marks that come from outside', () => {
    expect(withoutMarks('a\uE000b\uE005')).toBe('a\uFFFDb\uFFFD');
  });

  it('keeps where its pieces come from', () => {
    expect(joinTexts([literal('a'), unknown, unknown], ' ').sources).toEqual([{ kind: 'env', name: 'X' }]);
    expect(unite([{ kind: 'stdin' }], [{ kind: 'stdin' }, { kind: 'net', host: 'a' }])).toEqual([
      { kind: 'stdin' },
      { kind: 'net', host: 'a' },
    ]);
  });

  it('loses newlines at its end and nothing else', () => {
    expect(chomp(literal(' a\n\n')).value).toBe(' a');
  });

  it('is no longer followed beyond a limit', () => {
    const half = literal('x'.repeat(200_000));
    expect(isUnknown(concat(half, half).value)).toBe(true);
    expect(isUnknown(substitute('{}'.repeat(1_000), '{}', 'y'.repeat(1_000)))).toBe(true);
    expect(substitute('a{}b', '{}', 'c')).toBe('acb');
  });
});
