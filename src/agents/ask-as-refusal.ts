import type { Answer } from './agent.ts';

/** What the agent is told where it has no prompt in which a person could approve. */
const NO_PROMPT = 'this needs the approval of a person, whom this agent cannot ask here: tell the user';

/** An `ask` as the refusal that it is where nobody can be asked; every other answer as it is. */
export function askAsRefusal(answer: Answer): Answer {
  if (answer.decision !== 'ask') return answer;
  return { decision: 'deny', reason: answer.reason === '' ? NO_PROMPT : `${answer.reason} | ${NO_PROMPT}` };
}
