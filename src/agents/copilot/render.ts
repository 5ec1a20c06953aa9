import type { AgentRun, Answer, HookReply } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { jsonReply, SILENCE } from '../refusal.ts';

/**
 * The answer in Copilot's words. A refusal before a call also exits with status 2, which refuses by itself should the
 * JSON get lost.
 *
 * `allow` is said at `permissionRequest` only, where the person would be asked: at `preToolUse` it would also skip that
 * event, and with it our second look. There is no `ask` at `permissionRequest`, which comes in `--yolo`, too, where
 * silence lets the call run; nor without a person, where the agent takes it for a refusal. An event that is not known is refused in the words of both.
 */
export function renderAnswer(event: string | undefined, answer: Answer, run: AgentRun = {}): HookReply {
  switch (event) {
    case 'preToolUse':
      return renderBeforeCall(run.isHeadless === true ? askAsRefusal(answer) : answer);
    case 'permissionRequest':
      return renderPermission(askAsRefusal(answer));
    default:
      return renderForBoth(askAsRefusal(answer));
  }
}

function renderBeforeCall({ decision, reason }: Answer): HookReply {
  switch (decision) {
    case 'allow':
    case 'defer':
      return SILENCE;
    case 'deny':
      return { ...jsonReply(beforeCall('deny', reason)), exitCode: 2 };
    case 'ask':
      return jsonReply(beforeCall('ask', reason));
  }
}

function renderPermission({ decision, reason }: Answer): HookReply {
  if (decision === 'defer') return SILENCE;
  return jsonReply(decision === 'allow' ? { behavior: 'allow' } : permissionDenied(reason));
}

function renderForBoth({ decision, reason }: Answer): HookReply {
  if (decision === 'allow' || decision === 'defer') return SILENCE;
  return { ...jsonReply({ ...beforeCall('deny', reason), ...permissionDenied(reason) }), exitCode: 2 };
}

const beforeCall = (permissionDecision: 'deny' | 'ask', reason: string): object => ({
  permissionDecision,
  ...(reason !== '' && { permissionDecisionReason: reason }),
});

const permissionDenied = (reason: string): object => ({
  behavior: 'deny',
  ...(reason !== '' && { message: reason }),
});
