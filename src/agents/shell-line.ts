import type { HookCommand } from './agent.ts';

/** Runs its arguments; every way to fail is a refusal with a message. */
const FAIL_CLOSED = `"$@" || { [ $? -eq 2 ] || echo "Prempti could not check this call, so it is blocked" >&2; exit 2; }`;

/**
 * The hook as a line for agents that run it through a shell and let the call run when it crashes or is missing: then
 * the line exits with status 2 and a message, which all of them take for a refusal. Which shell that is does not matter.
 */
export function failClosedLine({ command, args }: HookCommand): string {
  const words = [command, ...args];
  // Windows has no such shell.
  return shellLine(command.startsWith('/') ? ['/bin/sh', '-c', FAIL_CLOSED, 'prempti', ...words] : words);
}

/** The words as one line that a POSIX shell reads back unchanged. */
export function shellLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
