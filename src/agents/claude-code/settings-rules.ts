import { getNodeValue, type Node } from 'jsonc-parser';
import { jsonKind } from '../json-kind.ts';
import { member, type SettingsFault } from '../json-text.ts';

type Check = (value: unknown) => string | undefined;

const isKind =
  (expected: string): Check =>
  (value) =>
    jsonKind(value) === expected ? undefined : expected;
const text = isKind('a string');
const flag = isKind('a boolean');
const object = isKind('an object');
const list = isKind('an array');
const positive: Check = (value) => (typeof value === 'number' && value > 0 ? undefined : 'a number above 0');
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string) ? undefined : words.map((word) => JSON.stringify(word)).join(' or ');
const texts: Check = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? undefined : 'an array of strings';
const textMap: Check = (value) =>
  object(value) === undefined && Object.values(value as object).every((item) => typeof item === 'string')
    ? undefined
    : 'an object of strings';
const webAddress: Check = (value) =>
  typeof value === 'string' && URL.canParse(value) ? undefined : 'a URL with its scheme';

/**
 * What release 2.1.330 was seen to insist on: each wrong kind made it drop the file. Settings whose wrong
 * values it tolerates, and unknown ones, are absent on purpose.
 */
const SETTINGS = checks({
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

const PERMISSIONS = checks({
  allow: list,
  ask: list,
  deny: list,
  additionalDirectories: list,
  defaultMode: oneOf('default', 'acceptEdits', 'bypassPermissions', 'plan', 'dontAsk', 'auto', 'manual'),
  disableBypassPermissionsMode: text,
});

const EVERY_HOOK = { timeout: positive, onFailure: oneOf('continue', 'block'), if: text, once: flag };
const HOOKS: ReadonlyMap<string, HookRules> = new Map([
  [
    'command',
    {
      required: ['command'],
      keys: checks({
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
      keys: checks({ ...EVERY_HOOK, url: webAddress, headers: textMap, allowedEnvVars: texts }),
    },
  ],
  [
    'mcp_tool',
    {
      required: ['server', 'tool'],
      keys: checks({ ...EVERY_HOOK, server: text, tool: text, input: object }),
    },
  ],
  ['prompt', { required: ['prompt'], keys: checks({ ...EVERY_HOOK, prompt: text, model: text }) }],
  ['agent', { required: ['prompt'], keys: checks({ ...EVERY_HOOK, prompt: text, model: text }) }],
]);

interface HookRules {
  readonly required: readonly string[];
  readonly keys: ReadonlyMap<string, Check>;
}

/** A fault in a hook of these events drops the file; in any other event it drops that hook alone. */
const STRICT_EVENTS = ['PreToolUse', 'PermissionRequest'];

/** Everything in a settings file that makes Claude Code ignore it, or the hooks in it. */
export function findSettingsFaults(root: Node): readonly SettingsFault[] {
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
    if (groups !== undefined) faults.push(...eventFaults(groups, event));
  }
  return faults;
}

function eventFaults(groups: Node, event: string): readonly SettingsFault[] {
  if (groups.type !== 'array') return [wrong(groups, `hooks.${event}`, 'an array')];
  return (groups.children ?? []).flatMap((group, index) => {
    const name = `hooks.${event}[${index}]`;
    if (group.type !== 'object') return [wrong(group, name, 'an object {"matcher", "hooks"}')];
    const hooks = member(group, 'hooks');
    if (hooks === undefined) {
      return [
        {
          node: group,
          message: `"${name}" has no "hooks"; wrap the hook in {"matcher": "", "hooks": [...]}`,
        },
      ];
    }
    const faults = memberFaults(group, GROUP, `${name}.`);
    return faults.length > 0
      ? faults
      : (hooks.children ?? []).flatMap((hook, at) => hookFaults(hook, `${name}.hooks[${at}]`));
  });
}

const GROUP = checks({ matcher: text, hooks: list });

function hookFaults(hook: Node, name: string): readonly SettingsFault[] {
  if (hook.type !== 'object') return [wrong(hook, name, 'an object')];
  const type = member(hook, 'type');
  const rules = HOOKS.get(String(type?.value));
  if (type?.type !== 'string' || rules === undefined) {
    const known = [...HOOKS.keys()].map((key) => JSON.stringify(key)).join(', ');
    return [{ node: type ?? hook, message: `"${name}.type" is ${shown(type)}; expected one of ${known}` }];
  }
  const missing = rules.required.filter((key) => member(hook, key) === undefined);
  return [
    ...missing.map((key) => ({ node: hook, message: `"${name}.${key}" is missing` })),
    ...memberFaults(hook, rules.keys, `${name}.`),
  ];
}

function memberFaults(node: Node, rules: ReadonlyMap<string, Check>, prefix: string): SettingsFault[] {
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined) return [];
    const expected = rules.get(key.value)?.(getNodeValue(value));
    return expected === undefined ? [] : [wrong(value, prefix + key.value, expected)];
  });
}

function repeatedKeys(node: Node, keys: readonly string[]): readonly SettingsFault[] {
  return keys.flatMap((key) => {
    const found = (node.children ?? []).filter((property) => property.children?.[0]?.value === key);
    const [, second] = found;
    if (second === undefined) return [];
    return [{ node: second, message: `"${key}" is there twice and only the last counts; merge them` }];
  });
}

const wrong = (node: Node, name: string, expected: string): SettingsFault => ({
  node,
  message: `"${name}" is ${shown(node)}; expected ${expected}`,
});

/** A short value as it stands, anything longer by its kind. */
function shown(node: Node | undefined): string {
  if (node === undefined) return 'missing';
  const json = JSON.stringify(getNodeValue(node));
  return json.length <= 40 && node.type !== 'object' && node.type !== 'array' ? json : kindOf(node);
}

const kindOf = (node: Node): string => jsonKind(getNodeValue(node));

function checks(rules: Readonly<Record<string, Check>>): ReadonlyMap<string, Check> {
  return new Map(Object.entries(rules));
}
