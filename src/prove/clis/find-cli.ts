import type { AgentCli } from './agent-cli.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { gemini } from './gemini.ts';
import { opencode } from './opencode.ts';
import { pi } from './pi.ts';
import { qwen } from './qwen.ts';

const CLIS: readonly AgentCli[] = [claude, codex, gemini, copilot, opencode, qwen, pi];

/** How to run the agent with this `id`; `undefined` for one that cannot be run headless. */
export function findCli(id: string): AgentCli | undefined {
  return CLIS.find((cli) => cli.id === id);
}
