import type { Agent } from '../agent.ts';
import { parsePayload } from './parse.ts';
import { registration } from './registration.ts';
import { renderAnswer } from './render.ts';

/** GitHub Copilot CLI, as release 1.0.102 behaves. */
export const copilot: Agent = {
  id: 'copilot',
  name: 'copilot',
  title: 'GitHub Copilot CLI',
  parse: parsePayload,
  render: renderAnswer,
  registration,
  projectFiles: [],
};
