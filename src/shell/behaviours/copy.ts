import { baseName, dirName, resolvePath } from '../path.ts';
import type { ProgramRun } from '../program/run.ts';
import { derive, joinTexts, type Text } from '../text.ts';

/** `cp`, `mv`, `install`: sources to a target, which is a directory when it looks like one. */
export function copy(run: ProgramRun): void {
  const directory = run.value('--target-directory');
  const operands = run.operands;
  if (run.has('--directory') && run.name.endsWith('install')) {
    for (const operand of operands) run.actor.file('write', operand);
    return;
  }
  const target = directory ?? (operands.length > 1 ? operands.at(-1) : undefined);
  const sources = directory === undefined ? operands.slice(0, -1) : operands;
  if (target === undefined) {
    for (const operand of operands) run.read(operand);
    return;
  }
  const isDirectory = directory !== undefined || sources.length > 1 || looksLikeDirectory(target.value);
  const moves = run.name.endsWith('mv') || run.name === 'move' || run.has('--remove-source-files');
  for (const source of sources) {
    const content = run.read(source);
    if (moves) run.remove(source);
    const path = isDirectory && !run.has('--no-target-directory') ? within(target, source) : target;
    if (!run.dry) run.actor.write(path, content, false, { recursive: run.recursive });
  }
  if (isDirectory && !run.dry) run.actor.file('write', target);
  run.printsNothing();
}

function looksLikeDirectory(target: string): boolean {
  return /(?:^|\/)\.{0,2}$/.test(target) || target === '~';
}

function within(directory: Text, source: Text): Text {
  const name = baseName(source.value);
  const separator = directory.value.endsWith('/') ? '' : '/';
  return joinTexts([directory, derive(source, `${separator}${name}`)], '');
}

/** `ln [-s] target link`: what is read through the link is the target. */
export function link(run: ProgramRun): void {
  const directory = run.value('--target-directory');
  const { operands } = run;
  run.printsNothing();
  const last = directory ?? (operands.length > 1 ? operands.at(-1) : undefined);
  const targets = directory === undefined && operands.length > 1 ? operands.slice(0, -1) : operands;
  for (const target of targets) {
    const isDirectory =
      directory !== undefined || targets.length > 1 || (last !== undefined && looksLikeDirectory(last.value));
    const name = derive(target, baseName(target.value));
    const path = last === undefined ? name : isDirectory ? within(last, target) : last;
    const link = run.actor.file('write', path);
    run.take(run.actor.read(derive(target, linkTarget(run, link, target))));
    run.runtime.files.link(link, linkTarget(run, link, target));
  }
}

/** A symbolic link's relative target is seen from where the link is. */
function linkTarget(run: ProgramRun, link: string, target: Text): string {
  const isRelative =
    run.has('--symbolic') && !run.has('--relative') && !/^[/~\uE000\uE005]/.test(target.value);
  return isRelative ? resolvePath(dirName(link), target.value) : run.actor.resolve(target.value);
}

/** `dd if=a of=b`. */
export function convert(run: ProgramRun): void {
  const from = run.value('if=');
  const to = run.value('of=');
  run.stdinTaken = true;
  const content = from === undefined ? run.takeStdin() : run.read(from);
  if (to === undefined) run.print(content);
  else {
    run.actor.write(to, content, false);
    run.printsNothing();
  }
}
