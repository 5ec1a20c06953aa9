import type { Agent } from '../agent.ts';
import { plainReply } from '../plain-reply.ts';
import { parsePayload } from './parse.ts';

/** Any other agent, by the contract of docs/agents.md. Whoever runs the agent registers the hook. */
export const generic: Agent = {
  id: 'generic',
  name: 'generic',
  title: 'an agent with the generic contract',
  parse: parsePayload,
  render: (_event, answer) => plainReply(answer),
  marks: [],
  projectFiles: [],
};
