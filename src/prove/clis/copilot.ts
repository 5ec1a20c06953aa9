import { type AgentCli, LATE_HOOK_LIMIT } from './agent-cli.ts';

/** GitHub Copilot CLI, as release 1.0.102 is run. */
export const copilot: AgentCli = {
  id: 'copilot',
  setUp: (_, modelUrl) => ({
    args: (prompt) => ['--yolo', '--no-color', '--log-level', 'none', '--disable-builtin-mcps', '-p', prompt],
    env: {
      COPILOT_OFFLINE: 'true',
      COPILOT_AUTO_UPDATE: 'false',
      COPILOT_PROVIDER_BASE_URL: `${modelUrl}/v1`,
      COPILOT_PROVIDER_TYPE: 'openai',
      COPILOT_PROVIDER_API_KEY: 'fake',
      COPILOT_PROVIDER_WIRE_API: 'completions',
      // The family decides which tools there are.
      COPILOT_MODEL: 'claude-sonnet-4.5',
    },
    files: {},
  }),
  shell: (command) => ({ tool: 'bash', input: { command, description: 'Leave a mark' } }),
  write: (path, content) => ({ tool: 'create', input: { path, file_text: content } }),
  limits: LATE_HOOK_LIMIT,
};
