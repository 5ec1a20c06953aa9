/** Names under which hook executables of this project, and of the original one, are installed. */
const CLIENT = /\/hook-client\.cjs$/;
const OF_ORIGINAL = /\/bin\/(?:claude|codex|copilot)-interceptor(?:\.exe)?$/;
const BELOW_PREFIX = /\/\.prempti\/bin\/[^/]+$/;

/** What the client is told first: the `id` of an agent. Others have files of that name, too. */
const AGENT_ID = /^(?:claude|codex|gemini|copilot|opencode|qwen|pi|cursor|generic)$/;

const OWN_URL = /^http:\/\/127\.0\.0\.1:\d+\/hook\/([a-z]+)$/;

/**
 * Whether a registered hook is ours, whichever version wrote it and for whatever prefix: one of its words
 * is the path of one of our executables, and of our client an agent stands next. `command` may be a whole shell line.
 */
export function isOwnHook(command: string, args: readonly string[]): boolean {
  const words = [command, ...command.split(/["'\s]+/), ...args].map((word) => word.replaceAll('\\', '/'));
  return words.some((path, index) => {
    if (CLIENT.test(path)) return AGENT_ID.test(words[index + 1] ?? '');
    return OF_ORIGINAL.test(path) || BELOW_PREFIX.test(path);
  });
}

/** Whether a registered HTTP hook is ours: it asks on loopback where our service answers, at whatever port. */
export function isOwnUrl(url: unknown): boolean {
  const agent = typeof url === 'string' ? OWN_URL.exec(url)?.[1] : undefined;
  return agent !== undefined && AGENT_ID.test(agent);
}
