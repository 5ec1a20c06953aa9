import type { Agent } from '../agent.ts';
import { allHooksOffIn } from '../all-hooks-off.ts';
import { parsePayload } from './parse.ts';
import { registration } from './registration.ts';
import { renderAnswer } from './render.ts';

/** Qwen Code, as release 0.24.4 behaves. */
export const qwen: Agent = {
  id: 'qwen',
  name: 'qwen',
  title: 'Qwen Code',
  parse: parsePayload,
  render: renderAnswer,
  registration,
  marks: ['QWEN_CODE'],
  projectFiles: [{ path: '.qwen/settings.json', switchOff: allHooksOffIn }],
};
