import type { Agent } from '../agent.ts';
import { parsePayload } from './parse.ts';
import { registration } from './registration.ts';
import { renderAnswer } from './render.ts';
import { readConfig, switchedOff } from './trust.ts';

/** Codex CLI, as release 0.169.0 behaves. */
export const codex: Agent = {
  id: 'codex',
  name: 'codex',
  title: 'Codex CLI',
  parse: parsePayload,
  render: renderAnswer,
  registration,
  marks: ['CODEX_THREAD_ID', 'CODEX_CI', 'CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED'],
  projectFiles: [
    {
      path: '.codex/config.toml',
      switchOff(text) {
        const config = readConfig(text);
        return config.ok ? switchedOff(config)[0] : undefined;
      },
    },
  ],
};
