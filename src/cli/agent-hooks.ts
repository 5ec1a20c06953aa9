import { chmodSync, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  AGENTS,
  type Agent,
  type AgentUser,
  findAgent,
  type HookStatus,
  type SettingsEdit,
  type SettingsFile,
} from '../agents/index.ts';
import { nearestName } from '../falco/index.ts';
import { type Prefix, readSettings, type Settings } from '../guard/index.ts';
import { findProgram } from '../prove/index.ts';
import { type SwitchOff, switchOffsIn } from '../service/index.ts';
import { agentPlaces, agentUser, forgetPlaces, keepPlace, type RegisteredAgent } from './agent-places.ts';
import { CliFailure } from './failure.ts';
import {
  backUp,
  readTextIfAny,
  removeBackup,
  removeEmptyFolders,
  removeIfAny,
  replaceFile,
} from './files.ts';
import { hookCommand } from './hook-command.ts';

export type { RegisteredAgent } from './agent-places.ts';

/** How one agent stands towards our hook. */
export interface AgentHook {
  readonly agent: RegisteredAgent;
  readonly isInstalled: boolean;
  /** The file that the hook stands in. */
  readonly file: string;
  readonly status: HookStatus;
  /** Files here, or above up to the repository's root, that switch the agent's hooks off. */
  readonly switchedOffHere: readonly SwitchOff[];
}

/** One file as an edit found it and left it. */
export interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A change of a file in the JSON of verbs. */
export function fileChangeData({ path, before, after }: FileChange) {
  return { path, change: before === undefined ? 'create' : after === undefined ? 'delete' : 'edit' };
}

/** Every agent whose registration is ours to keep. */
export const REGISTERED_AGENTS = AGENTS.filter(isRegistered);

/** The agents of these names; without names every agent that is installed, or that has our hook. */
export function agentsNamed(names: readonly string[], prefix: Prefix): readonly RegisteredAgent[] {
  if (names.length === 0) return [...new Set(agentHooks(prefix).map(({ agent }) => agent))];
  return [...new Set(names)].map((name) => {
    const agent = findAgent(name);
    if (agent === undefined) {
      const known = REGISTERED_AGENTS.map(({ id }) => id);
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? '' : `did you mean "${nearest}"? `;
      throw new CliFailure(`unknown agent "${name}"; ${hint}known agents: ${known.join(', ')}`);
    }
    if (!isRegistered(agent))
      throw new CliFailure(`${agent.title} is registered by hand: see docs/agents.md`);
    return agent;
  });
}

/** Every agent that is installed, or that has our hook: each place of its settings that is known. */
export function agentHooks(prefix: Prefix): readonly AgentHook[] {
  const { settings } = readSettings(prefix);
  return REGISTERED_AGENTS.flatMap((agent) => hooksOf(agent, prefix, settings)).filter(
    ({ isInstalled, status }) => isInstalled || status.kind !== 'absent',
  );
}

/** How one agent stands in each place of its settings that is known, the one of here first. */
export function hooksOf(agent: RegisteredAgent, prefix: Prefix, settings?: Settings): readonly AgentHook[] {
  return agentPlaces(agent, prefix).map((user) => agentHook(agent, prefix, settings, user));
}

/** Whether the agent's program is on PATH, or its folder in the home directory. */
export function isInstalled({ registration: { programs, folder } }: RegisteredAgent): boolean {
  return findProgram(programs, process.env.PATH ?? '') !== undefined || existsSync(folder(agentUser()));
}

/** How one agent stands towards the hook of a prefix; `user` by default is who runs this program. */
export function agentHook(
  agent: RegisteredAgent,
  prefix: Prefix,
  settings?: Settings,
  user = agentUser(),
): AgentHook {
  const { registration } = agent;
  const [file = ''] = registration.paths(user);
  return {
    agent,
    isInstalled: isInstalled(agent),
    file,
    status: statusOf(agent, prefix, settings, user),
    switchedOffHere: switchOffsIn(agent, process.cwd()),
  };
}

/** Whether every call of the agent that starts here would be checked. */
export function isGuarded({ status, switchedOffHere }: AgentHook): boolean {
  return status.kind === 'registered' && switchedOffHere.length === 0;
}

/** Whether the agent's calls are blocked while no service runs: it asks over HTTP, which starts none. */
export function needsService({ status }: AgentHook): boolean {
  return status.kind === 'registered' && status.asksOverHttp === true;
}

/**
 * Adds or repairs the hook in each place of the agent's settings that is known; gives the files that it changed, or would
 * change in a dry run.
 */
export function addHook(agent: RegisteredAgent, prefix: Prefix, isDryRun: boolean): readonly FileChange[] {
  const hook = hookCommand(agent, prefix);
  if (!isDryRun) keepPlace(agent, prefix);
  const changes = changeEach(agent, prefix, isDryRun, (files) => agent.registration.add(files, hook));
  if (isDryRun || hook.http === undefined) return changes;
  // What holds the token is nobody else's business.
  for (const { path, after } of changes) if (after?.includes(hook.http.token)) chmodSync(path, 0o600);
  return changes;
}

/** Removes the hook of whichever prefix, as `addHook` adds it. */
export function removeHook(agent: RegisteredAgent, prefix: Prefix, isDryRun: boolean): readonly FileChange[] {
  const changes = changeEach(agent, prefix, isDryRun, (files) => agent.registration.remove(files));
  if (isDryRun) return changes;
  const folders = agentPlaces(agent, prefix).map((user) => agent.registration.folder(user));
  // A copy of a file that is as it was has done its work.
  for (const { path, after } of changes) removeBackup(path, after);
  for (const { path, after } of changes) {
    if (after === undefined) for (const folder of folders) removeEmptyFolders(dirname(path), folder);
  }
  forgetPlaces(agent, prefix);
  return changes;
}

function changeEach(
  agent: RegisteredAgent,
  prefix: Prefix,
  isDryRun: boolean,
  change: (files: readonly SettingsFile[]) => SettingsEdit,
): readonly FileChange[] {
  return agentPlaces(agent, prefix).flatMap((user) => {
    const before = filesOf(agent, user);
    const edit = change(before);
    if (!edit.ok) throw new CliFailure(edit.problem);
    return write(before, edit.files, isDryRun);
  });
}

function statusOf(
  agent: RegisteredAgent,
  prefix: Prefix,
  settings: Settings | undefined,
  user: AgentUser,
): HookStatus {
  try {
    return agent.registration.inspect(filesOf(agent, user), hookCommand(agent, prefix, settings));
  } catch (error) {
    if (error instanceof CliFailure) return { kind: 'broken', problem: error.message };
    throw error;
  }
}

function isRegistered(agent: Agent): agent is RegisteredAgent {
  return agent.registration !== undefined;
}

/** The agent's settings files as they are. */
function filesOf({ registration }: RegisteredAgent, user: AgentUser): readonly SettingsFile[] {
  return registration.paths(user).map((path) => ({ path, text: readTextIfAny(path) }));
}

function write(
  before: readonly SettingsFile[],
  after: readonly SettingsFile[],
  isDryRun: boolean,
): readonly FileChange[] {
  const changes = after
    .map(({ path, text }, index) => ({ path, before: before[index]?.text, after: text }))
    .filter((change) => change.before !== change.after);
  if (isDryRun) return changes;
  for (const change of changes) {
    // No text means that all that was in it was ours.
    if (change.after === undefined) removeIfAny(change.path);
    else {
      backUp(change.path);
      replaceFile(change.path, change.before, change.after);
    }
  }
  return changes;
}
