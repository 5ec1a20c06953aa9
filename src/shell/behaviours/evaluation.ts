import type { ProgramRun } from '../program/run.ts';
import { display, isExact, joinTexts, literal, type Text } from '../text.ts';

/** `eval`: the arguments, joined, are run in this shell. */
export function evaluate(run: ProgramRun): void {
  run.stdinTaken = true;
  run.printsNothing();
  run.runtime.runShell(joinTexts(run.args, ' '), { ...run.call, wrappers: [...run.call.wrappers, run.name] });
}

/** `source file`: the file is run in this shell. */
export function sourceFile(run: ProgramRun): void {
  run.printsNothing();
  const [file] = run.operands;
  if (file === undefined) return;
  run.stdinTaken = true;
  const call = { ...run.call, wrappers: [...run.call.wrappers, run.name] };
  const path = file.value === '-' ? '/dev/stdin' : run.actor.resolve(file.value);
  const stream = run.actor.stream(path);
  if (stream !== undefined) {
    run.runtime.runShell(stream, call);
    return;
  }
  if (!isExact(file.value)) run.opaque('code', display(file.value));
  run.actor.file('read', file);
  run.actor.file('execute', file);
  run.runtime.sourceFile(path, call);
}

/** `exec`, `command`, `builtin` and the like: the rest is a command, functions aside. */
function runRest(run: ProgramRun): void {
  run.start(run.parsed.command);
}

/** `command -v name` and `which name` print where a program is. */
export function locate(run: ProgramRun): void {
  const names = run.parsed.command.length > 0 ? run.parsed.command : run.operands;
  run.print(
    joinTexts(
      names.map((name) => ({ ...name, value: locationOf(name.value) })),
      '',
    ),
  );
}

function locationOf(name: string): string {
  return name.includes('/') ? `${name}\n` : `/usr/bin/${name}\n`;
}

export function commandBuiltin(run: ProgramRun): void {
  if (run.has('-v') || run.has('-V')) locate(run);
  else runRest(run);
}

export function defineAlias(run: ProgramRun): void {
  run.printsNothing();
  for (const { value } of run.operands) {
    const equals = value.indexOf('=');
    if (equals > 0) run.call.state.setAlias(value.slice(0, equals), value.slice(equals + 1));
  }
}

/** `trap 'code' SIGNAL`: the code runs sooner or later. */
export function setTrap(run: ProgramRun): void {
  run.printsNothing();
  const [code, ...signals] = run.operands;
  if (code === undefined || signals.length === 0 || code.value === '-' || code.value === '') return;
  const call = { ...run.call, state: run.call.state.fork(), wrappers: [...run.call.wrappers, 'trap'] };
  run.runtime.runShell(code, call);
}

/** `hash -p /bin/rm x` makes `x` another name of `rm`. */
export function rememberCommand(run: ProgramRun): void {
  run.printsNothing();
  const path = run.value('-p');
  const [name] = run.operands;
  if (path !== undefined && name !== undefined) run.call.state.setAlias(name.value, path.value);
}

/** A loop can end here. */
export function jump(run: ProgramRun): void {
  run.printsNothing();
  run.call.state.jumped = true;
}

/** `let` and `test` print nothing and only look. */
export function silent(run: ProgramRun): void {
  run.printsNothing();
}

/** `yes word` prints a word for ever. */
export function repeat(run: ProgramRun): void {
  const words: readonly Text[] = run.operands.length > 0 ? run.operands : [literal('y')];
  run.print(joinTexts([joinTexts(words, ' '), literal('\n')], ''));
}
