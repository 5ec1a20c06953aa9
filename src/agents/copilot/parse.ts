import type { JsonObject, ParsedHook, ToolCall } from '../agent.ts';
import { type Ending, endingOf, outcomeHook, textIn } from '../call-outcome.ts';
import { isJsonObject } from '../json-kind.ts';
import { newSideOf, patchedFiles } from '../patch.ts';
import { optionalStrings, parseWith, requiredObject, requiredString } from '../payload.ts';
import { subjectsOf } from '../tool-shape.ts';
import { TOOL_TABLE } from './tool-table.ts';

/** The events that ask for a decision, and those that tell what became of a call. */
export type CopilotEvent = 'preToolUse' | 'permissionRequest' | 'postToolUse' | 'postToolUseFailure';

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
      case 'permissionRequest':
        return { kind: 'calls', event, calls: callsOf(sent, event) };
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

function callsOf(
  payload: JsonObject,
  event: Extract<CopilotEvent, 'preToolUse' | 'permissionRequest'>,
): readonly ToolCall[] {
  const tool = requiredString(payload, 'toolName');
  const call = { agent: 'copilot', event, tool, ...optionalStrings(payload, CALL_KEYS) };
  switch (event) {
    case 'preToolUse':
      return tool === 'apply_patch' ? patchCalls(payload, call) : toolCalls(payload, call);
    case 'permissionRequest':
      return permissionCalls(requiredObject(payload, 'toolInput'), call);
  }
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
  const mcp = TOOL_TABLE.has(head.tool) ? undefined : guessedServer(head.tool);
  return withSubjects({ ...head, input, ...(mcp !== undefined && { mcp }) });
}

/** What the keys typed into a running shell say: named keys stand in braces. */
function typedText(input: JsonObject): string {
  return requiredString(input, 'input')
    .replaceAll(/\{enter\}/gi, '\n')
    .replaceAll(/\{\w+\}/g, ' ');
}

/**
 * `SERVER-TOOL`, and nothing says which hyphen it is: names of tools hold underscores more often. The permission request
 * for the same call has a slash there.
 */
function guessedServer(tool: string): ToolCall['mcp'] {
  const hyphen = tool.lastIndexOf('-');
  return hyphen < 1 ? undefined : { server: tool.slice(0, hyphen), tool: tool.slice(hyphen + 1) };
}

/** Asked for a command, for one file that is written (with a diff), or for an MCP tool as `SERVER/TOOL`. */
function permissionCalls(input: JsonObject, head: CallHead): readonly ToolCall[] {
  const { tool } = head;
  if (tool === 'edit') {
    const file = { path: requiredString(input, 'file_path'), access: 'write' } as const;
    const diff = typeof input.diff === 'string' ? input.diff : '';
    return [{ ...head, input, file, content: newSideOf(diff.split('\n')) }];
  }
  const slash = tool.indexOf('/');
  if (slash < 0) return withSubjects({ ...head, input });
  return withSubjects({ ...head, input, mcp: { server: tool.slice(0, slash), tool: tool.slice(slash + 1) } });
}

function withSubjects(call: ToolCall): readonly ToolCall[] {
  const { tool, input, mcp } = call;
  return subjectsOf(TOOL_TABLE, tool, input, mcp?.tool).map((subject) => ({ ...call, ...subject }));
}
