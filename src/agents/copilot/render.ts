import type { Answer, HookReply } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';

/** No decision: the agent goes on as if there were no hook. */
const SILENCE: HookReply = { stdout: '', stderr: '', exitCode: 0 };

/**
 * The answer in Copilot's words. A refusal before a call also exits with status 2, which refuses by itself should the
 * JSON get lost.
 *
 * `allow` is said at `permissionRequest` only, where the person would be asked: at `preToolUse` it would also skip that
 * event, and with it our second look. There is no `ask` at `permissionRequest`, which comes in `--yolo`, too, where
 * silence lets the call run. An event that is not known is refused in the words of both.
 */
export function renderAnswer(event: string | undefined, answer: Answer): HookReply {
  switch (event) {
    case 'preToolUse':
      return renderBeforeCall(answer);
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
      return reply(beforeCall('deny', reason), 2);
    case 'ask':
      return reply(beforeCall('ask', reason), 0);
  }
}

function renderPermission({ decision, reason }: Answer): HookReply {
  if (decision === 'defer') return SILENCE;
  return reply(decision === 'allow' ? { behavior: 'allow' } : permissionDenied(reason), 0);
}

function renderForBoth({ decision, reason }: Answer): HookReply {
  if (decision === 'allow' || decision === 'defer') return SILENCE;
  return reply({ ...beforeCall('deny', reason), ...permissionDenied(reason) }, 2);
}

const beforeCall = (permissionDecision: 'deny' | 'ask', reason: string): object => ({
  permissionDecision,
  ...(reason !== '' && { permissionDecisionReason: reason }),
});

const permissionDenied = (reason: string): object => ({
  behavior: 'deny',
  ...(reason !== '' && { message: reason }),
});

const reply = (output: object, exitCode: number): HookReply => ({
  stdout: JSON.stringify(output),
  stderr: '',
  exitCode,
});
