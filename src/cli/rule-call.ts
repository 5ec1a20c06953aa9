import type { JsonObject } from '../agents/index.ts';
import { oneLine } from './terminal.ts';

/** A tool call as people write it down in examples and on the command line, in the names of Claude Code. */
export interface RuleCall {
  readonly tool: string;
  readonly input: JsonObject;
}

/** The argument that a text stands for when it is given in the place of all arguments. */
const MAIN_ARGUMENT: ReadonlyMap<string, string> = new Map([
  ['Bash', 'command'],
  ['PowerShell', 'command'],
  ['Monitor', 'command'],
  ['Read', 'file_path'],
  ['Write', 'file_path'],
  ['Edit', 'file_path'],
  ['MultiEdit', 'file_path'],
  ['NotebookRead', 'notebook_path'],
  ['NotebookEdit', 'notebook_path'],
  ['Glob', 'pattern'],
  ['Grep', 'pattern'],
  ['WebFetch', 'url'],
  ['WebSearch', 'query'],
  ['Agent', 'prompt'],
  ['Skill', 'skill'],
]);

/** What a tool cannot do without, where it is left out because it does not matter. */
const FILLED_IN: ReadonlyMap<string, JsonObject> = new Map<string, JsonObject>([
  ['Write', { content: 'x' }],
  ['Edit', { old_string: 'a', new_string: 'b' }],
  ['NotebookEdit', { new_source: 'x' }],
]);

/** A call with all its arguments; `undefined` when the tool has no main argument that a text could stand for. */
export function ruleCall(tool: string, argument: string | JsonObject): RuleCall | undefined {
  const filledIn = FILLED_IN.get(tool);
  if (typeof argument !== 'string') return { tool, input: { ...filledIn, ...argument } };
  const main = MAIN_ARGUMENT.get(tool);
  return main === undefined ? undefined : { tool, input: { ...filledIn, [main]: argument } };
}

/** The call on one line, as in transcripts: `Bash(git push)`. Cut to `width` characters. */
export function describeCall({ tool, input }: RuleCall, width = Number.POSITIVE_INFINITY): string {
  const main = input[MAIN_ARGUMENT.get(tool) ?? ''];
  const shown = typeof main === 'string' ? main : JSON.stringify(input);
  return `${oneLine(`${tool}(${shown}`, width - 1)})`;
}
