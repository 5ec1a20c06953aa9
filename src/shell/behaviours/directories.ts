import { pick } from '../expand/variables.ts';
import type { ProgramRun } from '../program/run.ts';
import { scalar, uniteStrings } from '../state.ts';
import { literal, type Text } from '../text.ts';

/** Follows `cd`: what comes after is seen from there. */
export function changeDirectory(run: ProgramRun): void {
  run.printsNothing();
  const [target] = run.operands;
  enter(run, target === undefined ? run.runtime.context.home : resolveTarget(run, target));
}

export function pushDirectory(run: ProgramRun): void {
  run.printsNothing();
  const { state } = run.call;
  const [target] = run.operands;
  const current = pick(state.cwd, run.runtime) ?? run.runtime.context.cwd;
  if (target === undefined) {
    const [top = current, ...others] = state.directories;
    state.directories = [current, ...others];
    enter(run, top);
    return;
  }
  state.directories = [current, ...state.directories].slice(0, 64);
  enter(run, resolveTarget(run, target));
}

export function popDirectory(run: ProgramRun): void {
  run.printsNothing();
  const { state } = run.call;
  const [top, ...others] = state.directories;
  if (top === undefined) return;
  state.directories = others;
  enter(run, top);
}

function resolveTarget(run: ProgramRun, target: Text): string {
  if (target.value !== '-') return run.actor.resolve(target.value);
  const old = run.call.state.get('OLDPWD')?.values[0];
  return old?.value ?? run.runtime.context.home;
}

function enter(run: ProgramRun, path: string): void {
  const { state } = run.call;
  state.set('OLDPWD', scalar(literal(pick(state.cwd, run.runtime) ?? run.runtime.context.cwd)));
  state.cwd = run.runtime.choice.index > 0 ? uniteStrings([...state.cwd, path]) : [path];
}

/** `pwd` prints where the shell is. */
export function printDirectory(run: ProgramRun): void {
  run.print(literal(`${run.actor.cwd}\n`));
}
