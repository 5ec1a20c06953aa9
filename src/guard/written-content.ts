import { isJsonObject, type JsonObject, type ToolCall } from '../agents/index.ts';
import type { CommandEffects } from '../shell/index.ts';

/** Text that a call puts into a file. */
export interface Written {
  /** As the tool or command names it; relative to the working directory unless absolute. */
  readonly path: string;
  readonly content: string;
}

/** Keys under which tools hold the text they write; the text that an edit replaces is not part of it. */
const CONTENT_KEYS = [
  'content',
  'new_string',
  'new_source',
  'file_text',
  'text',
  'contents',
  'new_str',
  'newString',
  'newText',
  'patch',
  'diff',
];

/** What a call writes: by a file tool's arguments, or by a command as far as it is known. */
export function writtenBy(call: ToolCall, shell: CommandEffects): readonly Written[] {
  const written: Written[] = shell.writes.map(({ path, content }) => ({ path, content }));
  const file = call.file;
  if (file === undefined || (file.access !== 'write' && call.mcp === undefined)) return written;
  const content =
    call.content ?? [...contentOf(call.input), ...edits(call.input).flatMap(contentOf)].join('\n');
  return content === '' ? written : [...written, { path: file.path, content }];
}

function contentOf(input: JsonObject): readonly string[] {
  return CONTENT_KEYS.flatMap((key) => {
    const value = Object.hasOwn(input, key) ? input[key] : undefined;
    return typeof value === 'string' ? [value] : [];
  });
}

function edits(input: JsonObject): readonly JsonObject[] {
  const list = Object.hasOwn(input, 'edits') ? input.edits : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
