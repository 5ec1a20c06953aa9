import { join } from 'node:path';
import type { AgentCli } from './agent-cli.ts';

/** Claude Code, as release 2.1.330 is run. */
export const claude: AgentCli = {
  id: 'claude',
  setUp: (home, modelUrl) => ({
    args: (prompt) => ['-p', prompt, ...OUTPUT, '--permission-mode', 'bypassPermissions'],
    env: {
      ANTHROPIC_API_KEY: 'sk-ant-fake',
      ANTHROPIC_BASE_URL: modelUrl,
      // Lets root bypass the permissions, as in a container.
      IS_SANDBOX: '1',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_TMPDIR: join(home, 'tmp'),
      DISABLE_AUTOUPDATER: '1',
      DISABLE_TELEMETRY: '1',
      DISABLE_ERROR_REPORTING: '1',
    },
    files: {},
  }),
  shell: (command) => ({ tool: 'Bash', input: { command, description: 'Leave a mark' } }),
  write: (path, content) => ({ tool: 'Write', input: { file_path: path, content } }),
  canAskOverHttp: true,
  limits: {},
};

const OUTPUT = ['--output-format', 'stream-json', '--verbose', '--include-hook-events'];
