import type { AgentUser, HookCommand } from '../agent.ts';
import { registrationInOneFile } from '../one-file.ts';
import { ownFile } from '../own-file.ts';
import { pluginText } from '../plugin-text.ts';

/** A plugin of our own in the folder that OpenCode loads plugins from for every project. */
export const registration = registrationInOneFile({
  programs: ['opencode'],
  variables: ['XDG_CONFIG_HOME'],
  folder,
  path: (user) => `${folder(user)}/plugins/prempti.js`,
  format: ownFile((hook) => pluginText('opencode', hook, pluginOf(hook))),
});

function folder({ home, env }: AgentUser): string {
  const moved = env.XDG_CONFIG_HOME ?? '';
  return `${moved.startsWith('/') ? moved.replace(/\/+$/, '') : `${home}/.config`}/opencode`;
}

/**
 * To throw is to block. The names of the MCP servers go along, because nothing marks a tool as one of theirs. An export
 * that is no function, or an error while it loads, would drop the plugin and let every call run.
 */
const pluginOf = ({
  tellsOutcomes,
}: HookCommand): string => `/** The one export. It does nothing that can fail: a plugin that throws here is dropped, and every call runs. */
export const Prempti = async ({ directory }) => {
  let mcpServers = [];${tellsOutcomes === true ? underway : ''}
  return {
    config: async (config) => {
      mcpServers = Object.keys(config?.mcp ?? {});
    },
    'tool.execute.before': async (input, output) => {
      const hook = 'tool.execute.before';
      const { exitCode, stderr } = await ask({ hook, input, output, directory, mcpServers });
      if (exitCode !== 0) throw new Error(stderr);${tellsOutcomes === true ? entered : ''}
    },${tellsOutcomes === true ? teller : ''}
  };
};
`;

/** The calls that were let go on and have not ended: of a tool that throws nothing but the state of its part tells. */
const underway = `
  const underway = new Set();`;

const entered = `
      underway.add(input.callID);`;

/** What throws here would be taken for a failure of the tool. Of what the tool gave back only the length is told. */
const teller = `
    'tool.execute.after': async ({ tool, sessionID, callID } = {}, output) => {
      underway.delete(callID);
      const hook = 'tool.execute.after';
      const outputLength = String(output?.output ?? '').length;
      tell({ hook, input: { tool, sessionID, callID }, exit: output?.metadata?.exit, outputLength });
    },
    event: async ({ event } = {}) => {
      const { tool, sessionID, callID, state } = event?.properties?.part ?? {};
      if (event?.type !== 'message.part.updated' || state?.status !== 'error') return;
      const hook = 'tool.execute.after';
      if (underway.delete(callID)) tell({ hook, input: { tool, sessionID, callID }, hasFailed: true });
    },`;
