import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const CHUNKS = join(import.meta.dirname, '..', '..', 'dist', 'chunks');

/** What a chunk of the bundle imports, those of Node left out. */
function importsOf(name: string): readonly string[] {
  const text = readFileSync(join(CHUNKS, `${name}.js`), 'utf8');
  const names = [...text.matchAll(/\bfrom ?"([^"]+)"/g)].map(([, path = '']) => path);
  return names.filter((path) => !path.startsWith('node:')).sort();
}

test.each<[chunk: string, mayImport: readonly string[]]>([
  ['prefix', []],
  ['secrets', []],
  ['yaml', []],
  ['settings', ['./prefix.js', './yaml.js']],
])('the chunk "%s" brings along no rule language', (chunk, mayImport) => {
  for (const path of importsOf(chunk)) expect(mayImport).toContain(path);
});

test.each(['logs', 'audit'])('the verb "%s" loads no rule language', (verb) => {
  const loaded = new Set([verb]);
  // A set gives what is added to it while one goes through it.
  for (const name of loaded) {
    for (const path of importsOf(name)) if (path.startsWith('./')) loaded.add(path.slice(2, -3));
  }
  expect([...loaded].filter((name) => ['guard', 'falco', 'shell'].includes(name))).toEqual([]);
});
