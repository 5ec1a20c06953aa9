import { homedir } from 'node:os';
import { Command } from 'commander';
import { AGENTS, type Agent, findAgent, type HookStatus } from '../../agents/index.ts';
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

/** How the agent's settings stand towards the hook of this prefix. */
export function hookStatus(
  agent: Agent,
  options: { readonly prefix?: string },
): { file: string; status: HookStatus } {
  const file = agent.registration.settingsPath(homedir(), process.env);
  const hook = hookCommand(agent, prefixOf(options), homedir());
  try {
    return { file, status: agent.registration.inspect(readTextIfAny(file), hook) };
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
      return `${agent.title} is not guarded: ${file}: ${status.problem}`;
  }
}

function agentNamed(name: string): Agent {
  const agent = findAgent(name);
  if (agent === undefined) {
    throw new CliFailure(`unknown agent "${name}"; known agents: ${AGENTS.map((a) => a.id).join(', ')}`);
  }
  return agent;
}

function addHook(agent: Agent, options: { readonly prefix?: string }): void {
  const file = agent.registration.settingsPath(homedir(), process.env);
  const before = readTextIfAny(file);
  const hook = hookCommand(agent, prefixOf(options), homedir());
  const edit = agent.registration.add(before, hook);
  if (!edit.ok) throw new CliFailure(`${file}: ${edit.problem}`);
  if (!edit.changed || edit.text === undefined) {
    console.log(`${agent.title}: the hook is already registered in ${file}`);
  } else {
    const backup = backUp(file);
    replaceFile(file, before, edit.text);
    console.log(
      `${agent.title}: registered the hook in ${file}${backup ? ` (the file as it was: ${backup})` : ''}`,
    );
  }
  const status = agent.registration.inspect(readTextIfAny(file), hook);
  if (status.kind !== 'registered') throw new CliFailure(describeHookStatus(agent, file, status));
}

function removeHook(agent: Agent): void {
  const file = agent.registration.settingsPath(homedir(), process.env);
  const before = readTextIfAny(file);
  const edit = agent.registration.remove(before);
  if (!edit.ok) throw new CliFailure(`${file}: ${edit.problem}`);
  if (!edit.changed) {
    console.log(`${agent.title}: nothing to remove in ${file}`);
    return;
  }
  if (edit.text === undefined) {
    // All that is in it is what we made.
    removeIfAny(file);
  } else {
    backUp(file);
    replaceFile(file, before, edit.text);
  }
  console.log(`${agent.title}: removed the hook from ${file}; its calls are no longer checked`);
}

function showHook(agent: Agent, options: { readonly prefix?: string; readonly json?: boolean }): void {
  const { file, status } = hookStatus(agent, options);
  if (options.json === true) console.log(JSON.stringify({ agent: agent.id, file, ...status }));
  else console.log(describeHookStatus(agent, file, status));
  if (status.kind !== 'registered') process.exitCode = 1;
}
