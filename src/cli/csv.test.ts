import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';
import { jsonLine } from './json-line.ts';

test.each<[(string | number | undefined)[], string]>([
  [['a', 1, undefined, ''], 'a,1,,'],
  [['a,b', 'say "hi"'], '"a,b","say ""hi"""'],
  [['one\ntwo\r\nthree'], 'one ⏎ two ⏎ three'],
  [['\u001b[2Jgone\u202e'], '·[2Jgone·'],
  [['=1+1', '+1', '-rf', '@SUM(A1)', ' =1', '\t=1'], "'=1+1,'+1,'-rf,'@SUM(A1),' =1,·=1"],
  [[-1], '-1'],
])('%j is the CSV line %j', (cells, line) => {
  expect(csvLine(cells)).toBe(`${line}\r\n`);
});

test('a JSON line has nothing that drives a terminal', () => {
  const value = { text: '\u001b[2J\u009b2J\u202e\n' };
  expect(jsonLine(value)).toBe(String.raw`{"text":"\u001b[2J\u009b2J\u202e\n"}`);
  expect(JSON.parse(jsonLine(value))).toEqual(value);
});
