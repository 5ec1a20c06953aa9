import { homedir } from 'node:os';
import { Command } from 'commander';
import { findPrefix, type Prefix } from '../guard/index.ts';

/** A verb of premptictl that works on one prefix: has `--prefix`. */
export function prefixVerb(name: string): Command {
  return new Command(name).option(
    '--prefix <dir>',
    'where Prempti keeps its files (default: PREMPTI_HOME or ~/.prempti)',
  );
}

/** What stands below a verb's options in its help: command lines that show its use. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  premptictl ${line}`).join('\n')}`;
}

/** The prefix that the options name. */
export function prefixOf(options: { readonly prefix?: string }): Prefix {
  return findPrefix(options.prefix, homedir(), process.env);
}
