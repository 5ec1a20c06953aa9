import type { Condition } from './ast.ts';
import { decodeText, encodeText } from './byte-string.ts';
import { type ParseOptions, type ParseResult, parseCondition as parseBytes } from './parser.ts';
import { printCondition as printBytes, printValue } from './printer.ts';

/**
 * Parses a condition. Never throws. Positions in the tree and in a problem count bytes of the text's UTF-8 form.
 *
 * @example
 * const result = parseCondition('tool.name in (Bash, Monitor) and not trusted');
 * if (!result.ok) console.error(result.problem.message);
 */
export function parseCondition(text: string, options: ParseOptions = {}): ParseResult {
  return parseBytes(encodeText(text), options);
}

/** Prints a condition so that parsing it gives the same tree again, positions apart. */
export function printCondition(condition: Condition): string {
  return decodeText(printBytes(condition));
}

/** A constant as it is written in a condition, in quotes where it needs them. */
export function printConstant(value: string): string {
  return decodeText(printValue(encodeText(value)));
}
