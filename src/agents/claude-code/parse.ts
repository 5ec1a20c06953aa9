import type { JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { isJsonObject, jsonKind } from '../json-kind.ts';
import { gleanSubjects, pathOfUrl, type Subject, subjectOf } from '../subjects.ts';
import { isCallEvent, isKnownEvent } from './events.ts';
import { TOOL_TABLE, type ToolShape } from './tool-table.ts';

/** Keys of the payload that name something, where they are present at all. */
const OPTIONAL_STRINGS = [
  'tool_use_id',
  'session_id',
  'prompt_id',
  'cwd',
  'permission_mode',
  'transcript_path',
  'agent_id',
] as const;

/** A payload that cannot be what Claude Code sends. Never leaves this file. */
class OddShape extends Error {}

/** Reads one hook payload of Claude Code, as `JSON.parse` gave it. Never throws. */
export function parsePayload(payload: unknown): ParsedHook {
  let event: string | undefined;
  try {
    if (!isJsonObject(payload)) throw new OddShape(`the payload is ${jsonKind(payload)}, not an object`);
    event = requiredString(payload, 'hook_event_name');
    if (isCallEvent(event)) return { kind: 'calls', event, calls: callsOf(payload, event) };
    if (isKnownEvent(event) || payload.tool_name === undefined) return { kind: 'notice', event };
    throw new OddShape(`"hook_event_name" is the unknown event ${JSON.stringify(event)} of a tool call`);
  } catch (error) {
    if (!(error instanceof OddShape)) throw error;
    return { kind: 'invalid', ...(event !== undefined && { event }), problem: error.message };
  }
}

function callsOf(payload: JsonObject, event: string): readonly ToolCall[] {
  const tool = requiredString(payload, 'tool_name');
  const input = payload.tool_input;
  if (!isJsonObject(input)) throw new OddShape(`"tool_input" is ${jsonKind(input)}, not an object`);
  const text = Object.fromEntries(OPTIONAL_STRINGS.map((key) => [key, optionalString(payload, key)]));
  const mcp = mcpOf(payload, tool, input);
  const call: ToolCall = {
    agent: 'claude_code',
    event,
    tool,
    input,
    ...(text.tool_use_id !== undefined && { useId: text.tool_use_id }),
    ...(text.session_id !== undefined && { sessionId: text.session_id }),
    ...(text.prompt_id !== undefined && { turnId: text.prompt_id }),
    ...(text.cwd !== undefined && { cwd: text.cwd }),
    ...(text.permission_mode !== undefined && { permissionMode: text.permission_mode }),
    ...(text.transcript_path !== undefined && { transcriptPath: text.transcript_path }),
    ...(text.agent_id !== undefined && { subagentId: text.agent_id }),
    ...(mcp !== undefined && { mcp }),
  };
  return subjectsOf(tool, mcp?.tool ?? tool, input).map((subject) => ({ ...call, ...subject }));
}

function subjectsOf(tool: string, shortName: string, input: JsonObject): readonly Subject[] {
  const shape = TOOL_TABLE.get(tool);
  if (shape !== undefined) return [shapedSubject(shape, input)];
  const subjects = gleanSubjects(shortName, input);
  if (subjects === undefined) throw new OddShape('"tool_input" names too many commands, files or URLs');
  return subjects;
}

function shapedSubject(shape: ToolShape, input: JsonObject): Subject {
  const command = keyedString(input, shape.command);
  const url = keyedString(input, shape.url);
  return subjectOf(command, fileOf(shape, input, url), url);
}

function fileOf(shape: ToolShape, input: JsonObject, url: string | undefined): Subject['file'] {
  const base = keyedString(input, shape.path);
  const pattern = keyedString(input, shape.pattern);
  const path = pattern === undefined ? base : searchedFolder(base, pattern);
  if (path !== undefined && shape.access !== undefined) return { path, access: shape.access };
  const local = url === undefined ? undefined : pathOfUrl(url);
  return local === undefined ? undefined : { path: local, access: 'read' };
}

/**
 * The folder a glob looks into: an absolute pattern counts without its base, as the agent runs it, and the
 * part before the first wildcard leads further down (or up: `../../*`).
 */
function searchedFolder(base: string | undefined, pattern: string): string | undefined {
  const fixed = pattern.slice(0, pattern.search(/[*?[{]|$/));
  const folder = fixed.slice(0, fixed.lastIndexOf('/') + 1);
  if (folder === '' || base === undefined) return folder === '' ? base : folder;
  return /^[/~]/.test(folder) ? folder : `${base.replace(/\/$/, '')}/${folder}`;
}

function mcpOf(payload: JsonObject, tool: string, input: JsonObject): ToolCall['mcp'] {
  const server = keyedString(input, TOOL_TABLE.get(tool)?.server);
  if (server !== undefined) return { server, tool };
  if (!tool.startsWith('mcp__')) return undefined;
  const announced = isJsonObject(payload.mcp_server) ? payload.mcp_server.name : undefined;
  const name = typeof announced === 'string' && announced !== '' ? announced : undefined;
  const rest = tool.slice('mcp__'.length);
  // The announced name says where a server name with `__` in it ends; the tool's name has it in plain letters.
  const prefix = name === undefined ? undefined : `${name.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}__`;
  const split = prefix !== undefined && rest.startsWith(prefix) ? prefix.length - 2 : rest.indexOf('__');
  if (split < 0) return { server: name ?? rest, tool: rest };
  return { server: name ?? rest.slice(0, split), tool: rest.slice(split + 2) };
}

/** The string under a key of the tool table. */
function keyedString(input: JsonObject, spec: string | undefined): string | undefined {
  if (spec === undefined) return undefined;
  const optional = spec.endsWith('?');
  const keys = (optional ? spec.slice(0, -1) : spec).split('.');
  let value: unknown = input;
  for (const [depth, key] of keys.entries()) {
    if (!isJsonObject(value)) throw oddInput(keys.slice(0, depth), value, 'an object');
    value = Object.hasOwn(value, key) ? value[key] : undefined;
    if (value === undefined && optional) return undefined;
  }
  if (typeof value !== 'string') throw oddInput(keys, value, 'a string');
  return value;
}

function oddInput(keys: readonly string[], value: unknown, expected: string): OddShape {
  return new OddShape(`"tool_input.${keys.join('.')}" is ${jsonKind(value)}, not ${expected}`);
}

function requiredString(payload: JsonObject, key: string): string {
  const value = payload[key];
  if (typeof value !== 'string') throw new OddShape(`"${key}" is ${jsonKind(value)}, not a string`);
  if (value === '') throw new OddShape(`"${key}" is empty`);
  return value;
}

function optionalString(payload: JsonObject, key: string): string | undefined {
  const value = payload[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new OddShape(`"${key}" is ${jsonKind(value)}, not a string`);
  return value;
}
