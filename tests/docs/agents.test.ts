import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AGENTS, findAgent } from '../../src/agents/index.ts';
import { CLI_PACKAGES } from '../e2e/harness/install-cli.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'agents.md'), 'utf8');

/** The rows of a section's table, as cells without code marks. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const text = page.split(/^## /m).find((part) => part.startsWith(section)) ?? '';
  return [...text.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.replaceAll('`', '').split(' | '));
}

test('every agent is in the table of agents, with the release that is proved', () => {
  const rows = rowsOf('# Agents').slice(2);
  expect(rows.map(([, id]) => id)).toEqual(AGENTS.map(({ id }) => id));
  for (const [id, { version }] of Object.entries(CLI_PACKAGES)) {
    expect(rows.find(([, name]) => name === id)?.[2]).toBe(version);
  }
});

test.each(['What comes of a verdict', 'When something breaks', 'What no hook sees'])(
  '%s names every agent',
  (section) => {
    const named = rowsOf(section).flatMap(([ids = '']) => ids.split(', '));
    const registered = AGENTS.filter(({ registration }) => registration !== undefined);
    expect(named).toEqual(expect.arrayContaining(registered.map(({ id }) => id)));
  },
);

test('the keys of the contract are those that are read', () => {
  const keys = rowsOf('Any other agent')
    .filter(([, , more]) => more === undefined)
    .flatMap(([names = '']) => names.split(', '))
    .filter((name) => /^[a-z_]+$/.test(name) && name !== 'key');
  const values = { input: {}, access: 'write' };
  const request = Object.fromEntries(keys.map((key) => [key, `the ${key}`]));
  const seen = JSON.stringify(findAgent('generic')?.parse({ ...request, ...values }));
  for (const key of keys) if (!(key in values)) expect(seen).toContain(`"the ${key}"`);
});
