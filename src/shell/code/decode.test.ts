import { describe, expect, it } from 'vitest';
import { decodeBase32, decodeBase64, decodeBase64Utf16, decodeHex } from './decode.ts';

describe('decoders', () => {
  it.each([
    ['base64', decodeBase64, 'cm0gLXJmIC8=', 'rm -rf /'],
    ['base64 without padding', decodeBase64, 'cm0', 'rm'],
    ['base64 over lines', decodeBase64, 'cm0g\nLXJm\n', 'rm -rf'],
    ['base64 for URLs', decodeBase64, '_-8', '\xff\xef'],
    ['base64 of UTF-8', decodeBase64, 'w6k=', 'é'],
    ['no base64', decodeBase64, 'a!b', undefined],
    ['base64 of UTF-16', decodeBase64Utf16, 'cgBtAA==', 'rm'],
    ['no base64 of UTF-16', decodeBase64Utf16, 'a', undefined],
    ['base32', decodeBase32, 'OJWSALLSMYQC6===', 'rm -rf /'],
    ['no base32', decodeBase32, '1', undefined],
    ['hex', decodeHex, '72 6d', 'rm'],
    ['half a byte', decodeHex, '726', undefined],
  ] as const)('%s', (_, decode, text, expected) => {
    expect(decode(text)).toBe(expected);
  });
});
