import type { ProgramRun } from '../program/run.ts';
import { derive, type Text } from '../text.ts';

/** `crontab file`, `crontab -`: every line's command will run. `-l` prints, `-r` removes. */
export function crontab(run: ProgramRun): void {
  if (run.has('-l') || run.has('-r') || run.has('-e')) return;
  const [file] = run.operands;
  const content = file === undefined || file.value === '-' ? run.takeStdin() : run.read(file);
  run.stdinTaken = true;
  runCronLines(run, content);
}

function runCronLines(run: ProgramRun, content: Text): void {
  for (const line of content.value.split('\n')) {
    const command = cronCommand(line);
    if (command !== undefined) run.startShell(derive(content, command));
  }
}

/** The command of a crontab line; undefined for comments, settings and blank lines. */
export function cronCommand(line: string): string | undefined {
  const trimmed = line.trim();
  if (trimmed === '' || trimmed.startsWith('#') || /^[A-Za-z_]\w*\s*=/.test(trimmed)) return undefined;
  const match = /^(?:@\w+|(?:[\d*/,A-Za-z-]+\s+){4}[\d*/,A-Za-z-]+)\s+(.+)$/.exec(trimmed);
  return match?.[1];
}

/** `at time`, `batch`: what comes in is run later. */
export function at(run: ProgramRun): void {
  const file = run.value('-f');
  run.stdinTaken = true;
  if (file !== undefined) run.startFile(file, 'shell');
  else if (run.isFed) run.startShell(run.stdin);
}

/** `ssh-keygen`: with `-y` a private key is read, otherwise one is made. */
export function sshKeygen(run: ProgramRun): void {
  const file = run.value('-f');
  if (file === undefined) return;
  if (run.has('-y') || run.has('-e') || run.has('-p')) run.read(file);
  else if (run.has('-l')) run.list(file);
  else if (!run.has('-F')) run.actor.file('write', file);
}
