import { type AgentCli, LATE_HOOK_LIMIT } from './agent-cli.ts';

/** Gemini CLI, as release 0.61.0 is run. */
export const gemini: AgentCli = {
  id: 'gemini',
  setUp: (_, modelUrl) => ({
    args: (prompt) => [
      '--approval-mode',
      'yolo',
      '--skip-trust',
      '-m',
      'gemini-2.5-flash',
      '-o',
      'stream-json',
      '-p',
      prompt,
    ],
    env: {
      GEMINI_API_KEY: 'fake',
      GOOGLE_GEMINI_BASE_URL: modelUrl,
      GEMINI_CLI_NO_RELAUNCH: 'true',
      NO_BROWSER: 'true',
    },
    files: { '.gemini/settings.json': JSON.stringify(SETTINGS, undefined, 2) },
  }),
  shell: (command) => ({ tool: 'run_shell_command', input: { command } }),
  write: (path, content) => ({ tool: 'write_file', input: { file_path: path, content } }),
  limits: LATE_HOOK_LIMIT,
};

const SETTINGS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  telemetry: { enabled: false },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
};
