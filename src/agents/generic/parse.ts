import type { FileAccess, JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { OddShape, optionalStrings, parseWith, requiredObject, requiredString } from '../payload.ts';
import { type Subject, subjectOf } from '../subjects.ts';
import { subjectsOf, type ToolTable } from '../tool-shape.ts';

const EVENT = 'tool_call';

const CALL_KEYS = {
  agent: 'agent',
  useId: 'call_id',
  sessionId: 'session_id',
  turnId: 'turn_id',
  model: 'model',
  subagentId: 'subagent_id',
} as const;

const SUBJECT_KEYS = { command: 'command', path: 'path', access: 'access', url: 'url' } as const;

const ACCESSES: readonly string[] = ['read', 'write', 'delete', 'search'] satisfies readonly FileAccess[];

/** Reads one request of the generic contract, which docs/agents.md states. Never throws. */
export function parsePayload(payload: unknown): ParsedHook {
  return parseWith(
    payload,
    () => EVENT,
    (request) => ({ kind: 'calls', event: EVENT, calls: callsOf(request) }),
  );
}

function callsOf(request: JsonObject): readonly ToolCall[] {
  const tool = requiredString(request, 'tool');
  const input = requiredObject(request, 'input');
  const { server } = optionalStrings(request, { server: 'mcp_server' });
  const call: ToolCall = {
    agent: 'generic',
    event: EVENT,
    tool,
    input,
    cwd: requiredString(request, 'cwd'),
    ...optionalStrings(request, CALL_KEYS),
    ...(server !== undefined && { mcp: { server, tool } }),
  };
  const subjects = statedSubject(request) ?? subjectsOf(NO_TABLE, tool, input);
  return subjects.map((subject) => ({ ...call, ...subject }));
}

const NO_TABLE: ToolTable = new Map();

/** What the caller says the tool works on; without that the input is looked through for the usual keys. */
function statedSubject(request: JsonObject): readonly Subject[] | undefined {
  const { command, path, access, url } = optionalStrings(request, SUBJECT_KEYS);
  if (command === undefined && path === undefined && url === undefined) return undefined;
  if (path !== undefined && (access === undefined || !ACCESSES.includes(access))) {
    throw new OddShape(`"access" is ${JSON.stringify(access)}, not one of ${ACCESSES.join(', ')}`);
  }
  const file = path === undefined ? undefined : { path, access: access as FileAccess };
  return [subjectOf(command, file, url)];
}
