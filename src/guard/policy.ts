import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleFile } from '../falco/index.ts';
import { type Prefix, packageRoot } from './prefix.ts';

/** One file of the policy, with its text or the reason why it could not be read. */
export interface PolicyFile {
  /** Absolute path. */
  readonly path: string;
  /** `default` files ship with the package, `user` files are the person's own, `seen` is the catch-all. */
  readonly origin: 'default' | 'user' | 'seen';
  readonly text: string | undefined;
  readonly problem?: string;
}

/**
 * The rule files in load order: the defaults, the user's, then the catch-all, each folder by file name.
 * The defaults come straight from the package, so there is no copy that could be old or edited.
 */
export function readPolicy(prefix: Prefix): readonly PolicyFile[] {
  const rules = join(packageRoot(), 'rules');
  return [
    ...listYaml(join(rules, 'default')).map((path) => readPolicyFile(path, 'default')),
    ...listYaml(prefix.userRulesDir).map((path) => readPolicyFile(path, 'user')),
    readPolicyFile(join(rules, 'seen.yaml'), 'seen'),
  ];
}

/** The files that could be read, as the rule language takes them. */
export function ruleFiles(policy: readonly PolicyFile[]): readonly RuleFile[] {
  return policy.flatMap((file) => (file.text === undefined ? [] : [{ name: file.path, text: file.text }]));
}

function listYaml(dir: string): readonly string[] {
  let names: string[];
  try {
    names = readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(dir, name));
}

function readPolicyFile(path: string, origin: PolicyFile['origin']): PolicyFile {
  try {
    return { path, origin, text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { path, origin, text: undefined, problem: `${path}: ${(error as Error).message}` };
  }
}
