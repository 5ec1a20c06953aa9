import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../condition/byte-string.ts';
import { decodeBase64 } from './base64.ts';

describe('decodeBase64', () => {
  test.each([
    ['', ''],
    ['Zg==', 'f'],
    ['Zg=', 'f'],
    ['Zg', 'f'],
    ['Zm8=', 'fo'],
    ['Zm9v', 'foo'],
    ['+/8=', '\xfb\xff'],
  ])('reads %j', (text, expected) => {
    expect(decodeBase64(text)).toBe(expected);
  });

  test.each(['=', '==', 'Z', 'Zg===', 'Zh==', 'Zm9=', 'Zm 9', 'Zm9v\n', '-_8=', 'Z=g=', 'Zm9v\x80'])(
    'refuses %j',
    (text) => {
      expect(decodeBase64(text)).toBeUndefined();
    },
  );

  test('gives back what was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64(btoa(fromBytes(bytes)))).toBe(fromBytes(bytes));
      }),
    );
  });
});
