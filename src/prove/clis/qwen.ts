import { type AgentCli, LATE_HOOK_LIMIT } from './agent-cli.ts';

/** Qwen Code, as release 0.24.4 is run. */
export const qwen: AgentCli = {
  id: 'qwen',
  setUp: (_, modelUrl) => ({
    args: (prompt) => [
      '-p',
      prompt,
      '--auth-type',
      'openai',
      '--approval-mode',
      'yolo',
      '-o',
      'stream-json',
      '--telemetry=false',
    ],
    env: {
      OPENAI_API_KEY: 'fake',
      OPENAI_BASE_URL: `${modelUrl}/v1`,
      OPENAI_MODEL: 'scripted',
      DISABLE_AUTOUPDATER: '1',
    },
    files: {},
  }),
  shell: (command) => ({ tool: 'run_shell_command', input: { command, is_background: false } }),
  write: (path, content) => ({ tool: 'write_file', input: { file_path: path, content } }),
  limits: LATE_HOOK_LIMIT,
};
