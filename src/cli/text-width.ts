/** Made when first needed: with it come megabytes of Unicode, and the service loads this module, too. */
let segmenter: Intl.Segmenter | undefined;

const ASCII = /^[\x20-\x7e]*$/;
/** Scripts and blocks whose characters take two columns: those that Unicode calls wide or full-width. */
const WIDE =
  /^(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|\p{Script=Bopomofo}|\p{Script=Yi}|[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation})/u;
/** What asks for a picture where the character would be text, and flags and keycaps. */
const EMOJI = /\ufe0f|\p{Regional_Indicator}{2}|\u20e3/u;
const INVISIBLE = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;

/** The columns that a text without control characters takes on a terminal. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemesOf(text)) width += graphemeWidth(segment);
  return width;
}

/** The text, or as much of it as fits into so many columns with an ellipsis behind it. */
export function cutToWidth(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return `${startOf(text, width - 1)}…`;
}

/** The text with its middle left out where it does not fit into so many columns. */
export function cutMiddle(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const head = startOf(text, Math.floor((width - 1) / 3));
  let tail = '';
  for (const { segment } of [...graphemesOf(text)].toReversed()) {
    if (textWidth(head) + 1 + textWidth(tail) + graphemeWidth(segment) > width) break;
    tail = segment + tail;
  }
  return `${head}…${tail}`;
}

/** The text in pieces of at most so many columns; at least one character each. */
export function piecesOfWidth(text: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let start = 0;
  let used = 0;
  for (const { segment, index } of graphemesOf(text)) {
    used += graphemeWidth(segment);
    if (used <= width || index === start) continue;
    pieces.push(text.slice(start, index));
    start = index;
    used = graphemeWidth(segment);
  }
  return [...pieces, text.slice(start)];
}

/** The text padded with blanks to so many columns. */
export function padToWidth(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** As much of the text as fits into so many columns. */
function startOf(text: string, width: number): string {
  let used = 0;
  for (const { segment, index } of graphemesOf(text)) {
    used += graphemeWidth(segment);
    if (used > width) return text.slice(0, index);
  }
  return text;
}

function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function graphemeWidth(grapheme: string): number {
  if (ASCII.test(grapheme)) return grapheme.length;
  if (WIDE.test(grapheme) || EMOJI.test(grapheme)) return 2;
  return INVISIBLE.test(grapheme) ? 0 : 1;
}
