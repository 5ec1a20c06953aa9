import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleFile } from '../falco/index.ts';
import { CliFailure } from './failure.ts';

/** Reads the rule files named on the command line; a folder stands for the YAML files in it, by name. */
export function readRuleFiles(paths: readonly string[]): readonly RuleFile[] {
  const files = paths.flatMap((path) => (isFolder(path) ? yamlFiles(path) : [path]));
  return files.map((path) => ({ name: path, text: readArgument(path) }));
}

/** The YAML files in a folder, by name; none when there is no such folder. */
export function yamlFiles(folder: string): readonly string[] {
  if (!isFolder(folder)) return [];
  const names = readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().map((name) => join(folder, name));
}

/** The text of a file named on the command line. */
export function readArgument(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliFailure(`cannot read ${path}: ${(error as Error).message}`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
