import type { JsonObject, ParsedHook, ToolCall } from './agent.ts';
import { type Ending, outcomeHook } from './call-outcome.ts';
import { OddShape, optionalStrings, parseWith, requiredObject, requiredString } from './payload.ts';
import { subjectsOf, type ToolTable } from './tool-shape.ts';

/** Payloads with `hook_event_name`, `tool_name` and `tool_input`, as one agent sends them. */
export interface EventDialect {
  /** The agent's name as rules see it. */
  readonly agent: string;
  /** The events that ask for a decision on one tool call. */
  readonly callEvents: readonly string[];
  /** The events that tell something; a decision on a tool call is not theirs to make. */
  readonly notices: ReadonlySet<string>;
  /** The event at whose answer the person can be told something. Default: there is none. */
  readonly startEvent?: string;
  /** The events that tell what became of a call, and how one says it. Default: the agent tells nothing. */
  readonly outcomes?: {
    readonly events: readonly string[];
    endingOf(payload: JsonObject, event: string): Ending;
  };
  /** The keys of the payload under which it says more about the call. */
  readonly keys: Readonly<Partial<Record<TextOfCall, string>>>;
  readonly tools: ToolTable;
  /** The MCP server and tool that a call turns to, if it does. */
  mcpOf(payload: JsonObject, tool: string, input: JsonObject): ToolCall['mcp'];
}

type TextOfCall =
  | 'useId'
  | 'sessionId'
  | 'turnId'
  | 'cwd'
  | 'permissionMode'
  | 'transcriptPath'
  | 'model'
  | 'subagentId'
  | 'parentSessionId';

/** The keys that most dialects have in common. */
export const CALL_KEYS = {
  useId: 'tool_use_id',
  sessionId: 'session_id',
  cwd: 'cwd',
  permissionMode: 'permission_mode',
  transcriptPath: 'transcript_path',
  subagentId: 'agent_id',
} as const;

/** Reads payloads of one dialect, as `JSON.parse` gave them. The function never throws. */
export function eventParser(dialect: EventDialect): (payload: unknown) => ParsedHook {
  return (payload) =>
    parseWith(
      payload,
      (event) => requiredString(event, 'hook_event_name'),
      (event, name) => read(dialect, event, name),
    );
}

function read(dialect: EventDialect, payload: JsonObject, event: string): ParsedHook {
  if (dialect.callEvents.includes(event)) {
    return { kind: 'calls', event, calls: callsOf(dialect, payload, event) };
  }
  if (dialect.outcomes?.events.includes(event) === true) {
    const { tool_name: tool, tool_input: input = {} } = payload;
    const { useId, sessionId } = dialect.keys;
    const ids = optionalStrings(payload, { ...(useId && { useId }), ...(sessionId && { sessionId }) });
    const about = { agent: dialect.agent, tool, ...ids, ...(ids.useId === undefined && { input }) };
    return outcomeHook(event, about, dialect.outcomes.endingOf(payload, event));
  }
  if (event === dialect.startEvent && typeof payload.cwd === 'string') {
    return { kind: 'session-start', event, folder: payload.cwd };
  }
  if (!dialect.notices.has(event) && payload.tool_name !== undefined) {
    throw new OddShape(`"hook_event_name" is the unknown event ${JSON.stringify(event)} of a tool call`);
  }
  return { kind: 'notice', event };
}

function callsOf(dialect: EventDialect, payload: JsonObject, event: string): readonly ToolCall[] {
  const tool = requiredString(payload, 'tool_name');
  const input = requiredObject(payload, 'tool_input');
  const mcp = dialect.mcpOf(payload, tool, input);
  const call: ToolCall = {
    agent: dialect.agent,
    event,
    tool,
    input,
    ...optionalStrings(payload, dialect.keys),
    ...(mcp !== undefined && { mcp }),
  };
  const subjects = subjectsOf(dialect.tools, tool, input, mcp?.tool);
  return subjects.map((subject) => ({ ...call, ...subject }));
}
