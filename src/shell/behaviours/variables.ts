import type { Channel } from '../channel.ts';
import { findVariable, lookUp } from '../expand/variables.ts';
import { actionOfVariable } from '../program/environment.ts';
import type { ProgramRun } from '../program/run.ts';
import { scalar, UNSET, type Variable } from '../state.ts';
import { concat, derive, display, EMPTY_TEXT, isExact, type Text } from '../text.ts';
import { arrayVariable, set } from '../walk/assignments.ts';

/** `export`, `declare`, `typeset`, `local`, `readonly`: assigns and marks variables. */
export function declareVariables(run: ProgramRun): void {
  run.printsNothing();
  const exports = run.name === 'export' ? !run.has('-n') : run.has('-x');
  if (run.operands.length === 0) {
    if (!run.has('-f')) printsEnvironment(run);
    return;
  }
  for (const operand of run.operands) declareOne(run, operand, exports);
  if (run.name === 'readonly' || run.has('-r'))
    for (const { value } of run.operands) run.call.state.fix(value.split('=', 1)[0] ?? '');
}

function printsEnvironment(run: ProgramRun): void {
  run.action('print-environment');
  run.print({ ...EMPTY_TEXT, sources: [{ kind: 'env' }], value: '\uE005environment\uE001' });
}

function declareOne(run: ProgramRun, operand: Text, exports: boolean): void {
  const equals = operand.value.indexOf('=');
  const append = operand.value[equals - 1] === '+';
  const name = equals < 0 ? operand.value : operand.value.slice(0, append ? equals - 1 : equals);
  const before = findVariable(name, run.call);
  const isExported = exports || before?.exported === true;
  if (equals >= 0) {
    const value = derive(operand, operand.value.slice(equals + 1));
    const old = append ? (before?.values[0] ?? EMPTY_TEXT) : EMPTY_TEXT;
    if (run.has('-n') && run.name !== 'export')
      put(run, name, { values: [], exported: false, reference: value.value });
    else put(run, name, scalar(append ? concat(old, value) : value, isExported));
    if (isExported) noteExport(run, name, value);
  } else if (isExported) {
    const value = lookUp(name, run.runtime, run.call);
    if (before !== undefined) put(run, name, { ...before, exported: true });
    if (value !== undefined && before !== undefined) noteExport(run, name, value);
  } else if (run.name === 'local') put(run, name, before === undefined ? UNSET : { ...before, values: [] });
}

function put(run: ProgramRun, name: string, variable: Variable): void {
  if (run.name === 'local' || (run.name !== 'export' && run.name !== 'readonly' && !run.has('-g')))
    run.call.state.setLocal(name, variable);
  else if (variable.reference !== undefined) run.call.state.set(name, variable);
  else set(name, variable, run.call, run.runtime);
}

function noteExport(run: ProgramRun, name: string, value: Text): void {
  run.runtime.noteExport(name);
  run.runtime.effects.environment({ name, value: display(value.value), command: '' });
  const action = actionOfVariable(name, value.value);
  if (action !== undefined) run.action(action);
}

export function unsetVariables(run: ProgramRun): void {
  run.printsNothing();
  for (const operand of run.operands) {
    if (run.has('-f')) continue;
    run.call.state.set(operand.value, UNSET);
    if (operand.value === 'HISTFILE') run.action('hide-history');
  }
}

/** `set -- a b` gives the positional parameters; `set -a` exports what is assigned from then on. */
export function setOptions(run: ProgramRun): void {
  run.printsNothing();
  if (run.args.length === 0) {
    printsEnvironment(run);
    return;
  }
  if (run.has('-a')) {
    run.call.state.set('-a', scalar(EMPTY_TEXT));
  }
  const separator = run.args.findIndex((arg) => arg.value === '--');
  if (separator >= 0) run.call.state.positional = run.args.slice(separator + 1);
  else if (run.operands.length > 0) run.call.state.positional = run.operands;
}

export function shiftParameters(run: ProgramRun): void {
  run.printsNothing();
  const count = Number(run.operands[0]?.value ?? '1');
  const { state } = run.call;
  if (state.positional !== undefined)
    state.positional = state.positional.slice(Number.isInteger(count) ? count : 1);
}

function inputChannel(run: ProgramRun): Channel {
  const fd = run.value('-u');
  const number = fd === undefined ? 0 : Number(fd.value);
  return run.call.io.get(number) ?? run.call.io.stdin;
}

/** `read a b`: one line of input, split into the variables; the last takes the rest. */
export function readLine(run: ProgramRun): void {
  run.printsNothing();
  run.stdinTaken = true;
  const channel = inputChannel(run);
  const delimiter = run.value('-d');
  const line = channel.nextLine(delimiter?.value);
  const text = derive(channel.input, line ?? '');
  const array = run.value('-a');
  const separators = separatorsOf(run);
  if (array !== undefined) {
    const words = splitFields(text.value, separators, Number.MAX_SAFE_INTEGER);
    const elements = new Map(words.map((word, i) => [String(i), derive(text, word)]));
    run.call.state.set(array.value, arrayVariable(elements));
    return;
  }
  const names = run.operands.length > 0 ? run.operands.map(({ value }) => value) : ['REPLY'];
  const fields = names.length === 1 ? [text.value.trim()] : splitFields(text.value, separators, names.length);
  names.forEach((name, i) => {
    set(name, scalar(derive(text, fields[i] ?? '')), run.call, run.runtime);
  });
}

function separatorsOf(run: ProgramRun): string {
  const own = run.call.environment?.get('IFS');
  return (own ?? lookUp('IFS', run.runtime, run.call) ?? EMPTY_TEXT).value;
}

/** At most `count` fields; the last keeps what is left. */
function splitFields(text: string, separators: string, count: number): string[] {
  const fields: string[] = [];
  let rest = text.trim();
  while (rest !== '' && fields.length < count - 1 && fields.length < 256) {
    let end = 0;
    while (end < rest.length && !separators.includes(rest[end] as string)) end += 1;
    fields.push(rest.slice(0, end));
    while (end < rest.length && separators.includes(rest[end] as string)) end += 1;
    rest = rest.slice(end);
  }
  if (rest !== '') fields.push(rest);
  return fields;
}

/** `mapfile -t rows`: every line of input becomes an element. */
export function readLines(run: ProgramRun): void {
  run.printsNothing();
  run.stdinTaken = true;
  const text = inputChannel(run).rest();
  const delimiter = run.value('-d')?.value ?? '\n';
  const lines = text.value.split(delimiter === '' ? '\0' : delimiter);
  if (lines.at(-1) === '') lines.pop();
  const elements = new Map(lines.slice(0, 256).map((line, i) => [String(i), derive(text, line)]));
  const name = run.operands[0]?.value ?? 'MAPFILE';
  if (isExact(name)) run.call.state.set(name, arrayVariable(elements));
}
