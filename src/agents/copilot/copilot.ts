import type { Agent } from '../agent.ts';
import { allHooksOffIn } from '../all-hooks-off.ts';
import { parsePayload } from './parse.ts';
import { registration } from './registration.ts';
import { renderAnswer } from './render.ts';

/** Of a trusted project; it reads Claude Code's settings, too. */
const PROJECT_FILES = [
  '.github/copilot/settings.json',
  '.github/copilot/settings.local.json',
  '.claude/settings.json',
];

/** GitHub Copilot CLI, as release 1.0.102 behaves. */
export const copilot: Agent = {
  id: 'copilot',
  name: 'copilot',
  title: 'GitHub Copilot CLI',
  parse: parsePayload,
  render: renderAnswer,
  isHeadless: ({ args }) => args.some((arg) => /^(?:-p|--prompt(?:=.*)?)$/s.test(arg)),
  registration,
  marks: ['COPILOT_CLI'],
  projectFiles: PROJECT_FILES.map((path) => ({ path, switchOff: allHooksOffIn })),
};
