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
  // An editor that drives it over `--acp` asks its user itself.
  isHeadless: ({ args, hasTerminal }) =>
    args.some((word) => /^(?:-p|--prompt)(?:=|$)/.test(word)) ||
    (!hasTerminal && !args.some((word) => /acp$/.test(word))),
  registration,
  marks: ['GEMINI_CLI'],
  projectFiles: [{ path: '.gemini/settings.json', switchOff }],
};
