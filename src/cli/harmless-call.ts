import { homedir } from 'node:os';
import type { JsonObject } from '../agents/index.ts';

/** The session, and the id of the call where the agent gives it one. */
export const HEALTH_CHECK = 'health-check';

const command = 'echo health-check';
const cwd = homedir();

/** What most agents send. */
const toolCall = (event: string, tool: string): JsonObject => ({
  session_id: HEALTH_CHECK,
  cwd,
  hook_event_name: event,
  tool_name: tool,
  tool_input: { command },
  tool_use_id: HEALTH_CHECK,
});

/** A harmless command as each agent asks about it, by the agent's id. */
export const HARMLESS_CALLS: Readonly<Record<string, JsonObject>> = {
  claude: toolCall('PreToolUse', 'Bash'),
  codex: toolCall('PreToolUse', 'Bash'),
  gemini: toolCall('BeforeTool', 'run_shell_command'),
  qwen: toolCall('PreToolUse', 'run_shell_command'),
  copilot: { sessionId: HEALTH_CHECK, cwd, toolName: 'bash', toolArgs: { command } },
  cursor: { conversation_id: HEALTH_CHECK, cwd, hook_event_name: 'beforeShellExecution', command },
  opencode: {
    hook: 'tool.execute.before',
    input: { tool: 'bash', sessionID: HEALTH_CHECK, callID: HEALTH_CHECK },
    output: { args: { command } },
    directory: cwd,
  },
  pi: {
    event: { type: 'tool_call', toolName: 'bash', toolCallId: HEALTH_CHECK, input: { command } },
    ctx: { cwd, sessionId: HEALTH_CHECK },
  },
};
