import type { AgentUser, HookCommand } from '../agent.ts';
import { registrationInOneFile } from '../one-file.ts';
import { ownFile } from '../own-file.ts';
import { pluginText } from '../plugin-text.ts';

/** An extension of our own in the folder that pi loads extensions from for every project. */
export const registration = registrationInOneFile({
  programs: ['pi'],
  variables: ['PI_CODING_AGENT_DIR'],
  folder,
  path: (user) => `${folder(user)}/extensions/prempti.js`,
  format: ownFile((hook) => pluginText('pi', hook, extensionOf(hook))),
});

/** `PI_CODING_AGENT_DIR` counts where it is absolute or begins with `~/`; the agent takes another one from its working folder. */
function folder({ home, env }: AgentUser): string {
  const moved = (env.PI_CODING_AGENT_DIR ?? '').replace(/^~(?=\/|$)/, home);
  return /^(?:\/|[a-z]:[\\/])/i.test(moved) ? moved.replace(/[\\/]+$/, '') : `${home}/.pi/agent`;
}

const extensionOf = ({ tellsOutcomes }: HookCommand): string => `export default function prempti(pi) {
  pi.on('tool_call', async ({ type, toolName, toolCallId, input }, ctx) => {
    const { cwd, hasUI, sessionManager } = ctx;
    const sessionId = sessionManager?.getSessionId();
    const event = { type, toolName, toolCallId, input };
    const { stdout, stderr, exitCode } = await ask({ event, ctx: { cwd, hasUI, sessionId } });
    if (exitCode === 0) return undefined;
    if (hasUI) {
      const { decision, reason } = JSON.parse(stdout || '{}');
      if (decision === 'ask') {
        if (await ctx.ui.confirm('Prempti', reason)) return undefined;
        return { block: true, reason: 'The user was asked, and refused: ' + reason };
      }
    }
    return { block: true, reason: stderr };
  });${tellsOutcomes === true ? teller : ''}
}
`;

/** Gives nothing, so that the result stays as it is. Of what the tool gave back only the end and the length are told. */
const teller = `
  pi.on('tool_result', ({ type, toolName, toolCallId, isError, content }, { cwd, hasUI, sessionManager }) => {
    const sessionId = sessionManager?.getSessionId();
    const text = (Array.isArray(content) ? content : []).map((part) => part?.text ?? '').join('');
    const event = { type, toolName, toolCallId, isError, end: text.slice(-80), outputLength: text.length };
    tell({ event, ctx: { cwd, hasUI, sessionId } });
  });`;
