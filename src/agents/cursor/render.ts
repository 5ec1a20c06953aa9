import type { Answer, HookReply } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { jsonReply, refusal, SILENCE } from '../refusal.ts';
import { isCallEvent } from './events.ts';

/**
 * The answer in Cursor's words: always a `permission`, since a hook with `failClosed` that says nothing counts as failed.
 * `ask` is documented for shell commands and MCP tools; elsewhere it is not enforced. The reason goes to the person
 * and to the model. An event that is not known is refused by exit status 2.
 */
export function renderAnswer(event: string | undefined, answer: Answer): HookReply {
  const isKnown = event !== undefined && isCallEvent(event);
  const canAsk = event === 'beforeShellExecution' || event === 'beforeMCPExecution';
  const { decision, reason } = canAsk ? answer : askAsRefusal(answer);
  switch (decision) {
    case 'allow':
    case 'defer':
      return isKnown ? jsonReply({ permission: 'allow' }) : SILENCE;
    case 'deny':
    case 'ask': {
      if (!isKnown) return refusal(reason);
      const text = reason || 'Blocked by Prempti';
      return jsonReply({ permission: decision, user_message: text, agent_message: text });
    }
  }
}
