import { homedir } from 'node:os';
import { Command } from 'commander';
import {
  AGENTS,
  type Agent,
  findAgent,
  type HookStatus,
  type Registration,
  type SettingsFile,
} from '../../agents/index.ts';
import { CliFailure } from '../failure.ts';
import { backUp, readTextIfAny, removeIfAny, replaceFile } from '../files.ts';
import { hookCommand } from '../hook-command.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

/** `hook add|remove|status [agent]`: our entry in the agent's settings. */
export function hookVerb(): Command {
  return new Command('hook')
    .description('Register Prempti with an agent, remove it, or show how it stands')
    .addCommand(
      prefixVerb('add')
        .argument('[agent]', `one of ${AGENTS.map((a) => a.id).join(', ')}`, 'claude')
        .description('Register the hook; repairs a registration that would not block')
        .action((name: string, options: { prefix?: string }) => addHook(agentNamed(name), options)),
    )
    .addCommand(
      prefixVerb('remove')
        .argument('[agent]', 'the agent', 'claude')
        .description('Remove the hook, whichever prefix it belongs to')
        .action((name: string) => removeHook(agentNamed(name))),
    )
    .addCommand(
      prefixVerb('status')
        .argument('[agent]', 'the agent', 'claude')
        .option('--json', 'print JSON')
        .description('Show the registration; exits 1 when the agent is not guarded')
        .action((name: string, options: { prefix?: string; json?: boolean }) =>
          showHook(agentNamed(name), options),
        ),
    );
}

/** The agents whose registration is ours to keep. */
export const REGISTERED_BY_US = AGENTS.filter(({ registration }) => registration !== undefined);

/** How the agent's settings stand towards the hook of this prefix. */
export function hookStatus(
  agent: Agent,
  options: { readonly prefix?: string },
): { file: string; status: HookStatus } {
  const registration = registrationOf(agent);
  const [file = ''] = registration.paths({ home: homedir(), env: process.env });
  const hook = hookCommand(agent, prefixOf(options));
  try {
    return { file, status: registration.inspect(filesOf(registration), hook) };
  } catch (error) {
    if (error instanceof CliFailure) return { file, status: { kind: 'broken', problem: error.message } };
    throw error;
  }
}

/** One line for people. */
export function describeHookStatus(agent: Agent, file: string, status: HookStatus): string {
  switch (status.kind) {
    case 'registered':
      return `${agent.title} is guarded: the hook is registered in ${file}`;
    case 'absent':
      return `${agent.title} is not guarded: no hook in ${file}; run "premptictl hook add ${agent.id}"`;
    case 'needs-repair':
      return `${agent.title} is not guarded reliably (${file}): ${status.problems.join('; ')}; run "premptictl hook add ${agent.id}"`;
    case 'disabled':
      return `${agent.title} is not guarded, hooks are switched off in ${file}: ${status.problems.join('; ')}`;
    case 'broken':
      return `${agent.title} is not guarded: ${status.problem}`;
  }
}

function agentNamed(name: string): Agent {
  const agent = findAgent(name);
  if (agent === undefined) {
    throw new CliFailure(`unknown agent "${name}"; known agents: ${AGENTS.map((a) => a.id).join(', ')}`);
  }
  return agent;
}

function registrationOf(agent: Agent): Registration {
  if (agent.registration === undefined) throw new CliFailure(`${agent.title} is registered by hand`);
  return agent.registration;
}

/** The agent's settings files as they are. */
function filesOf(registration: Registration): readonly SettingsFile[] {
  return registration
    .paths({ home: homedir(), env: process.env })
    .map((path) => ({ path, text: readTextIfAny(path) }));
}

/** Brings the files into the state of an edit; gives those that had to be written. */
function writeFiles(before: readonly SettingsFile[], after: readonly SettingsFile[]): readonly string[] {
  const changed = after.filter(({ text }, index) => text !== before[index]?.text);
  for (const { path, text } of changed) {
    // No text means that all that was in it was ours.
    if (text === undefined) removeIfAny(path);
    else {
      backUp(path);
      replaceFile(path, before.find((file) => file.path === path)?.text, text);
    }
  }
  return changed.map(({ path }) => path);
}

function addHook(agent: Agent, options: { readonly prefix?: string }): void {
  const registration = registrationOf(agent);
  const before = filesOf(registration);
  const hook = hookCommand(agent, prefixOf(options));
  const edit = registration.add(before, hook);
  if (!edit.ok) throw new CliFailure(edit.problem);
  const written = writeFiles(before, edit.files);
  console.log(
    written.length === 0
      ? `${agent.title}: the hook is already registered in ${before[0]?.path}`
      : `${agent.title}: registered the hook in ${written.join(' and ')}`,
  );
  const { file, status } = hookStatus(agent, options);
  if (status.kind !== 'registered') throw new CliFailure(describeHookStatus(agent, file, status));
}

function removeHook(agent: Agent): void {
  const registration = registrationOf(agent);
  const before = filesOf(registration);
  const edit = registration.remove(before);
  if (!edit.ok) throw new CliFailure(edit.problem);
  const written = writeFiles(before, edit.files);
  console.log(
    written.length === 0
      ? `${agent.title}: nothing to remove in ${before[0]?.path}`
      : `${agent.title}: removed the hook from ${written.join(' and ')}; its calls are no longer checked`,
  );
}

function showHook(agent: Agent, options: { readonly prefix?: string; readonly json?: boolean }): void {
  const { file, status } = hookStatus(agent, options);
  if (options.json === true) console.log(JSON.stringify({ agent: agent.id, file, ...status }));
  else console.log(describeHookStatus(agent, file, status));
  if (status.kind !== 'registered') process.exitCode = 1;
}
