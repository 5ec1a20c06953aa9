import type { HookReply, Json, JsonObject } from '../agent.ts';
import { isJsonObject } from '../json-kind.ts';

/** What an agent does with the call that a hook was asked about; `runs` is subject to the agent's own permissions. */
export type Effect = 'runs' | 'stops' | 'asks';

/** How an agent reads what a hook gave it at an event, as its contract was observed. */
export type ReplyReader = (event: string | undefined, reply: HookReply) => Effect;

/** The JSON that standard output holds, if it is JSON and nothing else. */
function jsonIn(stdout: string): Json | undefined {
  try {
    return JSON.parse(stdout) as Json;
  } catch {
    return undefined;
  }
}

const hasText = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

/** With `onFailure: "block"`, as we register it. */
function readAsClaude(event: string | undefined, { stdout, exitCode }: HookReply): Effect {
  const json = jsonIn(stdout);
  if (!isJsonObject(json)) return exitCode === 0 ? silenceAt(event) : 'stops';
  const output = json.hookSpecificOutput;
  if (!isJsonObject(output) || output.hookEventName !== event) return 'stops';
  const effect = event === 'PermissionRequest' ? behaviour(output) : permission(output);
  return exitCode === 0 ? effect : 'stops';
}

function permission({ permissionDecision }: JsonObject): Effect {
  switch (permissionDecision) {
    case 'allow':
      return 'runs';
    case 'ask':
      return 'asks';
    default:
      return 'stops';
  }
}

function behaviour({ decision }: JsonObject): Effect {
  if (!isJsonObject(decision)) return 'asks';
  return decision.behavior === 'allow' ? 'runs' : decision.behavior === 'deny' ? 'stops' : 'asks';
}

/** A permission request without an answer goes on to the person. */
const silenceAt = (event: string | undefined): Effect => (event === 'PermissionRequest' ? 'asks' : 'runs');

const CODEX_KEYS: readonly string[] = ['hookSpecificOutput', 'systemMessage', 'decision', 'reason'];
const CODEX_OUTPUT_KEYS: readonly string[] = [
  'hookEventName',
  'permissionDecision',
  'permissionDecisionReason',
];
const hasOnly = (object: JsonObject, keys: readonly string[]): boolean =>
  Object.keys(object).every((key) => keys.includes(key));

function readAsCodex(event: string | undefined, { stdout, stderr, exitCode }: HookReply): Effect {
  if (exitCode !== 0) return exitCode === 2 && hasText(stderr) ? 'stops' : silenceAt(event);
  const json = jsonIn(stdout);
  if (!isJsonObject(json) || !hasOnly(json, CODEX_KEYS)) return silenceAt(event);
  const output = json.hookSpecificOutput;
  if (event === 'PermissionRequest') return isJsonObject(output) ? behaviour(output) : 'asks';
  if (output === undefined) return json.decision === 'block' && hasText(json.reason) ? 'stops' : 'runs';
  if (!isJsonObject(output) || typeof output.hookEventName !== 'string') return 'runs';
  const { permissionDecision, permissionDecisionReason, updatedInput } = output;
  // An input to run instead, but none that it could run.
  if (isJsonObject(updatedInput) && typeof updatedInput.command !== 'string') return 'stops';
  if (!hasOnly(output, CODEX_OUTPUT_KEYS)) return 'runs';
  return permissionDecision === 'deny' && hasText(permissionDecisionReason) ? 'stops' : 'runs';
}

function readAsGemini(_event: string | undefined, { stdout, stderr, exitCode }: HookReply): Effect {
  const first = jsonIn(stdout.replace(/^\uFEFF/, ''));
  const json = typeof first === 'string' ? jsonIn(first) : first;
  if (isJsonObject(json)) {
    if (json.decision === 'deny' || json.decision === 'block' || json.continue === false) return 'stops';
    if (json.decision === 'ask') return 'asks';
    const output = json.hookSpecificOutput;
    const input = isJsonObject(output) ? output.tool_input : undefined;
    if (isJsonObject(input) && typeof input.command !== 'string') return 'stops';
    if (exitCode === 0) return 'runs';
  }
  return exitCode >= 2 && hasText(stderr + stdout) ? 'stops' : 'runs';
}

function readAsQwen(event: string | undefined, { stdout, stderr, exitCode }: HookReply): Effect {
  if (exitCode === 2 && hasText(stderr)) return 'stops';
  const json = jsonIn(stdout);
  if (!isJsonObject(json)) return silenceAt(event);
  if (json.decision === 'block' || json.decision === 'deny' || json.continue === false) return 'stops';
  const output = json.hookSpecificOutput;
  if (!isJsonObject(output)) return silenceAt(event);
  if (event === 'PermissionRequest') return behaviour(output);
  const { permissionDecision } = output;
  return permissionDecision === 'deny' ? 'stops' : permissionDecision === 'ask' ? 'asks' : 'runs';
}

function readAsCopilot(_event: string | undefined, { stdout, exitCode }: HookReply): Effect {
  if (exitCode !== 0) return 'stops';
  if (stdout === '') return 'runs';
  const last = stdout.replace(/^\uFEFF/, '').replaceAll(/^\{"type":"progress".*\n/gm, '');
  const json = jsonIn(last);
  const decision = isJsonObject(json) ? json.permissionDecision : undefined;
  return decision === 'deny' ? 'stops' : decision === 'ask' ? 'asks' : 'runs';
}

/** With `failClosed`, as we register it, and as its documentation says: `preToolUse` does not enforce `ask`. */
function readAsCursor(event: string | undefined, { stdout, exitCode }: HookReply): Effect {
  if (exitCode !== 0) return 'stops';
  const json = jsonIn(stdout);
  if (!isJsonObject(json)) return event === undefined ? 'runs' : 'stops';
  if (json.permission === 'allow') return 'runs';
  if (json.permission !== 'ask') return 'stops';
  return event === 'beforeShellExecution' || event === 'beforeMCPExecution' ? 'asks' : 'runs';
}

/** Agents of the generic contract, and our own plugins, go by the exit status. */
function readPlainly(_event: string | undefined, { exitCode }: HookReply): Effect {
  return exitCode === 0 ? 'runs' : 'stops';
}

const READERS: Readonly<Record<string, ReplyReader>> = {
  claude: readAsClaude,
  codex: readAsCodex,
  gemini: readAsGemini,
  qwen: readAsQwen,
  copilot: readAsCopilot,
  cursor: readAsCursor,
};

/** How the agent of this id reads replies. */
export function replyReaderOf(agentId: string): ReplyReader {
  return READERS[agentId] ?? readPlainly;
}
