/** Longer text is not decoded here; it stays unknown. */
const MAX_DECODED_CHARS = 262_144;

/** Base64 in either alphabet, whitespace ignored; undefined where it is no such thing. Bytes are read as UTF-8. */
export function decodeBase64(text: string): string | undefined {
  if (text.length > MAX_DECODED_CHARS) return undefined;
  const compact = text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(compact) || compact.length % 4 === 1) return undefined;
  return utf8(atob(compact.padEnd(Math.ceil(compact.length / 4) * 4, '=')));
}

/** The same, for text that PowerShell encodes: UTF-16, little endian. */
export function decodeBase64Utf16(text: string): string | undefined {
  const compact = text.trim();
  if (
    compact.length > MAX_DECODED_CHARS ||
    !/^[A-Za-z0-9+/]*={0,2}$/.test(compact) ||
    compact.length % 4 !== 0
  )
    return undefined;
  const bytes = atob(compact);
  let result = '';
  for (let i = 0; i + 1 < bytes.length; i += 2)
    result += String.fromCharCode(bytes.charCodeAt(i) | (bytes.charCodeAt(i + 1) << 8));
  return result;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function decodeBase32(text: string): string | undefined {
  if (text.length > MAX_DECODED_CHARS) return undefined;
  let bits = 0;
  let value = 0;
  let bytes = '';
  for (const char of text.replace(/[\s=]+/g, '').toUpperCase()) {
    const index = BASE32.indexOf(char);
    if (index < 0) return undefined;
    value = ((value << 5) | index) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes += String.fromCharCode((value >> bits) & 0xff);
    }
  }
  return utf8(bytes);
}

/** Pairs of hexadecimal digits, other characters between them ignored. */
export function decodeHex(text: string): string | undefined {
  if (text.length > MAX_DECODED_CHARS) return undefined;
  const digits = text.replace(/[^0-9a-fA-F]/g, '');
  if (digits.length % 2 === 1) return undefined;
  let bytes = '';
  for (let i = 0; i < digits.length; i += 2)
    bytes += String.fromCharCode(Number.parseInt(digits.slice(i, i + 2), 16));
  return utf8(bytes);
}

/** Bytes, one per character, as UTF-8; as they are where they are not UTF-8. */
function utf8(bytes: string): string {
  let ascii = true;
  for (let i = 0; i < bytes.length; i++) if (bytes.charCodeAt(i) > 127) ascii = false;
  if (ascii) return bytes;
  try {
    return decodeURIComponent(
      bytes.replace(/[^A-Za-z0-9]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`),
    );
  } catch {
    return bytes;
  }
}
