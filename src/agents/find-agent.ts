import type { Agent } from './agent.ts';
import { claudeCode } from './claude-code/claude-code.ts';
import { codex } from './codex/codex.ts';
import { copilot } from './copilot/copilot.ts';
import { cursor } from './cursor/cursor.ts';
import { gemini } from './gemini/gemini.ts';
import { generic } from './generic/generic.ts';
import { opencode } from './opencode/opencode.ts';
import { pi } from './pi/pi.ts';
import { qwen } from './qwen/qwen.ts';

/** Every agent that can be guarded, in the order in which they are listed to people. */
export const AGENTS: readonly Agent[] = [
  claudeCode,
  codex,
  gemini,
  copilot,
  opencode,
  qwen,
  pi,
  cursor,
  generic,
];

/** The agent with this `id` (`claude`) or `name` (`claude_code`). */
export function findAgent(idOrName: string): Agent | undefined {
  return AGENTS.find(({ id, name }) => id === idOrName || name === idOrName);
}
