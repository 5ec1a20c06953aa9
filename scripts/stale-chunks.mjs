import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A bundler plugin: takes away the chunks of earlier builds once the new ones are there. A folder that is emptied before
 * would leave a hook that runs meanwhile without its program.
 */
export function staleChunks() {
  return {
    name: 'stale-chunks',
    writeBundle({ dir }, bundle) {
      const folder = join(dir, 'chunks');
      const stale = existsSync(folder)
        ? readdirSync(folder).filter((name) => !(`chunks/${name}` in bundle))
        : [];
      for (const name of stale) rmSync(join(folder, name));
    },
  };
}
