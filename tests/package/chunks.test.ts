import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const CHUNKS = join(import.meta.dirname, '..', '..', 'dist', 'chunks');

/** The other chunks that a chunk of the bundle imports. */
function importsOf(name: string): readonly string[] {
  const text = readFileSync(join(CHUNKS, `${name}.js`), 'utf8');
  const names = [...text.matchAll(/\bfrom ?["`]([^"`]+)["`]/g)].map(([, path = '']) => path);
  return names.filter((path) => path.startsWith('./')).sort();
}

test.each<[chunk: string, mayImport: readonly string[]]>([
  ['prefix', []],
  ['secrets', []],
  ['nearest-name', []],
  ['yaml', []],
  ['settings', ['./prefix.js', './nearest-name.js', './yaml.js']],
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

/** All files that a verb loads, by name. */
function loadedBy(verb: string): readonly string[] {
  const main = readFileSync(join(CHUNKS, '..', 'premptictl.js'), 'utf8');
  const [, first = ''] =
    new RegExp(`import\\(["\`]\\./chunks/([^"\`]+)\\.js["\`]\\)\\)\\.${verb}\\b`).exec(main) ?? [];
  const found = new Set([first]);
  for (const name of found) for (const path of importsOf(name)) found.add(path.replace(/^\.\/|\.js$/g, ''));
  return [...found];
}

test.each([
  'modeVerb',
  'startVerb',
  'hookVerb',
  'logsVerb',
  'approveVerb',
  'installVerb',
  'auditVerb',
  'completionVerb',
])('%s loads neither the rule language nor the shell analysis', (verb) => {
  const files = loadedBy(verb);
  expect(files).toContain('command');
  expect(files).not.toContain('falco');
  expect(files).not.toContain('shell');
});

test('every chunk is ASCII, which V8 holds in a byte per character', () => {
  const chunks = readdirSync(CHUNKS).filter((name) => name.endsWith('.js'));
  const others = chunks.filter((name) => readFileSync(join(CHUNKS, name)).some((byte) => byte > 0x7f));
  expect(chunks).toContain('shell.js');
  expect(others).toEqual([]);
});

test('no program imports a module of Node, which would load all that the module can do', () => {
  const names = readdirSync(join(CHUNKS, '..'), { recursive: true, encoding: 'utf8' });
  const programs = names.filter((name) => name.endsWith('.js'));
  const importing = programs.filter((name) =>
    /\b(?:from|import) ?["`]node:/.test(readFileSync(join(CHUNKS, '..', name), 'utf8')),
  );
  expect(programs).toContain('premptictl.js');
  expect(importing).toEqual([]);
});
