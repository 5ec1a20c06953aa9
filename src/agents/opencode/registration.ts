import type { AgentUser } from '../agent.ts';
import { registrationInOneFile } from '../one-file.ts';
import { ownFile } from '../own-file.ts';
import { pluginText } from '../plugin-text.ts';

/** A plugin of our own in the folder that OpenCode loads plugins from for every project. */
export const registration = registrationInOneFile({
  programs: ['opencode'],
  folder,
  path: (user) => `${folder(user)}/plugins/prempti.js`,
  format: ownFile((hook) => pluginText('opencode', hook, plugin)),
});

function folder({ home, env }: AgentUser): string {
  const moved = env.XDG_CONFIG_HOME ?? '';
  return `${moved.startsWith('/') ? moved.replace(/\/+$/, '') : `${home}/.config`}/opencode`;
}

/**
 * To throw is to block. The names of the MCP servers go along, because nothing marks a tool as one of theirs. An export
 * that is no function, or an error while it loads, would drop the plugin and let every call run.
 */
const plugin = `/** The one export. It does nothing that can fail: a plugin that throws here is dropped, and every call runs. */
export const Prempti = async ({ directory }) => {
  let mcpServers = [];
  return {
    config: async (config) => {
      mcpServers = Object.keys(config?.mcp ?? {});
    },
    'tool.execute.before': async (input, output) => {
      const hook = 'tool.execute.before';
      const { exitCode, stderr } = await ask({ hook, input, output, directory, mcpServers });
      if (exitCode !== 0) throw new Error(stderr);
    },
  };
};
`;
