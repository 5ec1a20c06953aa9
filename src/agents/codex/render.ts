import type { Answer, HookReply } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { jsonReply, refusal, SILENCE } from '../refusal.ts';
import { isCallEvent, NOTICES } from './events.ts';

/**
 * The answer in the words of Codex. A refusal is exit status 2 with the reason on standard error: an odd character in
 * a JSON answer, or a key that the release does not know, lets the call run.
 *
 * There is no `ask` before a tool call, so that it is a refusal; a permission request is the person being asked, so that
 * it is silence there. `allow` is said to permission requests alone: elsewhere there is no such word.
 */
export function renderAnswer(event: string | undefined, answer: Answer): HookReply {
  if (event === 'SessionStart' && answer.reason !== '') return jsonReply({ systemMessage: answer.reason });
  if (event !== undefined && NOTICES.has(event)) return SILENCE;
  if (event === undefined || !isCallEvent(event)) return beforeCall(answer);
  switch (event) {
    case 'PreToolUse':
      return beforeCall(answer);
    case 'PermissionRequest':
      switch (answer.decision) {
        case 'allow':
          return allowed(event);
        case 'deny':
          return refusal(answer.reason);
        case 'ask':
        case 'defer':
          return SILENCE;
      }
  }
}

function beforeCall(answer: Answer): HookReply {
  const { decision, reason } = askAsRefusal(answer);
  return decision === 'deny' ? refusal(reason) : SILENCE;
}

function allowed(hookEventName: string): HookReply {
  const hookSpecificOutput = { hookEventName, decision: { behavior: 'allow' } };
  return { stdout: JSON.stringify({ hookSpecificOutput }), stderr: '', exitCode: 0 };
}
