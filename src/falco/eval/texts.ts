import type { ByteString } from '../condition/byte-string.ts';

/** Changes ASCII letters only, as Falco does. */
export function lowerAscii(text: ByteString): ByteString {
  return isPlain(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (run) => run.toLowerCase());
}

export function upperAscii(text: ByteString): ByteString {
  return isPlain(text) ? text.toUpperCase() : text.replace(/[a-z]+/g, (run) => run.toUpperCase());
}

/** What follows the last slash. */
export function basename(path: ByteString): ByteString {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The text up to the first NUL, which is where C strings end. */
export function cString(text: ByteString): ByteString {
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}

export function trimNul(text: ByteString): ByteString {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0) end--;
  return end === text.length ? text : text.slice(0, end);
}

/** With the NUL that ends a text in memory, unless one is there. */
export function terminate(text: ByteString): ByteString {
  return text.endsWith('\0') ? text : `${text}\0`;
}

function isPlain(text: ByteString): boolean {
  return !/[\x80-\xff]/.test(text);
}
