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
  const writer = new StoreWriter(storeOptions(prefix, settings));
  try {
    return writer.upkeep(shrinks);
  } finally {
    writer.close();
  }
}
