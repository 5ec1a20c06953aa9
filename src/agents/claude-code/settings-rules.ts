import { eventFaults, type HookTypes } from '../group-rules.ts';
import {
  flag,
  kindOf,
  list,
  memberFaults,
  object,
  oneOf,
  positive,
  repeatedKeys,
  rules,
  text,
  textMap,
  texts,
  webAddress,
} from '../json-rules.ts';
import { type JsonText, member, type SettingsFault } from '../json-text.ts';

/**
 * What release 2.1.330 was seen to insist on: each wrong kind made it drop the file. Settings whose wrong
 * values it tolerates, and unknown ones, are absent on purpose.
 */
const SETTINGS = rules({
  $schema: text,
  agent: text,
  advisorModel: text,
  allowedHttpHookUrls: texts,
  allowManagedHooksOnly: flag,
  alwaysThinkingEnabled: flag,
  apiKeyHelper: text,
  autoMemoryEnabled: flag,
  availableModels: list,
  awsAuthRefresh: text,
  cleanupPeriodDays: positive,
  companyAnnouncements: list,
  disableAllHooks: flag,
  enableAllProjectMcpServers: flag,
  enabledPlugins: object,
  env: object,
  fastMode: flag,
  fileSuggestion: object,
  gcpAuthRefresh: text,
  hooks: object,
  httpHookAllowedEnvVars: texts,
  includeCoAuthoredBy: flag,
  includeGitInstructions: flag,
  language: text,
  minimumVersion: text,
  model: text,
  otelHeadersHelper: text,
  outputStyle: text,
  permissions: object,
  plansDirectory: text,
  prefersReducedMotion: flag,
  respectGitignore: flag,
  sandbox: object,
  showTurnDuration: flag,
  skillOverrides: object,
  skipDangerousModePermissionPrompt: flag,
  spinnerTipsEnabled: flag,
  statusLine: object,
  syntaxHighlightingDisabled: flag,
  terminalProgressBarEnabled: flag,
  verbose: flag,
  worktree: object,
});

const PERMISSIONS = rules({
  allow: list,
  ask: list,
  deny: list,
  additionalDirectories: list,
  defaultMode: oneOf('default', 'acceptEdits', 'bypassPermissions', 'plan', 'dontAsk', 'auto', 'manual'),
  disableBypassPermissionsMode: text,
});

const EVERY_HOOK = { timeout: positive, onFailure: oneOf('continue', 'block'), if: text, once: flag };
const HOOKS: HookTypes = new Map([
  [
    'command',
    {
      required: ['command'],
      keys: rules({
        ...EVERY_HOOK,
        command: text,
        args: texts,
        shell: oneOf('bash', 'powershell'),
        async: flag,
        asyncRewake: flag,
        statusMessage: text,
      }),
    },
  ],
  [
    'http',
    {
      required: ['url'],
      keys: rules({ ...EVERY_HOOK, url: webAddress, headers: textMap, allowedEnvVars: texts }),
    },
  ],
  [
    'mcp_tool',
    {
      required: ['server', 'tool'],
      keys: rules({ ...EVERY_HOOK, server: text, tool: text, input: object }),
    },
  ],
  ['prompt', { required: ['prompt'], keys: rules({ ...EVERY_HOOK, prompt: text, model: text }) }],
  ['agent', { required: ['prompt'], keys: rules({ ...EVERY_HOOK, prompt: text, model: text }) }],
]);

/** A fault in a hook of these events drops the file; in any other event it drops that hook alone. */
const STRICT_EVENTS = ['PreToolUse', 'PermissionRequest'];

/** Everything in a settings file that makes Claude Code ignore it, or the hooks in it. */
export function findSettingsFaults({ root }: JsonText): readonly SettingsFault[] {
  if (root.type !== 'object')
    return [{ node: root, message: `the file holds ${kindOf(root)}, not an object` }];
  const faults = [...memberFaults(root, SETTINGS, ''), ...repeatedKeys(root, ['hooks', 'disableAllHooks'])];
  const permissions = member(root, 'permissions');
  if (permissions?.type === 'object') faults.push(...memberFaults(permissions, PERMISSIONS, 'permissions.'));
  const hooks = member(root, 'hooks');
  if (hooks?.type !== 'object') return faults;
  faults.push(...repeatedKeys(hooks, STRICT_EVENTS));
  for (const event of STRICT_EVENTS) {
    const groups = member(hooks, event);
    if (groups !== undefined) faults.push(...eventFaults(groups, event, HOOKS));
  }
  return faults;
}
