import type { JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { type Ending, endingOf, outcomeHook, textIn } from '../call-outcome.ts';
import { isJsonObject } from '../json-kind.ts';
import { patchedFiles } from '../patch.ts';
import { OddShape, optionalStrings, parseWith, requiredObject, requiredString } from '../payload.ts';
import { subjectsOf } from '../tool-shape.ts';
import { TOOL_TABLE } from './tool-table.ts';

type CopilotEvent = 'preToolUse' | 'permissionRequest' | 'postToolUse' | 'postToolUseFailure';

const CALL_KEYS = {
  sessionId: 'sessionId',
  cwd: 'cwd',
  subagentId: 'agentId',
  parentSessionId: 'parentAgentId',
} as const;

/**
 * Reads one hook payload of Copilot CLI in its camelCase form. Never throws. Most payloads do not name their event: those
 * about a call that has ended say how, and that of `preToolUse` is what the others are not.
 */
export function parsePayload(payload: unknown): ParsedHook {
  return parseWith(payload, eventOf, (sent, name) => {
    const event = name as CopilotEvent;
    switch (event) {
      case 'preToolUse':
        return { kind: 'calls', event, calls: callsOf(sent) };
      case 'permissionRequest':
        // It comes after `preToolUse`, where the call was decided.
        return { kind: 'notice', event };
      case 'postToolUse':
      case 'postToolUseFailure': {
        const { toolName: tool, toolArgs: input = {} } = sent;
        const about = { agent: 'copilot', tool, input, ...optionalStrings(sent, { sessionId: 'sessionId' }) };
        return outcomeHook(event, about, callEnding(sent));
      }
    }
  });
}

function eventOf(payload: JsonObject): CopilotEvent {
  if (payload.hookName === 'permissionRequest') return 'permissionRequest';
  if (isJsonObject(payload.toolResult)) return 'postToolUse';
  return typeof payload.error === 'string' ? 'postToolUseFailure' : 'preToolUse';
}

/** A program that fails has run for all that; its exit status stands in the last line. */
function callEnding({ toolResult: result, error }: JsonObject): Ending {
  if (!isJsonObject(result)) return endingOf(textIn(error), true);
  const text = textIn(result, 'textResultForLlm');
  return endingOf(text, result.resultType !== 'success', / completed with exit code (\d{1,3})>\s*$/);
}

function callsOf(payload: JsonObject): readonly ToolCall[] {
  const tool = requiredString(payload, 'toolName');
  const call = { agent: 'copilot', event: 'preToolUse', tool, ...optionalStrings(payload, CALL_KEYS) };
  return tool === 'apply_patch' ? patchCalls(payload, call) : toolCalls(payload, call);
}

type CallHead = Omit<ToolCall, 'input'>;

/** The arguments are the patch itself: no object, but text. */
function patchCalls(payload: JsonObject, head: CallHead): readonly ToolCall[] {
  const patch = requiredString(payload, 'toolArgs');
  return patchedFiles(patch).map((file) => ({ ...head, input: { patch }, ...file }));
}

function toolCalls(payload: JsonObject, head: CallHead): readonly ToolCall[] {
  const input = requiredObject(payload, 'toolArgs');
  if (head.tool === 'write_bash') return [{ ...head, input, command: typedText(input) }];
  const servers = TOOL_TABLE.has(head.tool) ? [] : possibleServers(head.tool);
  if (servers.length === 0) return withSubjects({ ...head, input });
  return servers.flatMap((mcp) => withSubjects({ ...head, input, mcp }));
}

/** What the keys typed into a running shell say: named keys stand in braces. */
function typedText(input: JsonObject): string {
  return requiredString(input, 'input')
    .replaceAll(/\{enter\}/gi, '\n')
    .replaceAll(/\{\w+\}/g, ' ');
}

/** More than the name of any tool has. */
const MAX_HYPHENS = 16;

/**
 * `SERVER-TOOL`, and nothing says which hyphen it is: each that may be is tried, the last one, which is the most likely, first.
 * A rule about a server or a tool then sees it.
 */
function possibleServers(tool: string): readonly NonNullable<ToolCall['mcp']>[] {
  const parts = tool.split('-');
  if (parts.length > MAX_HYPHENS + 1) throw new OddShape('"toolName" has too many hyphens');
  return parts
    .map((_, at) => ({ server: parts.slice(0, at).join('-'), tool: parts.slice(at).join('-') }))
    .filter((mcp) => mcp.server !== '' && mcp.tool !== '')
    .reverse();
}

function withSubjects(call: ToolCall): readonly ToolCall[] {
  const { tool, input, mcp } = call;
  return subjectsOf(TOOL_TABLE, tool, input, mcp?.tool).map((subject) => ({ ...call, ...subject }));
}
