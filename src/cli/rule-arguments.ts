import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleFile } from '../falco/index.ts';
import { CliFailure } from './failure.ts';

const YAML_NAME = /[.]ya?ml$/;
/** Streams have no name to go by: whatever is in them was read by somebody else. */
const STREAM_NAME = /^[/]dev[/](stdin|fd[/][0-9]+)$/;

/**
 * Reads the rule files named on the command line of a verb that agents may use. Its messages show lines of these
 * files, so that a file of another kind, which may hold anything, is not even read.
 */
export function readYamlFiles(paths: readonly string[]): readonly RuleFile[] {
  const files = withoutFolders(paths);
  const other = files.find((path) => !YAML_NAME.test(path) && !STREAM_NAME.test(path));
  if (other !== undefined) {
    const hint = existsSync(other) ? '' : ', and there is no such folder';
    throw new CliFailure(`${other}: rules and examples are in files named .yaml or .yml${hint}`);
  }
  return readRuleFiles(files);
}

/** Reads the rule files named on the command line; a folder stands for the YAML files in it, by name. */
export function readRuleFiles(paths: readonly string[]): readonly RuleFile[] {
  return withoutFolders(paths).map((path) => ({ name: path, text: readArgument(path) }));
}

function withoutFolders(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => (isFolder(path) ? yamlFiles(path) : [path]));
}

/** The YAML files in a folder, by name; none when there is no such folder. */
export function yamlFiles(folder: string): readonly string[] {
  if (!isFolder(folder)) return [];
  const names = readdirSync(folder).filter((name) => YAML_NAME.test(name));
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
