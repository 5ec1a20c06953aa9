import { styleText } from 'node:util';
import { plainText } from '../guard/index.ts';
import { cutToWidth, textWidth } from './text-width.ts';

/** How to write to one output stream: with or without colour, and how wide. */
export interface Terminal {
  /** Applies a style where the stream shows colours; else gives the text as it is. */
  paint(style: Style, text: string): string;
  /** Whether `paint` does anything. */
  readonly colors: boolean;
  /** Columns that the terminal has now, or `undefined` when the stream is not one. */
  readonly columns: number | undefined;
}

/** What the output uses of the terminal's colours and forms. */
export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | (typeof SESSION_STYLES)[number];

/** What tells sessions apart: no colour of a verdict that stops a call. */
export const SESSION_STYLES = [
  'cyan',
  'magenta',
  'blue',
  'cyanBright',
  'magentaBright',
  'blueBright',
  'greenBright',
  'yellowBright',
  'whiteBright',
  'white',
  'gray',
  'redBright',
] as const;

/** Of a terminal that does not tell its size. */
const UNKNOWN_COLUMNS = 80;

/** Colours only on a terminal, and never with a non-empty `NO_COLOR` or `--no-color`. */
export function terminalFor(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  options: { readonly color?: boolean; readonly env?: Readonly<Record<string, string | undefined>> } = {},
): Terminal {
  const env = options.env ?? process.env;
  const colors = stream.isTTY === true && !env.NO_COLOR && options.color !== false;
  return {
    colors,
    paint: (style, text) => (colors ? styleText(style, text, { validateStream: false }) : text),
    get columns() {
      return stream.isTTY === true ? Number(env.COLUMNS) || stream.columns || UNKNOWN_COLUMNS : undefined;
    },
  };
}

/** A size for people. */
export function mebibytes(bytes: number): string {
  return `${(bytes / (1024 * 1024)).toFixed(1)} MiB`;
}

/** "1 rule", "2 rules". */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** Lines that quote what others wrote, without what would drive the terminal. */
export function plainLines(text: string): string {
  return text.split('\n').map(plainText).join('\n');
}

/** The text on one line as `plainText` gives it, cut to `width` columns with an ellipsis. */
export function oneLine(text: string, width: number): string {
  return cutToWidth(plainText(text), width);
}

/** The text on one line, then broken between words into lines of at most `width` columns. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text, Number.POSITIVE_INFINITY).split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
