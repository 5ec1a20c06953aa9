import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Agent, AgentUser, Registration } from '../agents/index.ts';
import { type MovedSettings, type MovingVariables, type Prefix, readMovedSettings } from '../guard/index.ts';
import { readTextIfAny, removeIfAny, replaceFile } from './files.ts';

/** An agent whose registration is ours to keep. */
export type RegisteredAgent = Agent & { readonly registration: Registration };

/** Who runs this program. */
export function agentUser(): AgentUser {
  return userWith(process.env);
}

/**
 * The places of an agent's settings: that of whoever runs this program, then those where the hook was registered while a
 * variable named another one, as long as their folder is there.
 */
export function agentPlaces(agent: RegisteredAgent, prefix: Prefix): readonly AgentUser[] {
  const { paths, folder } = agent.registration;
  const here = agentUser();
  const [main] = paths(here);
  const elsewhere = (readMovedSettings(prefix).moved[agent.id] ?? []).map(userWith);
  return [here, ...elsewhere.filter((user) => paths(user)[0] !== main && existsSync(folder(user)))];
}

/** Keeps the place of whoever runs this program, where a variable names it: the guard protects it without that, too. */
export function keepPlace(agent: RegisteredAgent, prefix: Prefix): void {
  const { variables, paths } = agent.registration;
  const own = variables.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const env: MovingVariables = Object.fromEntries(own);
  const [main = ''] = paths(userWith(env));
  if (main === paths(userWith({}))[0] || !isAbsolute(main)) return;
  const kept = readMovedSettings(prefix).moved[agent.id] ?? [];
  const isKept = kept.some((place) => paths(userWith(place))[0] === main);
  if (!isKept) write(prefix, agent, [...kept, env]);
}

/** Forgets every place of an agent. */
export function forgetPlaces(agent: RegisteredAgent, prefix: Prefix): void {
  if (readMovedSettings(prefix).moved[agent.id] !== undefined) write(prefix, agent, []);
}

function write(prefix: Prefix, { id }: Agent, places: readonly MovingVariables[]): void {
  const { movedSettingsFile: file } = prefix;
  const before = readTextIfAny(file);
  const { [id]: _, ...others } = readMovedSettings(prefix).moved;
  const moved: MovedSettings = places.length === 0 ? others : { ...others, [id]: places };
  if (Object.keys(moved).length === 0) removeIfAny(file);
  else replaceFile(file, before, `${JSON.stringify(moved, undefined, 2)}\n`);
}

const userWith = (env: AgentUser['env']): AgentUser => ({
  home: homedir(),
  env,
  realPath: (path) => (existsSync(path) ? realpathSync(path) : path),
});
