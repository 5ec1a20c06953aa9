import { join } from 'node:path';
import type { World } from '../../src/prove/world.ts';
import type { Step } from './harness/session.ts';

type Expected = Step['expected'];

/** The call runs. */
export const RUNS: Expected = { runs: true };

/** The call is stopped by the deny marker, and the model and the audit are told so. */
export const denied = (tool: string): Expected => ({
  runs: false,
  told: new RegExp(
    `^PreToolUse:${tool} hook error: Deny the marker: Falco blocked ${tool} because the call `,
  ),
  audit: { rule: 'Deny the marker', verdict: 'deny' },
});

/** Without a person to ask, the call is stopped by the ask marker. */
export const asked = (tool: string): Expected => ({
  runs: false,
  told: new RegExp(`^Ask about the marker: Falco requires confirmation for ${tool} because the call `),
  audit: { rule: 'Ask about the marker', verdict: 'ask' },
});

/** A shell command that leaves a file behind when it runs; `mark` is a word for the rules. */
export function shell(
  world: World,
  title: string,
  mark: string,
  expected: Expected,
  before?: Step['before'],
): Step {
  const file = `project/${title.replaceAll(/\W+/g, '-')}`;
  const command = `touch ${join(world.home, file)} # ${mark}`;
  const happened = (): boolean => world.has(file);
  return {
    title,
    tool: 'Bash',
    input: { command, description: 'Leave a mark' },
    happened,
    expected,
    ...(before && { before }),
  };
}

export function write(world: World, title: string, path: string, content: string, expected: Expected): Step {
  const input = { file_path: join(world.home, path), content };
  return { title, tool: 'Write', input, happened: () => world.read(path) === content, expected };
}

export function edit(world: World, title: string, path: string, to: string, expected: Expected): Step {
  const input = { file_path: join(world.home, path), old_string: 'hello', new_string: to };
  return { title, tool: 'Edit', input, happened: () => world.read(path).includes(to), expected };
}

export function editNotebook(
  world: World,
  title: string,
  path: string,
  to: string,
  expected: Expected,
): Step {
  const input = { notebook_path: join(world.home, path), cell_id: 'c1', new_source: to };
  return { title, tool: 'NotebookEdit', input, happened: () => world.read(path).includes(to), expected };
}

/** A read that shows `content`. */
export function read(world: World, title: string, path: string, content: string, expected: Expected): Step {
  const input = { file_path: join(world.home, path) };
  return { title, tool: 'Read', input, happened: (told) => told?.text.includes(content) === true, expected };
}

/** A call of the MCP server that every session has. */
export function note(world: World, title: string, text: string, expected: Expected): Step {
  const happened = (): boolean => world.read('notes').includes(text);
  return { title, tool: 'mcp__notes__save_note', input: { text }, happened, expected };
}
