/**
 * A JavaScript string that holds one byte per char code (0 to 255). Falco's language works on bytes: lengths,
 * offsets, order and wildcards count them. ASCII text is its own byte string.
 */
export type ByteString = string;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const CHUNK = 8192;

/** Whether the text has no character above U+007F, in which case it equals its byte string. */
export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

/** The UTF-8 bytes of a text; a lone surrogate becomes the bytes of U+FFFD. */
export function encodeText(text: string): ByteString {
  return isAscii(text) ? text : fromBytes(encoder.encode(text));
}

/** The byte string of raw bytes, whatever they are. */
export function fromBytes(bytes: Uint8Array): ByteString {
  let result = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    result += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return result;
}

export function toBytes(bytes: ByteString): Uint8Array {
  return Uint8Array.from(bytes, (char) => char.charCodeAt(0));
}

/** The text of UTF-8 bytes; what is no UTF-8 becomes U+FFFD. */
export function decodeText(bytes: ByteString): string {
  return isAscii(bytes) ? bytes : decoder.decode(toBytes(bytes));
}

/** Whether the bytes are well-formed UTF-8. */
export function isUtf8(bytes: ByteString): boolean {
  return encodeText(decodeText(bytes)) === bytes;
}
