import type { AgentRun, Answer, HookReply } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { jsonReply, refusal, SILENCE } from '../refusal.ts';
import { isCallEvent, NOTICES } from './events.ts';

/**
 * The answer in the words of Qwen Code. A refusal is exit status 2 with the reason on standard error: every other failure
 * of a hook lets the call run. `ask` shows a prompt; without a person it is a refusal, and so we say it. A permission
 * request is the person being asked, so that `ask` is silence there.
 */
export function renderAnswer(event: string | undefined, answer: Answer, run: AgentRun = {}): HookReply {
  if (event !== undefined && NOTICES.has(event)) return SILENCE;
  const isCall = event !== undefined && isCallEvent(event);
  const { decision, reason } = isCall && run.isHeadless !== true ? answer : askAsRefusal(answer);
  if (decision === 'deny') return refusal(reason);
  if (decision === 'defer' || !isCall) return SILENCE;
  switch (event) {
    case 'PreToolUse':
      return jsonReply({
        hookSpecificOutput: {
          hookEventName: event,
          permissionDecision: decision,
          permissionDecisionReason: reason,
        },
      });
    case 'PermissionRequest':
      return decision === 'ask'
        ? SILENCE
        : jsonReply({ hookSpecificOutput: { hookEventName: event, decision: { behavior: decision } } });
  }
}
