const LINE_BREAKS = /\r\n|[\n\r\u2028\u2029]/;

/** Control, format (invisible, or turning the direction of writing) and broken characters; joiners are part of words. */
const UNPRINTABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** The first `length` UTF-16 units of a longer text, and how many there are more. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length).toWellFormed()}… [${text.length - length} more characters]`;
}

/**
 * The text on one line with nothing in it but what can be seen: `⏎` for line breaks and `·` for what would drive a
 * terminal, hide words or show them in another order. Linear time.
 */
export function plainText(text: string): string {
  const [first = '', ...rest] = text.split(LINE_BREAKS);
  const lines = rest.length === 0 ? [first] : [first.trimEnd(), ...rest.map((line) => line.trim())];
  return lines
    .filter((line) => line !== '')
    .join(' ⏎ ')
    .replace(UNPRINTABLE, '·');
}
