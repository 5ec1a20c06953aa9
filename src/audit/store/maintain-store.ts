import type { Prefix, Settings } from '../../guard/index.ts';
import { storeOptions } from './store-options.ts';
import { StoreWriter } from './store-writer.ts';

/**
 * Deletes what the settings keep no longer and tidies up; with `shrinks` the file becomes as small as it can. Gives the
 * number of records deleted.
 *
 * @throws what SQLite says
 */
export function maintainStore(prefix: Prefix, settings: Settings, shrinks: boolean): number {
  return withWriter(prefix, settings, (writer) => writer.upkeep(shrinks));
}

/**
 * Moves the store aside and begins a new one, whose first record says so and why.
 *
 * @throws what the system or SQLite says
 */
export function renewStore(prefix: Prefix, settings: Settings, problem: string): void {
  withWriter(prefix, settings, (writer) => writer.renew(problem));
}

function withWriter<T>(prefix: Prefix, settings: Settings, work: (writer: StoreWriter) => T): T {
  const writer = new StoreWriter(storeOptions(prefix, settings));
  try {
    return work(writer);
  } finally {
    writer.close();
  }
}
