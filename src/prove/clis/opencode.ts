import type { AgentCli } from './agent-cli.ts';

/** OpenCode, as release 1.18.33 is run. */
export const opencode: AgentCli = {
  id: 'opencode',
  setUp: (_, modelUrl) => ({
    args: (prompt) => ['run', '--format', 'json', '--title', 'Proof', prompt],
    env: {
      OPENCODE_CONFIG_CONTENT: JSON.stringify(config(modelUrl)),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_SHARE: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: '1',
      // With a plugin it asks the registry for its plugin package, and waits: the model says at once that there is none.
      npm_config_registry: modelUrl,
    },
    files: {},
  }),
  shell: (command) => ({ tool: 'bash', input: { command, description: 'Leave a mark' } }),
  write: (path, content) => ({ tool: 'write', input: { filePath: path, content } }),
  limits: {},
};

function config(modelUrl: string): object {
  const model = 'scripted/scripted';
  const limit = { context: 100_000, output: 10_000 };
  const scripted = {
    npm: '@ai-sdk/openai-compatible',
    options: { baseURL: `${modelUrl}/v1`, apiKey: 'fake' },
    models: { scripted: { tool_call: true, limit } },
  };
  return { model, small_model: model, provider: { scripted } };
}
