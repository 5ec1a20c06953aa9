import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AGENTS } from '../agents/index.ts';
import { canonicalPath } from './canonical-path.ts';
import { readMovedSettings } from './moved-settings.ts';
import { isWithin } from './places.ts';
import { type Prefix, packageRoot } from './prefix.ts';

/** A file or folder that the guard is made of. */
interface Part {
  /** `package`, `prefix`, `runtime`, `hook/<agent>`, or one of the first two with a path below it. */
  readonly name: string;
  /** Absolute and canonical. */
  readonly path: string;
}

/** What the guard in force is made of, so that rules can tell it from every other copy of the program. */
export interface Installation {
  readonly parts: readonly Part[];
  /** The package's folder where that is a git checkout: who works in there develops the guard. */
  readonly checkout: string | undefined;
}

/** Where the parts of an installation are. Absolute paths. */
export interface InstallationPlaces {
  readonly packageRoot: string;
  readonly prefix: string;
  /** What runs the hook: the program, and the package of the native client beside ours. */
  readonly runtimes: readonly string[];
  /** The files that hold the registration of the hook, by agent. */
  readonly hookFiles: readonly { readonly agent: string; readonly path: string }[];
  readonly isCheckout: boolean;
}

/** What of a checkout is run, as opposed to what the next build makes something of. */
const RUN_FROM_CHECKOUT = ['dist', 'rules', 'bin', 'package.json', 'node_modules'];

/** The installation that this process is part of. Reads the file system. */
export function findInstallation(prefix: Prefix, home: string): Installation {
  const { moved } = readMovedSettings(prefix);
  const hookFiles = AGENTS.flatMap(({ id, registration }) =>
    [{}, process.env, ...(moved[id] ?? [])].flatMap((env) =>
      (registration?.paths({ home, env }) ?? []).map((path) => ({ agent: id, path })),
    ),
  );
  return installationAt(
    {
      packageRoot: packageRoot(),
      prefix: prefix.root,
      runtimes: [
        process.execPath,
        join(packageRoot(), '..', `prempti-hook-${process.platform}-${process.arch}`),
      ],
      hookFiles: [...new Map(hookFiles.map((file) => [file.path, file])).values()],
      isCheckout: existsSync(join(packageRoot(), '.git')),
    },
    home,
  );
}

/** An installation in these places, with symlinks resolved. */
export function installationAt(places: InstallationPlaces, home: string): Installation {
  const { packageRoot: root, prefix, runtimes, hookFiles, isCheckout } = places;
  const parts: readonly Part[] = [
    { name: 'prefix', path: prefix },
    ...(isCheckout
      ? RUN_FROM_CHECKOUT.map((name) => ({ name: `package/${name}`, path: join(root, name) }))
      : [{ name: 'package', path: root }]),
    ...runtimes
      .filter((path) => !isCheckout || !isWithin(path, root))
      .map((path) => ({ name: 'runtime', path })),
    ...hookFiles.map(({ agent, path }) => ({ name: `hook/${agent}`, path })),
  ];
  const canonical = (path: string): string => canonicalPath(path, '/', home);
  return {
    parts: parts.map(({ name, path }) => ({ name, path: canonical(path) })),
    checkout: isCheckout ? canonical(root) : undefined,
  };
}

/**
 * The parts of an installation that lie at or below a canonical path, or that it lies in: `prefix/log/falco.log`, or
 * `prefix` for the folder above it when `takesTree` says that all below is touched. Names of what the user's own rule
 * files are begin with `user-rules/`, and those of a checkout that is worked in with `checkout`. Wildcards in the path are
 * taken for all that they may stand for.
 */
export function partsTouched(
  { parts, checkout }: Installation,
  path: string,
  options: { readonly takesTree: boolean; readonly cwd: string },
): readonly string[] {
  const isWorkedIn = checkout !== undefined && isWithin(options.cwd, checkout);
  const isPattern = /[*?[{]/.test(path);
  return parts.flatMap((part) => {
    // Most paths have nothing to do with any part, and that is soon told.
    if (!isPattern && !isWithin(path, part.path) && !isWithin(part.path, path)) return [];
    const rest = restOf(path, part.path, options.takesTree);
    if (rest === undefined) return [];
    const name = rest === '' ? part.name : `${part.name}/${rest}`;
    const userRules = /^prefix\/rules\/(?:user|tests)\/([^/]+\.ya?ml)$/.exec(name);
    if (userRules !== null) return [`user-rules/${userRules[1]}`];
    return [isWorkedIn ? name.replace(/^package/, 'checkout') : name];
  });
}

/**
 * What `path` adds to `dir`, empty for the folder itself; with `takesTree` also for the folders above it. `undefined` when
 * they have nothing in common; the root is everybody's matter. What stands after `**` is looked for in the folders of
 * `dir` only, unless the search begins in there.
 */
function restOf(path: string, dir: string, takesTree: boolean): string | undefined {
  const wanted = dir.split('/');
  const names = path.split('/');
  const anyDepth = names.indexOf('**');
  if (anyDepth < 0) return restBelow(names, wanted, takesTree);
  const tail = names.slice(anyDepth + 1);
  if (anyDepth >= wanted.length) return restBelow([...names.slice(0, anyDepth), ...tail], wanted, takesTree);
  for (let depth = anyDepth; depth < wanted.length; depth += 1) {
    const rest = restBelow(
      [...names.slice(0, anyDepth), ...wanted.slice(anyDepth, depth), ...tail],
      wanted,
      takesTree,
    );
    if (rest !== undefined) return rest;
  }
  return undefined;
}

function restBelow(
  names: readonly string[],
  wanted: readonly string[],
  takesTree: boolean,
): string | undefined {
  if (names.length < wanted.length && !takesTree) return undefined;
  const shared = Math.min(names.length, wanted.length);
  for (let at = 0; at < shared; at += 1) {
    if (!mayBe(names[at] as string, wanted[at] as string)) return undefined;
  }
  return names.slice(wanted.length).join('/');
}

/** Whether a part of a path, which may hold wildcards, may stand for this name. */
function mayBe(part: string, name: string): boolean {
  if (part === name) return true;
  const first = part.search(/[*?[{]/);
  if (first < 0 || (name.startsWith('.') && !part.startsWith('.'))) return false;
  const tail = /[^*?\]}]*$/.exec(part)?.[0] ?? '';
  return name.startsWith(part.slice(0, first)) && name.endsWith(tail);
}
