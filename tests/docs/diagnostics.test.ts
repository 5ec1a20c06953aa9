import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DIAGNOSTIC_CODES, loadRules } from '../../src/falco/index.ts';
import { CODING_AGENT_CATALOGUE } from '../../src/guard/index.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'diagnostics.md'), 'utf8');

/** Each section as its code, its title and its example. */
const SECTIONS = [
  ...page.matchAll(/^## (\w+)\n\n\*\*(.+?)\.\*\* [\s\S]+?```yaml\n([\s\S]+?)```\n\nRepair: /gm),
].map(([, code = '', title = '', example = '']) => ({ code, title, example }));

test('every diagnostic code has its section', () => {
  expect(SECTIONS.map(({ code, title }) => [code, title])).toEqual(Object.entries(DIAGNOSTIC_CODES));
});

test.each(SECTIONS)('the example of $code gives $code and nothing else', ({ code, example }) => {
  const { diagnostics } = loadRules([{ name: 'example.yaml', text: example }], {
    catalogues: [CODING_AGENT_CATALOGUE],
  });
  expect([...new Set(diagnostics.map((diagnostic) => diagnostic.code))]).toEqual([code]);
});
