import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GuardError } from './guard-error.ts';
import { packageRoot } from './prefix.ts';

/** A rule file of the package; without text where it could not be read. */
interface ShippedFile {
  readonly path: string;
  readonly text: string | undefined;
}

/** SHA-256 of each rule file that ships, by its path below `rules/`. The build writes it beside the programs. */
export type RuleManifest = Readonly<Record<string, string>>;

/** Where the build puts the manifest. */
export const MANIFEST_FILE = join('dist', 'rules.json');

export function ruleManifest(files: readonly ShippedFile[]): RuleManifest {
  return Object.fromEntries(
    files.flatMap(({ path, text }) => (text === undefined ? [] : [[nameOf(path), hash('sha256', text)]])),
  );
}

/**
 * Checks that the rule files of an installed package are the ones that were built into it. A checkout is left alone:
 * there they are worked on.
 *
 * @throws GuardError `ALTERED_RULES` when a file is another, is too many or is missing, or there is no manifest.
 */
export function checkShippedRules(files: readonly ShippedFile[]): void {
  if (!isInstalled()) return;
  const expected = readManifest();
  const found = ruleManifest(files);
  const altered = Object.keys(found).filter((name) => found[name] !== expected[name]);
  const missing = Object.keys(expected).filter(
    (name) => !name.startsWith('packs/') && !Object.hasOwn(found, name),
  );
  const [first] = [...altered, ...missing];
  if (first === undefined) return;
  throw new GuardError(
    'ALTERED_RULES',
    `the rules are not those that Prempti ships (see rules/${first}): install it anew, or build it where you work on it; what you change belongs into rules of your own`,
  );
}

function readManifest(): RuleManifest {
  const path = join(packageRoot(), MANIFEST_FILE);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as RuleManifest;
  } catch (error) {
    throw new GuardError('ALTERED_RULES', `${path}: ${(error as Error).message}; install Prempti anew`);
  }
}

/** Whether this is built code, outside of a checkout. */
function isInstalled(): boolean {
  const own = relative(packageRoot(), fileURLToPath(import.meta.url));
  return own.startsWith('dist') && !existsSync(join(packageRoot(), '.git'));
}

function nameOf(path: string): string {
  return relative(join(packageRoot(), 'rules'), path).replaceAll('\\', '/');
}
