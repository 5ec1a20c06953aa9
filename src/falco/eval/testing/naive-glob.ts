import type { ByteString } from '../../condition/byte-string.ts';

/** The textbook recursion, exponential where stars abound, for patterns whose brackets hold plain ranges only. */
export function naiveGlob(pattern: ByteString, text: ByteString, ignoreCase: boolean): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) {
    const rest = pattern.slice(1);
    return (
      naiveGlob(rest, text, ignoreCase) || (text !== '' && naiveGlob(pattern, text.slice(1), ignoreCase))
    );
  }
  if (text === '') return false;
  const token = /^(?:\\.|\[[!^]?(?:.-.|[^\]])+\]|.)/s.exec(pattern)?.[0] as string;
  return (
    takes(token, text[0] as string, ignoreCase) &&
    naiveGlob(pattern.slice(token.length), text.slice(1), ignoreCase)
  );
}

function takes(token: string, char: string, ignoreCase: boolean): boolean {
  const fold = (byte: string): string =>
    ignoreCase && byte >= 'A' && byte <= 'Z' ? byte.toLowerCase() : byte;
  if (token === '?') return true;
  if (token === '\\') return false;
  if (token.length > 1 && token.startsWith('[')) {
    const isNegated = /^\[[!^]/.test(token);
    const parts = token.slice(isNegated ? 2 : 1, -1).match(/.-.|./gs) ?? [];
    const isIn = parts.some(
      (part) => fold(char) >= fold(part[0] as string) && fold(char) <= fold(part.at(-1) as string),
    );
    return isIn !== isNegated;
  }
  return fold(token.startsWith('\\') ? (token[1] as string) : token) === fold(char);
}
