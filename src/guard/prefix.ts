import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GuardError } from './guard-error.ts';

/** Where everything of one installation lives. All paths are absolute. */
export interface Prefix {
  readonly root: string;
  readonly configFile: string;
  readonly userRulesDir: string;
  readonly runDir: string;
  readonly socket: string;
  /** What callers of the HTTP endpoint show. */
  readonly httpToken: string;
  /** How far in the audit trail each sink has come. */
  readonly sinkPlaces: string;
  readonly logDir: string;
  /** The audit trail: Falco JSON lines. */
  readonly auditLog: string;
  /** The audit store: every call, to be searched and proved. */
  readonly auditStore: string;
  /** The signed checkpoints of the store, apart from it. */
  readonly auditCheckpoints: string;
  /** What signs them. */
  readonly auditKey: string;
  /** The calls that wait for a person, and what was said to them. */
  readonly approvalsDir: string;
  /** Which files of projects a person trusts. */
  readonly trustFile: string;
  /** Where else than usual the hook was registered. */
  readonly movedSettingsFile: string;
  /** Which agents were proved to block, and as what. */
  readonly proofsFile: string;
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
    httpToken: join(base, 'run', 'http-token'),
    sinkPlaces: join(base, 'run', 'sinks.json'),
    logDir: join(base, 'log'),
    auditLog: join(base, 'log', 'falco.log'),
    auditStore: join(base, 'log', 'audit.db'),
    auditCheckpoints: join(base, 'log', 'audit-checkpoints.jsonl'),
    auditKey: join(base, 'audit.key'),
    approvalsDir: join(base, 'approvals'),
    trustFile: join(base, 'trust.json'),
    movedSettingsFile: join(base, 'moved-settings.json'),
    proofsFile: join(base, 'proofs.json'),
    serviceLog: join(base, 'log', 'service.log'),
  };
}

/**
 * The prefix in force: the given one, which may be relative to the working directory, else `PREMPTI_HOME`, else
 * `~/.prempti`.
 *
 * @throws GuardError `RELATIVE_PREFIX` when the environment names a relative path: hooks run in the agent's folder, whose
 * files would then say what is allowed.
 */
export function findPrefix(
  given: string | undefined,
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): Prefix {
  if (given) return prefixAt(given);
  const { PREMPTI_HOME: root } = env;
  return prefixAt(
    root ? absolute('PREMPTI_HOME', root) : join(absolute('the home directory', home), '.prempti'),
  );
}

function absolute(name: string, path: string): string {
  if (isAbsolute(path)) return path;
  throw new GuardError('RELATIVE_PREFIX', `${name} is ${JSON.stringify(path)}, not an absolute path`);
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
