import type { Agent } from '../agent.ts';
import { parsePayload } from './parse.ts';
import { registration, switchOff } from './registration.ts';
import { renderAnswer } from './render.ts';

/** Gemini CLI, as release 0.61.0 behaves. */
export const gemini: Agent = {
  id: 'gemini',
  name: 'gemini',
  title: 'Gemini CLI',
  parse: parsePayload,
  render: renderAnswer,
  registration,
  projectFiles: [{ path: '.gemini/settings.json', switchOff }],
};
