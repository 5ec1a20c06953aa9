import type { Agent } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { plainReply } from '../plain-reply.ts';
import { parsePayload } from './parse.ts';
import { registration } from './registration.ts';

/** OpenCode, as release 1.18.33 behaves. Answers go to our own plugin. */
export const opencode: Agent = {
  id: 'opencode',
  name: 'opencode',
  title: 'OpenCode',
  parse: parsePayload,
  render: (_event, answer) => plainReply(askAsRefusal(answer)),
  registration,
  marks: ['OPENCODE'],
  projectFiles: [],
};
