import { expect, test } from 'vitest';
import { formatTextLine } from './text-line.ts';

test.each([
  ['plain é', 'Warning plain é'],
  ['a\nb\tc\r\b\f', 'Warning a\\nb\\tc\\r\\b\\f'],
  ['\0\x1b[0m\x7f', 'Warning \\u0000\\u001b[0m\\u007f'],
  ['"quoted" \\n', 'Warning "quoted" \\n'],
])('%j is one line', (message, line) => {
  expect(formatTextLine('Warning', message)).toBe(line);
});
