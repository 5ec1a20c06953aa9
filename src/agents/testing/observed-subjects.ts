import type { JsonObject, ToolCall } from '../agent.ts';

type Seen = (input: JsonObject) => readonly Partial<ToolCall>[];

const command =
  (key: string): Seen =>
  (input) => [{ command: String(input[key]) }];
const file =
  (key: string, access: 'read' | 'write' | 'search'): Seen =>
  (input) => [input[key] === undefined ? {} : { file: { path: String(input[key]), access } }];
const url =
  (key: string): Seen =>
  (input) => [{ url: String(input[key]).replace(/^.*?(?=http)/, '') }];
const mcp =
  (server: string, tool: string): Seen =>
  () => [{ mcp: { server, tool } }];
const nothing: Seen = () => [{}];

/** What each tool must be seen to do, read off the contracts; one item for each call that a payload holds. */
const SEEN: Readonly<Record<string, Readonly<Record<string, Seen>>>> = {
  claude: {
    Bash: command('command'),
    Monitor: command('command'),
    Read: file('file_path', 'read'),
    Write: file('file_path', 'write'),
    Edit: file('file_path', 'write'),
    NotebookEdit: file('notebook_path', 'write'),
    Grep: file('path', 'search'),
    WebFetch: url('url'),
    mcp__demo__echo: mcp('demo', 'echo'),
  },
  codex: {
    Bash: command('command'),
    write_stdin: command('chars'),
    apply_patch: patch,
    view_image: file('path', 'read'),
    mcp__mini__echo: mcp('mini', 'echo'),
    mcp__mini__put: (input) => [
      { mcp: { server: 'mini', tool: 'put' }, file: { path: String(input.path), access: 'write' } },
    ],
  },
  gemini: {
    run_shell_command: command('command'),
    read_file: file('file_path', 'read'),
    write_file: file('file_path', 'write'),
    replace: file('file_path', 'write'),
    list_directory: file('dir_path', 'search'),
    grep_search: file('dir_path', 'search'),
    web_fetch: url('prompt'),
    mcp_mini_echo: mcp('mini', 'echo'),
    mcp_mini_put: (input) => [
      { mcp: { server: 'mini', tool: 'put' }, file: { path: String(input.path), access: 'write' } },
    ],
  },
  qwen: {
    run_shell_command: command('command'),
    read_file: file('file_path', 'read'),
    write_file: file('file_path', 'write'),
    edit: file('file_path', 'write'),
    grep_search: file('path', 'search'),
    web_fetch: url('url'),
    mcp__demo__echo: mcp('demo', 'echo'),
  },
};

/** The calls that an observed payload must be seen to hold; `undefined` where no contract says it here. */
export function observedSubjects(
  agentId: string,
  payload: JsonObject,
): readonly Partial<ToolCall>[] | undefined {
  const seen = SEEN[agentId];
  if (seen === undefined) return undefined;
  const input = payload.tool_input as JsonObject;
  return (seen[String(payload.tool_name)] ?? nothing)(input).map((subject) => ({
    event: String(payload.hook_event_name),
    tool: String(payload.tool_name),
    sessionId: String(payload.session_id),
    input,
    ...subject,
  }));
}

function patch(input: JsonObject): readonly Partial<ToolCall>[] {
  const headers = [
    ...String(input.command).matchAll(/^\*\*\* (?:(Add|Update|Delete) File|Move to): (.*)$/gm),
  ];
  return headers.map(([, operation, path = ''], index) => {
    const next = headers[index + 1];
    const isMoved = next !== undefined && next[1] === undefined;
    const isGone = operation === 'Delete' || isMoved;
    return { file: { path, access: isGone ? 'delete' : 'write' } };
  });
}
