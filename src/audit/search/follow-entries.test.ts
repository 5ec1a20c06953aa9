import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callEntry, storeOf } from '../../../tests/support/audit-entries.ts';
import { tempDir } from '../../../tests/support/temp-dir.ts';
import type { StoredEntry } from '../store/read-store.ts';
import { followEntries } from './follow-entries.ts';
import type { SearchQuery } from './search-query.ts';

/** What is followed so far, as the commands of the entries. */
function followed(
  path: string,
  query: SearchQuery,
  tail: number,
): { readonly commands: string[]; end(): Promise<void> } {
  const commands: string[] = [];
  const end = new AbortController();
  const following = (async () => {
    for await (const stored of followEntries(path, query, { tail, pollMs: 5, signal: end.signal }))
      commands.push(commandOf(stored));
  })();
  return {
    commands,
    end: () => {
      end.abort();
      return following;
    },
  };
}

function commandOf({ entry }: StoredEntry): string {
  return entry.kind === 'call' ? String(entry.events[0]?.fields['tool.input_command']) : entry.kind;
}

it('gives the newest that fit, then those that are written, each once', async () => {
  const { path, write } = storeOf(['ls 1', 'pwd', 'ls 2', 'ls 3'].map((command) => callEntry(command)));
  const { commands, end } = followed(path, { texts: ['ls'] }, 2);
  await expect.poll(() => commands).toEqual(['ls 2', 'ls 3']);
  write(callEntry('ls 4'), callEntry('pwd'));
  write(callEntry('ls 5'));
  await expect.poll(() => commands).toEqual(['ls 2', 'ls 3', 'ls 4', 'ls 5']);
  await end();
});

it('goes on while the oldest records are deleted', async () => {
  const { path, database, write } = storeOf(['ls 1', 'ls 2'].map((command) => callEntry(command)));
  const { commands, end } = followed(path, {}, 1);
  await expect.poll(() => commands).toEqual(['ls 2']);
  for (const table of ['search', 'record', 'body'])
    database.exec(`DELETE FROM ${table} WHERE ${table === 'search' ? 'rowid' : 'seq'} <= 1`);
  write(callEntry('ls 3'));
  await expect.poll(() => commands).toEqual(['ls 2', 'ls 3']);
  await end();
});

it('waits for a store that is not there, and goes on with the one that takes its place', async () => {
  const path = join(tempDir(), 'audit.db');
  const { commands, end } = followed(path, {}, 10);
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const command of ['ls 1', 'ls 2']) {
    const store = storeOf([callEntry(command)]);
    store.close();
    renameSync(store.path, path);
    await expect.poll(() => commands.at(-1)).toBe(command);
  }
  expect(commands).toEqual(['ls 1', 'ls 2']);
  await end();
});

it('says of a store that cannot be read what is wrong with it', async () => {
  const path = join(tempDir(), 'audit.db');
  writeFileSync(path, 'not a database, and longer than the header of one'.repeat(10));
  await expect(followEntries(path, {}, { tail: 1 }).next()).rejects.toThrow('not a database');
});
