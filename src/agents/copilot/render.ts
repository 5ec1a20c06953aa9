import type { AgentRun, Answer, HookReply } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { jsonReply, SILENCE } from '../refusal.ts';

/**
 * The answer in Copilot's words. A refusal also exits with status 2, which refuses by itself should the JSON get lost.
 * Without a person the agent takes `ask` for a refusal, so that it is one that says so; with one it is a prompt, in `--yolo`, too.
 * `allow` skips the agent's own permissions. An event that is not known has no prompt.
 */
export function renderAnswer(event: string | undefined, answer: Answer, run: AgentRun = {}): HookReply {
  const canAsk = event === 'preToolUse' && run.isHeadless !== true;
  const { decision: permissionDecision, reason } = canAsk ? answer : askAsRefusal(answer);
  if (permissionDecision === 'defer') return SILENCE;
  if (permissionDecision === 'allow')
    return event === 'preToolUse' ? jsonReply({ permissionDecision }) : SILENCE;
  const output = { permissionDecision, ...(reason !== '' && { permissionDecisionReason: reason }) };
  return { ...jsonReply(output), exitCode: permissionDecision === 'deny' ? 2 : 0 };
}
