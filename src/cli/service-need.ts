import type { Settings } from '../guard/index.ts';
import { type AgentHook, needsService } from './agent-hooks.ts';

/** What blocks the calls of agents that ask over HTTP, and what to do about it. */
export interface ServiceNeed {
  readonly problem: string;
  readonly fix: string;
}

/** While no service runs; `undefined` where no agent asks over HTTP. */
export function blockedNow(hooks: readonly AgentHook[]): ServiceNeed | undefined {
  const agents = askingOverHttp(hooks);
  if (agents === undefined) return undefined;
  return {
    problem: `no service is running, and ${agents} asks over HTTP: each of its calls is blocked`,
    fix: 'run "premptictl start"',
  };
}

/** Once none runs any more, as after the next login; `undefined` where that does not come, or hurts nobody. */
export function blockedLater(
  hooks: readonly AgentHook[],
  { serviceStart }: Settings,
): ServiceNeed | undefined {
  const agents = askingOverHttp(hooks);
  if (agents === undefined || serviceStart === 'login') return undefined;
  return {
    problem: `${agents} asks over HTTP, which starts no service: after the next login its calls are blocked until one runs`,
    fix: 'run "premptictl enable", or set "service.http_port: 0" and run "premptictl hook add"',
  };
}

/** The agents, for people. */
function askingOverHttp(hooks: readonly AgentHook[]): string | undefined {
  const titles = new Set(hooks.filter(needsService).map(({ agent }) => agent.title));
  return titles.size === 0 ? undefined : [...titles].join(' and ');
}
