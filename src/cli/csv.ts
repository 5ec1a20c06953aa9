import { plainText } from '../guard/index.ts';

/** What spreadsheet programs take for a formula when it begins a cell. */
const FORMULA = /^[=+\-@]/;

/**
 * One line of CSV as RFC 4180 has it, with its line break. Each cell is on one line, and one that a spreadsheet program
 * would compute begins with an apostrophe.
 */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | undefined): string {
  if (typeof value === 'number') return String(value);
  const plain = plainText(value ?? '');
  const text = FORMULA.test(plain.trimStart()) ? `'${plain}` : plain;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
