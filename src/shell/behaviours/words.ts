import { derive, type Text } from '../text.ts';

/** Words one list may give. */
const MAX_WORDS = 512;

/** Splits as `env -S` and `xargs` do: at blanks, with quotes and backslashes, no expansions. */
export function splitWords(text: Text): Text[] {
  const { value } = text;
  const words: Text[] = [];
  let current: string | undefined;
  for (let i = 0; i < value.length && words.length < MAX_WORDS; i++) {
    const char = value[i] as string;
    if (char === "'" || char === '"') {
      const end = value.indexOf(char, i + 1);
      const stop = end < 0 ? value.length : end;
      current = (current ?? '') + value.slice(i + 1, stop);
      i = stop;
    } else if (char === '\\' && i + 1 < value.length) {
      i += 1;
      current = (current ?? '') + (value[i] as string);
    } else if (char <= ' ') {
      if (current !== undefined) words.push(derive(text, current));
      current = undefined;
    } else current = (current ?? '') + char;
  }
  if (current !== undefined) words.push(derive(text, current));
  return words;
}
