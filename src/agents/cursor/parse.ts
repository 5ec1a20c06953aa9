import type { FileAccess, JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { isJsonObject } from '../json-kind.ts';
import { OddShape, optionalStrings, parseWith, requiredObject, requiredString } from '../payload.ts';
import { NOTHING, type Subject, subjectsOf, type ToolTable } from '../tool-shape.ts';
import { isCallEvent } from './events.ts';

const CALL_KEYS = {
  sessionId: 'conversation_id',
  turnId: 'generation_id',
  useId: 'tool_use_id',
  model: 'model',
  transcriptPath: 'transcript_path',
} as const;

/** The documentation names the tools but not their keys: all others are looked through for the usual ones. */
const TOOL_TABLE: ToolTable = new Map([
  ['Shell', { command: 'command', folder: 'working_directory?' }],
  ['Task', NOTHING],
]);

/** What the tools that work on one file do with it. */
const FILE_TOOLS: ReadonlyMap<string, FileAccess> = new Map([
  ['Read', 'read'],
  ['Write', 'write'],
  ['Delete', 'delete'],
]);

/** Reads one hook payload of Cursor. Never throws. */
export function parsePayload(payload: unknown): ParsedHook {
  return parseWith(
    payload,
    (sent) => requiredString(sent, 'hook_event_name'),
    (sent, event) => {
      if (!isCallEvent(event))
        throw new OddShape(`"hook_event_name" is ${JSON.stringify(event)}, which is not registered`);
      const head = { agent: 'cursor', event, ...optionalStrings(sent, CALL_KEYS), ...folderOf(sent) };
      switch (event) {
        case 'preToolUse':
          return { kind: 'calls', event, calls: toolCalls(sent, head) };
        case 'beforeShellExecution':
          return { kind: 'calls', event, calls: [shellCall(sent, head)] };
        case 'beforeMCPExecution':
          return { kind: 'calls', event, calls: mcpCalls(sent, head) };
        case 'beforeReadFile':
          return { kind: 'calls', event, calls: [readCall(sent, head)] };
      }
    },
  );
}

/** The events that Cursor maps onto those under which our hook for Claude Code stands, but for that of a call. */
const TELLING: ReadonlySet<string> = new Set(['sessionStart', 'postToolUse', 'postToolUseFailure']);

/**
 * Reads what Cursor gives to a hook that it found in Claude Code's settings, whether the event has Cursor's name or Claude Code's. Never
 * throws.
 */
export function parseImported(payload: JsonObject): ParsedHook {
  const { hook_event_name: name } = payload;
  if (typeof name !== 'string') return parsePayload(payload);
  const event = name.charAt(0).toLowerCase() + name.slice(1);
  return TELLING.has(event)
    ? { kind: 'notice', event }
    : parsePayload({ ...payload, hook_event_name: event });
}

type CallHead = Omit<ToolCall, 'tool' | 'input'>;

function folderOf(payload: JsonObject): Pick<ToolCall, 'cwd'> {
  const { cwd } = optionalStrings(payload, { cwd: 'cwd' });
  const roots = payload.workspace_roots;
  const folder: unknown = cwd || (Array.isArray(roots) ? roots[0] : undefined);
  return typeof folder === 'string' ? { cwd: folder } : {};
}

function toolCalls(payload: JsonObject, head: CallHead): readonly ToolCall[] {
  const tool = requiredString(payload, 'tool_name');
  const input = requiredObject(payload, 'tool_input');
  const mcp = serverOf(tool);
  const call: ToolCall = { ...head, tool, input, ...(mcp !== undefined && { mcp }) };
  const access = FILE_TOOLS.get(tool);
  const subjects = subjectsOf(TOOL_TABLE, tool, input, mcp?.tool);
  if (access !== undefined) return fileCalls(call, access, subjects);
  return subjects.map((subject) => ({ ...call, ...subject }));
}

/** A tool whose keys show no file is not let pass unseen. */
function fileCalls(call: ToolCall, access: FileAccess, subjects: readonly Subject[]): readonly ToolCall[] {
  const files = subjects.flatMap(({ file }) => file ?? []);
  if (files.length === 0) throw new OddShape(`the input of ${call.tool} names no file`);
  return files.map(({ path }) => ({ ...call, file: { path, access } }));
}

/** `MCP:TOOL`; also read with a server before the tool, which some versions are said to put there. */
function serverOf(tool: string): ToolCall['mcp'] {
  const [, server, name] = /^MCP:\s*(?:([^/:]+)[/:])?(.+)$/s.exec(tool) ?? [];
  return name === undefined ? undefined : { server: server ?? 'unknown', tool: name };
}

function shellCall(payload: JsonObject, head: CallHead): ToolCall {
  const command = requiredString(payload, 'command');
  return { ...head, tool: 'Shell', input: { command }, command };
}

function mcpCalls(payload: JsonObject, head: CallHead): readonly ToolCall[] {
  const tool = requiredString(payload, 'tool_name');
  const input = mcpInput(payload);
  const { server = 'unknown' } = optionalStrings(payload, { server: 'mcp_server_name' });
  const call: ToolCall = { ...head, tool: `MCP:${tool}`, input, mcp: { server, tool } };
  return subjectsOf(TOOL_TABLE, tool, input).map((subject) => ({ ...call, ...subject }));
}

/** The arguments, which come as JSON in a string. */
function mcpInput(payload: JsonObject): JsonObject {
  if (typeof payload.tool_input !== 'string') return requiredObject(payload, 'tool_input');
  const value = parseJson(payload.tool_input);
  if (!isJsonObject(value)) throw new OddShape('"tool_input" holds no JSON object');
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The file's content comes along; it is none of the call's arguments, and stays out of the records. */
function readCall(payload: JsonObject, head: CallHead): ToolCall {
  const path = requiredString(payload, 'file_path');
  return { ...head, tool: 'Read', input: { file_path: path }, file: { path, access: 'read' } };
}
