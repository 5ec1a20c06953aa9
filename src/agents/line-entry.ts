import type { HookCommand, JsonObject } from './agent.ts';
import { failClosedLine, tellingLine } from './shell-line.ts';

/** Our entry for an agent that runs hooks through a shell; its timeout is for the agent to add. */
export function lineEntry(hook: HookCommand): { readonly type: string; readonly command: string } {
  return { type: 'command', command: failClosedLine(hook) };
}

/** The same for what the agent only tells us. */
export function tellingEntry(hook: HookCommand): { readonly type: string; readonly command: string } {
  return { type: 'command', command: tellingLine(hook) };
}

/** Why an entry of ours for such an agent would not reliably ask us; empty when it would. */
export function lineProblems(entry: JsonObject, hook: HookCommand): readonly string[] {
  const { type, command } = lineEntry(hook);
  return [
    ...(entry.type === type ? [] : ['has another type than "command"']),
    ...(entry.command === command
      ? []
      : [`runs ${JSON.stringify(entry.command)} instead of ${JSON.stringify(command)}`]),
    ...(entry.async === true ? ['has "async": the call does not wait for the verdict'] : []),
    ...(entry.timeout === undefined ? ['has no timeout'] : []),
  ];
}
