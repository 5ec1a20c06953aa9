import type { ByteString } from '../condition/byte-string.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SIXTETS = new Uint8Array(256).fill(64);
for (const [sixtet, char] of [...ALPHABET].entries()) SIXTETS[char.charCodeAt(0)] = sixtet;

/**
 * Decodes base64 of the standard alphabet; padding is optional. `undefined` for anything else, including bits
 * left over that are not zero.
 */
export function decodeBase64(text: ByteString): ByteString | undefined {
  const digits = text.replace(/={1,2}$/, '');
  if (digits === '') return text === '' ? '' : undefined;
  if (digits.length % 4 === 1) return undefined;
  let decoded = '';
  let buffer = 0;
  let bits = 0;
  for (let index = 0; index < digits.length; index++) {
    const sixtet = SIXTETS[digits.charCodeAt(index)] as number;
    if (sixtet === 64) return undefined;
    buffer = ((buffer << 6) | sixtet) & 0xfff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      decoded += String.fromCharCode((buffer >> bits) & 0xff);
    }
  }
  return (buffer & ((1 << bits) - 1)) === 0 ? decoded : undefined;
}
