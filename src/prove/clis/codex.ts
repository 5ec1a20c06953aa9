import { type AgentCli, LATE_HOOK_LIMIT } from './agent-cli.ts';

/** Codex CLI, as release 0.169.0 is run. */
export const codex: AgentCli = {
  id: 'codex',
  setUp: (_, modelUrl) => ({
    args: (prompt) => [
      'exec',
      '--skip-git-repo-check',
      '--json',
      '--color',
      'never',
      '--dangerously-bypass-approvals-and-sandbox',
      prompt,
    ],
    env: { SCRIPTED_KEY: 'fake' },
    files: { '.codex/config.toml': config(modelUrl) },
  }),
  shell: (command) => ({ tool: 'exec_command', input: { cmd: command } }),
  write: (path, content) => ({ tool: 'apply_patch', input: addFile(path, content) }),
  limits: LATE_HOOK_LIMIT,
};

const config = (modelUrl: string): string => `model = "gpt-5.5"
model_provider = "scripted"
check_for_update_on_startup = false
web_search = "disabled"

[model_providers.scripted]
name = "scripted"
base_url = "${modelUrl}/v1"
wire_api = "responses"
env_key = "SCRIPTED_KEY"
request_max_retries = 0
stream_max_retries = 0

[analytics]
enabled = false

[feedback]
enabled = false
`;

function addFile(path: string, content: string): string {
  const lines = content.split('\n').map((line) => `+${line}\n`);
  return `*** Begin Patch\n*** Add File: ${path}\n${lines.join('')}*** End Patch\n`;
}
