import type { Agent } from './agent.ts';
import { claudeCode } from './claude-code/claude-code.ts';
import { copilot } from './copilot/copilot.ts';
import { generic } from './generic/generic.ts';
import { opencode } from './opencode/opencode.ts';
import { pi } from './pi/pi.ts';

/** Every agent that can be guarded, in the order in which they are listed to people. */
export const AGENTS: readonly Agent[] = [claudeCode, copilot, opencode, pi, generic];

/** The agent with this `id` (`claude`) or `name` (`claude_code`). */
export function findAgent(idOrName: string): Agent | undefined {
  return AGENTS.find(({ id, name }) => id === idOrName || name === idOrName);
}
