import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where everything of one installation lives. All paths are absolute. */
export interface Prefix {
  readonly root: string;
  readonly configFile: string;
  readonly userRulesDir: string;
  readonly runDir: string;
  readonly socket: string;
  readonly logDir: string;
  /** The audit trail: Falco JSON lines. */
  readonly auditLog: string;
  /** What the service itself has to say. */
  readonly serviceLog: string;
}

/** The layout below `root`. Creates nothing. */
export function prefixAt(root: string): Prefix {
  const base = resolve(root);
  return {
    root: base,
    configFile: join(base, 'config', 'prempti.yaml'),
    userRulesDir: join(base, 'rules', 'user'),
    runDir: join(base, 'run'),
    socket: join(base, 'run', 'broker.sock'),
    logDir: join(base, 'log'),
    auditLog: join(base, 'log', 'falco.log'),
    serviceLog: join(base, 'log', 'service.log'),
  };
}

/** The prefix in force: the given one, else `PREMPTI_HOME`, else `~/.prempti`. */
export function findPrefix(
  given: string | undefined,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): Prefix {
  return prefixAt(given || env.PREMPTI_HOME || join(home, '.prempti'));
}

let packageRootCache: string | undefined;

/** The folder of this package, which holds `rules/`, `bin/` and `dist/`, whether run from source or built. */
export function packageRoot(): string {
  if (packageRootCache === undefined) {
    const start = dirname(fileURLToPath(import.meta.url));
    let dir = start;
    while (!isOurPackage(dir)) {
      const parent = dirname(dir);
      if (parent === dir)
        throw new Error(`no package.json of prempti above ${start}: the installation is incomplete`);
      dir = parent;
    }
    packageRootCache = dir;
  }
  return packageRootCache;
}

function isOurPackage(dir: string): boolean {
  const file = join(dir, 'package.json');
  return existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name === 'prempti';
}

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
