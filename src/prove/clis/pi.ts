import type { AgentCli } from './agent-cli.ts';

/** pi, as release 0.73.1 is run. */
export const pi: AgentCli = {
  id: 'pi',
  setUp: (_, modelUrl) => ({
    args: (prompt) => ['--mode', 'json', '--model', 'scripted/scripted', '-p', prompt],
    env: { PI_OFFLINE: '1', PI_TELEMETRY: '0', PI_SKIP_VERSION_CHECK: '1' },
    files: { '.pi/agent/models.json': JSON.stringify({ providers: { scripted: provider(modelUrl) } }) },
  }),
  shell: (command) => ({ tool: 'bash', input: { command } }),
  write: (path, content) => ({ tool: 'write', input: { path, content } }),
  limits: {},
};

const provider = (modelUrl: string): object => ({
  baseUrl: `${modelUrl}/v1`,
  apiKey: 'fake',
  api: 'openai-completions',
  models: [{ id: 'scripted' }],
});
