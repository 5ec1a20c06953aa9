/** A place as people count: lines and columns from 1, columns in characters (code points). */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** The line that holds an offset, without its line break. */
export interface TextLine {
  readonly number: number;
  readonly text: string;
  /** The offset of its first character. */
  readonly start: number;
}

const LINE_BREAK = /\r\n|\r|\n/g;

export function lineAt(text: string, offset: number): TextLine {
  let number = 1;
  let start = 0;
  for (const { 0: lineBreak, index } of text.matchAll(LINE_BREAK)) {
    if (index + lineBreak.length > offset) return { number, text: text.slice(start, index), start };
    number++;
    start = index + lineBreak.length;
  }
  return { number, text: text.slice(start), start };
}

export function positionAt(text: string, offset: number): TextPosition {
  const line = lineAt(text, offset);
  return { line: line.number, column: [...text.slice(line.start, offset)].length + 1 };
}
