import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { suitesIn } from './suites.ts';

for (const folder of ['conformance', 'differential', 'upstream']) {
  const path = fileURLToPath(new URL(`../../../shared/${folder}`, import.meta.url));
  if (!existsSync(path)) {
    it.skip(`${folder}: there are no vectors at ${path}`, () => undefined);
    continue;
  }
  describe(folder, () => {
    for (const suite of suitesIn(path)) {
      it(`${suite.name} has the recorded outcomes`, () => {
        const failures = suite.run().filter(({ difference }) => difference !== undefined);
        expect(failures.slice(0, 20)).toEqual([]);
      });
    }
  });
}
