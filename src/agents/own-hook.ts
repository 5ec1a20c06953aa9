/** Names under which hook executables of this project, and of the original one, are installed. */
const CLIENT = 'hook-client.cjs';
const OF_ORIGINAL = /\/bin\/(?:claude|codex|copilot)-interceptor(?:\.exe)?$/;
const BELOW_PREFIX = /\/\.prempti\/bin\/[^/]+$/;

/**
 * Whether a registered hook is ours, whichever version wrote it and for whatever prefix: one of its words
 * is the path of one of our executables. `command` may be a whole shell line.
 */
export function isOwnHook(command: string, args: readonly string[]): boolean {
  const words = [...command.split(/["'\s]+/), command, ...args];
  return words.some((word) => {
    const path = word.replaceAll('\\', '/');
    return path.split('/').at(-1) === CLIENT || OF_ORIGINAL.test(path) || BELOW_PREFIX.test(path);
  });
}
