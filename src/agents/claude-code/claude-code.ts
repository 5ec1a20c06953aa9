import type { Agent } from '../agent.ts';
import { allHooksOffIn } from '../all-hooks-off.ts';
import { parsePayload } from './parse.ts';
import { losesHook, registration } from './registration.ts';
import { renderAnswer } from './render.ts';

/** Claude Code, as release 2.1.330 behaves. */
export const claudeCode: Agent = {
  id: 'claude',
  name: 'claude_code',
  title: 'Claude Code',
  parse: parsePayload,
  render: renderAnswer,
  // A program that drives it can be who is asked.
  isHeadless: ({ args }) =>
    args.some((word) => word === '-p' || word === '--print') &&
    !args.some((word) => word.startsWith('--permission-prompt-tool')),
  losesHook,
  registration,
  marks: ['CLAUDECODE'],
  projectFiles: ['.claude/settings.json', '.claude/settings.local.json'].map((path) => ({
    path,
    switchOff: allHooksOffIn,
  })),
};
