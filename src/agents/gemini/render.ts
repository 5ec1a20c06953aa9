import type { AgentRun, Answer, HookReply } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { jsonReply, refusal, SILENCE } from '../refusal.ts';
import { NOTICES } from './events.ts';

/**
 * The answer in the words of Gemini CLI. A refusal is exit status 2 with the reason on standard error, which holds even
 * where JSON on standard output would not be read. `allow` would grant nothing, so that it is silence. `ask` shows a
 * prompt, whose text is the system message; without a person it would end the run without a word, so that it is a refusal.
 */
export function renderAnswer(event: string | undefined, answer: Answer, run: AgentRun = {}): HookReply {
  if (event === 'SessionStart' && answer.reason !== '') return jsonReply({ systemMessage: answer.reason });
  if (event !== undefined && NOTICES.has(event)) return SILENCE;
  const { decision, reason } =
    event === 'BeforeTool' && run.isHeadless !== true ? answer : askAsRefusal(answer);
  switch (decision) {
    case 'allow':
    case 'defer':
      return SILENCE;
    case 'deny':
      return refusal(reason);
    case 'ask':
      return jsonReply({ decision, reason, systemMessage: reason });
  }
}
