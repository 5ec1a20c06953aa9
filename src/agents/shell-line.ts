import type { HookCommand } from './agent.ts';

/**
 * Runs all its arguments but the first, for as many seconds as that says where the system has `timeout`. Every way to
 * fail is a refusal with a message.
 */
const FAIL_CLOSED = [
  's=$1; shift;',
  '[ -x /usr/bin/timeout ] && set -- /usr/bin/timeout -s KILL "$s" "$@";',
  '"$@" || { [ $? -eq 2 ] || echo "Prempti could not check this call, so it is blocked" >&2; exit 2; }',
].join(' ');

/**
 * The hook as a line for agents that run it through a shell and let the call run when it crashes, is missing or takes too
 * long: then the line exits with status 2 and a message, which all of them take for a refusal. Which shell that is does
 * not matter.
 */
export function failClosedLine({ command, args, timeoutSeconds }: HookCommand): string {
  const words = [command, ...args];
  // Windows has no such shell.
  if (!command.startsWith('/')) return shellLine(words);
  // Before the agent gives up.
  const limit = Math.max(1, Math.floor(timeoutSeconds - Math.min(5, timeoutSeconds / 2)));
  return shellLine(['/bin/sh', '-c', FAIL_CLOSED, 'prempti', String(limit), ...words]);
}

/** Runs all its arguments behind the agent's back: with what it was given, and with nobody to hear what it says. */
const IN_BACKGROUND = 'exec 3<&0; "$@" <&3 3<&- >/dev/null 2>&1 &';

/** The hook as a line that ends at once: for what the agent tells, where nothing is to be answered. */
export function tellingLine(hook: HookCommand): string {
  const { command, args } = hook;
  // Windows has no such shell.
  if (!command.startsWith('/')) return failClosedLine(hook);
  return shellLine(['/bin/sh', '-c', IN_BACKGROUND, 'prempti', command, ...args]);
}

/** The words as one line that a POSIX shell reads back unchanged. */
export function shellLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
