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
  ['yaml', []],
  ['settings', ['./prefix.js', './yaml.js']],
])('the chunk "%s" brings along no rule language', (chunk, mayImport) => {
  for (const path of importsOf(chunk)) expect(mayImport).toContain(path);
});
