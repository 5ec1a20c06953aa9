import { join } from 'node:path';
import { DROPPED_SETTINGS, HOLDING_SETTINGS } from '../../src/agents/claude-code/settings-cases.ts';
import type { JsonObject } from '../../src/agents/index.ts';
import { startScriptedModel } from '../../src/prove/model/scripted-model.ts';
import { createWorld } from '../../src/prove/world.ts';
import { runClaude } from './harness/claude-cli.ts';

const DENY = JSON.stringify({
  hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny' },
});
const DENY_GROUP = { hooks: [{ type: 'command', command: '/bin/echo', args: [DENY] }] };

/**
 * Whether the real CLI takes or drops each settings file as the rules of `src/agents/claude-code` say. Gives
 * how many it does, and one line for each it does not.
 */
export async function playSettings(
  binary: string,
): Promise<{ readonly passed: number; readonly failures: string[] }> {
  const cases = [
    ...HOLDING_SETTINGS.map((settings) => ({ settings, holds: true })),
    ...DROPPED_SETTINGS.map(([settings]) => ({ settings, holds: false })),
  ];
  const failures: string[] = [];
  const pending = cases.values();
  // Two at a time: a run waits for the agent's start most of the time.
  const work = async (): Promise<void> => {
    for (const { settings, holds } of pending) {
      if ((await hold(settings, binary)) === holds) continue;
      failures.push(`${JSON.stringify(settings)} is ${holds ? 'dropped' : 'not dropped'}`);
    }
  };
  await Promise.all([work(), work()]);
  return { passed: cases.length - failures.length, failures };
}

/** Whether what the settings forbid is stopped. */
async function hold(settings: JsonObject, binary: string): Promise<boolean> {
  const world = createWorld();
  const marker = join(world.project, 'ran');
  world.write('.claude/settings.json', JSON.stringify(withPolicy(settings)));
  const input = { command: `touch ${marker}`, description: 'Leave a mark' };
  const model = await startScriptedModel({ main: [{ id: 'call', tool: 'Bash', input }] });
  try {
    const modelUrl = model.url;
    await runClaude({
      binary,
      world,
      modelUrl,
      permissionMode: 'bypassPermissions',
      limitMs: 30_000,
    });
    if (!model.told.has('call')) throw new Error(`${JSON.stringify(settings)}: the call was never answered`);
    return !world.has('project/ran');
  } finally {
    await model.close();
    world.remove();
  }
}

/** The settings with a hook that denies all; with a permission rule where the hooks are what is wrong. */
function withPolicy(settings: JsonObject): JsonObject {
  const hooks = settings.hooks === undefined ? {} : settings.hooks;
  const groups = isObject(hooks) ? (hooks.PreToolUse ?? []) : undefined;
  return isObject(hooks) && Array.isArray(groups)
    ? { ...settings, hooks: { ...hooks, PreToolUse: [DENY_GROUP, ...groups] } }
    : { ...settings, permissions: { deny: ['Bash(touch:*)'] } };
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
