import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText, fromBytes, isUtf8, toBytes } from './byte-string.ts';

describe('byte strings', () => {
  it('hold a text as its UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(encodeText(text)).toBe(Buffer.from(text).toString('latin1'));
        expect(decodeText(encodeText(text))).toBe(text);
      }),
    );
  });

  it('hold any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        expect(toBytes(fromBytes(bytes))).toEqual(bytes);
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['abc', true],
    ['\xc3\xa9', true],
    ['\xef\xbb\xbf', true],
    ['\xff', false],
    ['\xc3', false],
  ])('know whether %j is UTF-8', (bytes, expected) => {
    expect(isUtf8(bytes)).toBe(expected);
  });

  it('replace a lone surrogate', () => {
    expect(decodeText(encodeText('\ud800'))).toBe('\ufffd');
  });
});
