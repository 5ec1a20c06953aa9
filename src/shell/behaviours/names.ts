import { baseName, dirName } from '../path.ts';
import type { ProgramRun } from '../program/run.ts';
import { derive, literal, textFrom, unknownOutput } from '../text.ts';
import { mapOperands } from './filters.ts';

/** `basename path [suffix]`. */
export function baseNames(run: ProgramRun): void {
  const [path, suffix] = run.operands;
  if (run.has('--multiple') || suffix === undefined) {
    mapOperands(run, baseName);
    return;
  }
  if (path === undefined) return;
  const name = baseName(path.value);
  run.print(
    derive(
      path,
      `${name.endsWith(suffix.value) && name !== suffix.value ? name.slice(0, -suffix.value.length) : name}\n`,
    ),
  );
}

export function directoryNames(run: ProgramRun): void {
  mapOperands(run, dirName);
}

/** `realpath`, `readlink -f`: the path as far as text tells. */
export function realPaths(run: ProgramRun): void {
  for (const operand of run.operands) run.list(operand);
  mapOperands(
    run,
    (path) => run.runtime.files.followLinks(run.actor.resolve(path)) ?? run.actor.resolve(path),
  );
}

/** `mktemp`: a new file below the temporary directory. */
export function makeTemporary(run: ProgramRun): void {
  const [template] = run.operands;
  const directory = run.value('--tmpdir')?.value ?? '/tmp';
  const name = unknownOutput('mktemp').value;
  if (template === undefined) {
    run.print(literal(`${directory}/tmp.${name}\n`));
    return;
  }
  const text = template.value.replace(/X{3,}/g, () => name);
  const isPlain = !text.includes('/') && (run.has('--tmpdir') || run.has('-t'));
  const path = isPlain ? `${directory}/${text}` : text;
  run.actor.file('write', derive(template, path));
  run.print(derive(template, `${path}\n`));
}

export function printUser(run: ProgramRun): void {
  run.print(literal(`${baseName(run.runtime.context.home)}\n`));
}

/** `env` and `printenv` without a command: the environment, or one variable of it. */
export function printEnvironment(run: ProgramRun): void {
  const names = run.operands
    .map((operand) => derive(operand, operand.value.replace(/^env:[\\/]?/i, '')))
    .filter(({ value }) => value !== '');
  if (names.length === 0) {
    run.action('print-environment');
    run.print(textFrom(unknownOutput('environment').value, [{ kind: 'env' }]));
    return;
  }
  for (const name of names)
    run.print(textFrom(unknownOutput(name.value).value, [{ kind: 'env', name: name.value }]));
}

/** `ls`, `fd` and others print names below their operands. */
export function listNames(run: ProgramRun): void {
  run.stdinTaken = true;
  for (const operand of run.operands) run.list(operand);
  run.print(run.namesBelow());
}
