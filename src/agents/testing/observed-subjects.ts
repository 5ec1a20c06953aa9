import type { JsonObject, ToolCall } from '../agent.ts';

type Seen = (input: JsonObject) => readonly Partial<ToolCall>[];

const command =
  (key: string, folder = ''): Seen =>
  (input) => [{ command: `${input[folder] === undefined ? '' : `cd ${input[folder]} && `}${input[key]}` }];
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
    apply_patch: patch('command'),
    view_image: file('path', 'read'),
    mcp__mini__echo: mcp('mini', 'echo'),
    mcp__mini__put: mcpWrite,
  },
  gemini: {
    run_shell_command: command('command', 'dir_path'),
    read_file: file('file_path', 'read'),
    write_file: file('file_path', 'write'),
    replace: file('file_path', 'write'),
    list_directory: file('dir_path', 'search'),
    grep_search: file('dir_path', 'search'),
    web_fetch: url('prompt'),
    mcp_mini_echo: mcp('mini', 'echo'),
    mcp_mini_put: mcpWrite,
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
  copilot: {
    bash: command('command'),
    write_bash: () => [{ command: 'echo sneaky\n' }],
    view: file('path', 'read'),
    create: file('path', 'write'),
    edit: file('path', 'write'),
    grep: file('path', 'search'),
    rg: file('paths', 'search'),
    web_fetch: url('url'),
    apply_patch: patch('patch'),
    'mini-echo': mcp('mini', 'echo'),
    'mini-put': mcpWrite,
  },
  opencode: {
    bash: command('command'),
    read: file('filePath', 'read'),
    write: file('filePath', 'write'),
    edit: file('filePath', 'write'),
    grep: file('path', 'search'),
    webfetch: url('url'),
    apply_patch: patch('patchText'),
  },
  pi: {
    bash: command('command'),
    read: file('path', 'read'),
    write: file('path', 'write'),
    edit: file('path', 'write'),
  },
};

/** What every observed payload says of its call, wherever an agent puts it. */
type Head = Required<Pick<ToolCall, 'event' | 'tool' | 'input'>> & Pick<ToolCall, 'sessionId' | 'useId'>;

const HEADS: Readonly<Record<string, (payload: JsonObject) => Head>> = {
  copilot: ({ hookName = 'preToolUse', toolName, toolArgs, toolInput, sessionId }) => ({
    event: String(hookName),
    tool: String(toolName),
    input: (typeof toolArgs === 'string' ? { patch: toolArgs } : (toolArgs ?? toolInput)) as JsonObject,
    sessionId: String(sessionId),
  }),
  opencode: ({ hook, input, output }) => ({
    event: String(hook),
    tool: String((input as JsonObject).tool),
    input: (output as JsonObject).args as JsonObject,
    sessionId: String((input as JsonObject).sessionID),
    useId: String((input as JsonObject).callID),
  }),
  pi: ({ event }) => ({
    event: String((event as JsonObject).type),
    tool: String((event as JsonObject).toolName),
    input: (event as JsonObject).input as JsonObject,
    useId: String((event as JsonObject).toolCallId),
  }),
};

const headOf = (payload: JsonObject): Head => ({
  event: String(payload.hook_event_name),
  tool: String(payload.tool_name),
  input: payload.tool_input as JsonObject,
  sessionId: String(payload.session_id),
});

/** The calls that an observed payload of a call event must be seen to hold. */
export function observedSubjects(agentId: string, payload: JsonObject): readonly Partial<ToolCall>[] {
  const head = (HEADS[agentId] ?? headOf)(payload);
  return (SEEN[agentId]?.[head.tool] ?? nothing)(head.input).map((subject) => ({ ...head, ...subject }));
}

function mcpWrite(input: JsonObject): readonly Partial<ToolCall>[] {
  return [{ mcp: { server: 'mini', tool: 'put' }, file: { path: String(input.path), access: 'write' } }];
}

function patch(key: string): Seen {
  return (input) => filesOfPatch(String(input[key]));
}

function filesOfPatch(text: string): readonly Partial<ToolCall>[] {
  const headers = [...text.matchAll(/^\*\*\* (?:(Add|Update|Delete) File|Move to): (.*)$/gm)];
  return headers.map(([, operation, path = ''], index) => {
    const next = headers[index + 1];
    const isMoved = next !== undefined && next[1] === undefined;
    const isGone = operation === 'Delete' || isMoved;
    return { file: { path, access: isGone ? 'delete' : 'write' } };
  });
}
