import type { AgentRun, Answer, HookReply } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { jsonReply, refusal, SILENCE } from '../refusal.ts';
import { isCallEvent, isKnownEvent } from './events.ts';

/**
 * The answer in Claude Code's words: one JSON object on standard output with exit status 0, or nothing.
 *
 * `defer` is silence: the agent's own `defer` would end the run. A PermissionRequest comes when the person is
 * about to be asked, so `ask` is silence there. Without a person the agent takes `ask` for a refusal: the reason says so.
 * A ConfigChange that is refused leaves the settings of the session as they were; what is said to a SessionStart is shown
 * to the person. An unknown event, such as one of
 * Cursor's, has no JSON form: a refusal is then exit status 2 with the reason on standard error.
 */
export function renderAnswer(event: string | undefined, answer: Answer, run: AgentRun = {}): HookReply {
  const { decision } = answer;
  if (event === undefined || !isKnownEvent(event)) {
    const isOpen = decision === 'allow' || decision === 'defer';
    return isOpen ? SILENCE : refusal(askAsRefusal(answer).reason);
  }
  const { reason } = run.isHeadless === true ? askAsRefusal(answer) : answer;
  if (event === 'SessionStart' && reason !== '') return jsonReply({ systemMessage: reason });
  if (decision === 'defer') return SILENCE;
  if (event === 'ConfigChange' && decision === 'deny') return refusal(reason);
  if (!isCallEvent(event)) return SILENCE;
  switch (event) {
    case 'PreToolUse':
      return json({
        hookEventName: event,
        permissionDecision: decision,
        ...(reason !== '' && { permissionDecisionReason: reason }),
      });
    case 'PermissionRequest':
      if (decision === 'ask') return SILENCE;
      return json({
        hookEventName: event,
        decision:
          decision === 'allow'
            ? { behavior: 'allow' }
            : { behavior: 'deny', ...(reason !== '' && { message: reason }) },
      });
  }
}

function json(hookSpecificOutput: object): HookReply {
  return jsonReply({ hookSpecificOutput });
}
