import type { Call, Runtime } from '../runtime.ts';
import { literal } from '../text.ts';

/** Commands of cmd.exe, split at `&` and `|`; the names are looked up like programs. */
export function runCmd(source: string, call: Call, runtime: Runtime): void {
  runtime.budget.spend(source.length / 32);
  for (const command of source.split(/&&?|\|\|?|\n/)) {
    const words = splitWords(command);
    const [name] = words;
    if (name !== undefined) runtime.runProgram(words.map(literal), call);
  }
}

function splitWords(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']+/g)].map(
    (match) => match[1] ?? match[2] ?? match[0],
  );
}
