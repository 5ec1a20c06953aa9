import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A bundler plugin: puts `THIRD-PARTY-LICENCES.txt` beside the bundles, with the licence of every package that has
 * code in them. Fails where a package has no licence file.
 */
export function thirdPartyLicences() {
  return {
    name: 'third-party-licences',
    generateBundle(_options, bundle) {
      const folders = new Set();
      for (const { moduleIds = [] } of Object.values(bundle)) {
        for (const id of moduleIds) {
          const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
          if (folder !== undefined) folders.add(folder);
        }
      }
      const texts = [...folders].map(describe).sort();
      const source = `Prempti contains code of the following packages.\n\n${texts.join('\n\n')}`;
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-LICENCES.txt', source });
    },
  };
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file: its code must not be in the package`);
  const text = readFileSync(join(folder, file), 'utf8').trim();
  return `${name} ${version} (${license})\n${'-'.repeat(72)}\n${text}\n`;
}
