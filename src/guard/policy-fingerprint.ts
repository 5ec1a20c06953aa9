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
 * A text that is another one once a file that the guard is made of is another one: the settings, the rules, where
 * agents have theirs, the package's version. Reads no content; takes well under a millisecond.
 */
export function policyFingerprint(prefix: Prefix): string {
  const paths = [join(packageRoot(), 'package.json'), prefix.movedSettingsFile, ...policyFiles(prefix)];
  return paths.map((path) => `${path} ${describeFile(path)}`).join('\n');
}

/** The first file of the policy that was put there or changed after a moment, in milliseconds since the epoch. */
export function policyFileChangedAfter(prefix: Prefix, timeMs: number): string | undefined {
  return policyFiles(prefix).find((path) => (statOf(path)?.ctimeMs ?? 0) > timeMs);
}

/** What others than the owner could change of a prefix, and with it what is allowed. Empty on Windows. */
export function writableByOthers(prefix: Prefix): readonly string[] {
  if (process.platform === 'win32') return [];
  const { root, configFile, userRulesDir, runDir, logDir, trustFile, movedSettingsFile } = prefix;
  const folders = [root, dirname(configFile), dirname(userRulesDir), userRulesDir, runDir, logDir];
  const files = [...[dirname(configFile), userRulesDir].flatMap(yamlFiles), trustFile, movedSettingsFile];
  const own = process.getuid?.();
  return [...folders, ...files].filter((path) => {
    const stats = statOf(path);
    return stats !== undefined && ((stats.mode & 0o022) !== 0 || stats.uid !== own);
  });
}

function policyFiles(prefix: Prefix): readonly string[] {
  return policyFolders(prefix).flatMap(yamlFiles);
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
  const stats = statOf(path);
  return stats === undefined ? '-' : `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.ctimeMs}`;
}

/** What cannot be looked at counts as what is not there. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
