import type { Agent } from '../agent.ts';
import { askAsRefusal } from '../ask-as-refusal.ts';
import { plainReply } from '../plain-reply.ts';
import { parsePayload } from './parse.ts';
import { registration } from './registration.ts';

/** pi, as release 0.73.1 behaves. Answers go to our own extension. */
export const pi: Agent = {
  id: 'pi',
  name: 'pi',
  title: 'pi',
  parse: parsePayload,
  render: (_event, answer, run) => plainReply(run?.isHeadless === true ? askAsRefusal(answer) : answer),
  isHeadless: ({ args }) =>
    args.some((arg, at) => /^(?:-p|--print)$/.test(arg) || (arg === 'json' && args[at - 1] === '--mode')),
  registration,
  marks: ['PI_CODING_AGENT'],
  projectFiles: [],
};
