import type { Diagnostic, TextRange } from './diagnostic.ts';
import { lineAt, positionAt } from './diagnostic-position.ts';

export interface FormatOptions {
  /** Whether to use ANSI escape sequences. Default `false`. */
  readonly color?: boolean;
}

/** Lines are shown up to this many characters, around the place in question. */
const MAX_EXCERPT = 120;

const STYLES = {
  error: '1;31',
  warning: '1;33',
  note: '1;36',
  gutter: '34',
  caret: '1;31',
  hint: '32',
  strong: '1',
} as const;

type Paint = (style: keyof typeof STYLES, text: string) => string;

/**
 * Renders a diagnostic for a terminal: the place, what is wrong, the line with carets below the culprit, how to
 * fix it, and the places that explain it. `sources` holds the texts of the files by name; a file that is missing
 * there is shown without its line. Characters that would act on the terminal are made visible.
 */
export function formatDiagnostic(
  diagnostic: Diagnostic,
  sources: ReadonlyMap<string, string>,
  { color = false }: FormatOptions = {},
): string {
  const paint: Paint = color
    ? (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m`
    : (_, text) => text;
  const { severity, code, falcoCode, message, hint, related, file, range } = diagnostic;
  const lines = [
    `${placeOf(file, range, sources)}: ${paint(severity, `${severity}:`)} ${paint('strong', visible(message))} [${code}, ${falcoCode}]`,
    ...excerpt(file, range, sources, paint),
  ];
  if (hint !== undefined) lines.push(`${paint('hint', '  help:')} ${visible(hint)}`);
  for (const place of related) {
    lines.push(
      `${placeOf(place.file, place.range, sources)}: ${paint('note', 'note:')} ${visible(place.message)}`,
      ...excerpt(place.file, place.range, sources, paint),
    );
  }
  return lines.join('\n');
}

function placeOf(file: string, range: TextRange, sources: ReadonlyMap<string, string>): string {
  const text = sources.get(file);
  if (text === undefined) return visible(file);
  const { line, column } = positionAt(text, range.start);
  return `${visible(file)}:${line}:${column}`;
}

function excerpt(
  file: string,
  range: TextRange,
  sources: ReadonlyMap<string, string>,
  paint: Paint,
): readonly string[] {
  const text = sources.get(file);
  if (text === undefined) return [];
  const line = lineAt(text, range.start);
  const before = visible(line.text.slice(0, range.start - line.start));
  const marked = visible(line.text.slice(range.start - line.start, range.end - line.start));
  const after = visible(line.text.slice(Math.max(range.start, range.end) - line.start));
  const shown = clip(before, marked, after);
  const gutter = String(line.number);
  const carets = '^'.repeat(Math.max(1, columnsOf(shown.marked)));
  const indent = shown.before.replace(/[^\t]+/gu, (text) => ' '.repeat(columnsOf(text)));
  return [
    `${paint('gutter', `  ${gutter} |`)} ${shown.before}${shown.marked}${shown.after}`,
    `${paint('gutter', `  ${' '.repeat(gutter.length)} |`)} ${indent}${paint('caret', carets)}`,
  ];
}

/** Shortens a long line so that the marked part, or its beginning, is in sight. */
function clip(before: string, marked: string, after: string) {
  const end = [...marked].slice(0, MAX_EXCERPT);
  const room = Math.max(20, MAX_EXCERPT - end.length);
  const head = [...before];
  const tail = [...after];
  const headRoom = Math.max(Math.floor(room / 2), room - tail.length);
  const start = head.slice(-headRoom);
  const rest = tail.slice(0, Math.max(0, room - start.length));
  return {
    before: `${start.length < head.length ? '...' : ''}${start.join('')}`,
    marked: end.join(''),
    after: `${rest.join('')}${rest.length < tail.length || end.length < [...marked].length ? '...' : ''}`,
  };
}

const WIDE =
  /[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const WIDTHLESS = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns a text takes on a terminal. */
function columnsOf(text: string): number {
  return [...text].reduce((sum, char) => sum + (WIDTHLESS.test(char) ? 0 : WIDE.test(char) ? 2 : 1), 0);
}

/** Control characters, and those that change the direction of text, would make a terminal show something else. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, (char) => {
    const code = char.codePointAt(0) as number;
    if (char === '\t') return char;
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\ufffd';
  });
}
