import type { Answer, HookReply } from './agent.ts';
import { askAsRefusal } from './ask-as-refusal.ts';
import { refusal } from './refusal.ts';

/**
 * The answer in the words of the generic contract: exit status 0 when nothing stands against the call, 2 when it must not
 * run, with the reason for the model on standard error. On standard output is `{"decision", "reason"}` for a caller that
 * can do more, such as to ask the person. See docs/agents.md.
 */
export function plainReply(answer: Answer): HookReply {
  const { decision, reason } = answer;
  const stdout = JSON.stringify({ decision, reason });
  switch (decision) {
    case 'allow':
    case 'defer':
      return { stdout, stderr: '', exitCode: 0 };
    case 'deny':
    case 'ask':
      return { ...refusal(askAsRefusal(answer).reason), stdout };
  }
}
