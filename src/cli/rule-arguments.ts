import { readFileSync } from 'node:fs';
import type { RuleFile } from '../falco/index.ts';
import { CliFailure } from './failure.ts';

/** Reads the rule files named on the command line. */
export function readRuleFiles(paths: readonly string[]): readonly RuleFile[] {
  return paths.map((path) => ({ name: path, text: readArgument(path) }));
}

/** The text of a file named on the command line. */
export function readArgument(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CliFailure(`cannot read ${path}: ${(error as Error).message}`);
  }
}
