import { readdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Prefix, packageRoot } from './prefix.ts';

/** The folders whose files make a guard: those of the prefix, which need not be there, and of the package. */
export function policyFolders(prefix: Prefix): readonly string[] {
  const rules = join(packageRoot(), 'rules');
  return [
    dirname(prefix.configFile),
    prefix.userRulesDir,
    join(rules, 'default'),
    join(rules, 'packs'),
    rules,
  ];
}

/**
 * A text that is another one once a file that the guard is made of is another one: the settings, the rules, the
 * package's version. Reads no content; takes well under a millisecond.
 */
export function policyFingerprint(prefix: Prefix): string {
  const paths = [join(packageRoot(), 'package.json'), ...policyFolders(prefix).flatMap(yamlFiles)];
  return paths.map((path) => `${path} ${describeFile(path)}`).join('\n');
}

function yamlFiles(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch (error) {
    // An unreadable folder is another state than a missing one.
    return [`${folder} ${(error as NodeJS.ErrnoException).code}`];
  }
}

function describeFile(path: string): string {
  let stats: Stats | undefined;
  try {
    stats = statSync(path, { throwIfNoEntry: false });
  } catch {
    // What cannot be looked at counts as what is not there.
  }
  return stats === undefined ? '-' : `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
}
