import type { JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { outcomeHook, resultOf } from '../call-outcome.ts';
import { isJsonObject } from '../json-kind.ts';
import { OddShape, optionalStrings, parseWith, requiredObject, requiredString } from '../payload.ts';
import { subjectsOf } from '../tool-shape.ts';
import { TOOL_TABLE } from './tool-table.ts';

const EVENT = 'tool.execute.before';
const OUTCOME_EVENT = 'tool.execute.after';

const CALL_KEYS = { useId: 'callID', sessionId: 'sessionID' } as const;

/**
 * Reads what our plugin sends: `{hook, input: {tool, sessionID, callID}, output: {args}, directory, mcpServers}`, and after
 * the call `{hook, input, exit?, outputLength?}`, or `{hook, input, hasFailed}` where the tool threw. Never throws.
 */
export function parsePayload(payload: unknown): ParsedHook {
  return parseWith(
    payload,
    (sent) => requiredString(sent, 'hook'),
    (sent, event) => {
      if (event === OUTCOME_EVENT) return outcomeOf(sent);
      if (event !== EVENT) throw new OddShape(`"hook" is ${JSON.stringify(event)}, not "${EVENT}"`);
      return { kind: 'calls', event, calls: callsOf(sent) };
    },
  );
}

function callsOf(payload: JsonObject): readonly ToolCall[] {
  const about = requiredObject(payload, 'input');
  const tool = requiredString(about, 'tool');
  const input = requiredObject(requiredObject(payload, 'output'), 'args');
  const mcp = TOOL_TABLE.has(tool) ? undefined : serverOf(tool, payload.mcpServers);
  const call: ToolCall = {
    agent: 'opencode',
    event: EVENT,
    tool,
    input,
    ...optionalStrings(about, CALL_KEYS),
    ...optionalStrings(payload, { cwd: 'directory' }),
    ...(mcp !== undefined && { mcp }),
  };
  return subjectsOf(TOOL_TABLE, tool, input, mcp?.tool).map((subject) => ({ ...call, ...subject }));
}

function outcomeOf({ hook, input, exit, outputLength, hasFailed }: JsonObject): ParsedHook {
  const about = isJsonObject(input) ? input : {};
  const exitStatus = typeof exit === 'number' ? exit : undefined;
  return outcomeHook(
    String(hook),
    { agent: 'opencode', tool: about.tool, ...optionalStrings(about, CALL_KEYS) },
    {
      result: resultOf(hasFailed === true, exitStatus),
      ...(exitStatus !== undefined && { exitStatus }),
      ...(typeof outputLength === 'number' && { outputLength }),
    },
  );
}

/** `SERVER_TOOL`, both with odd letters as `_`: of the configured servers that fit, the one with the longest name. */
function serverOf(tool: string, servers: unknown): ToolCall['mcp'] {
  const [server] = (Array.isArray(servers) ? servers : [])
    .filter((name) => typeof name === 'string' && tool.startsWith(prefixOf(name)))
    .sort((a, b) => b.length - a.length);
  return server === undefined ? undefined : { server, tool: tool.slice(prefixOf(server).length) };
}

const prefixOf = (server: string): string => `${server.replaceAll(/[^a-zA-Z0-9_-]/g, '_')}_`;
