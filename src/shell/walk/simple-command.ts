import { lookUp } from '../expand/variables.ts';
import { expandInto } from '../expand/words.ts';
import { MAX_ALTERNATIVES } from '../limits.ts';
import type { Call, Runtime, Status } from '../runtime.ts';
import type { Assignment, Command, Redirection, Word } from '../syntax/ast.ts';
import { concat, literal, type Text } from '../text.ts';
import { assign } from './assignments.ts';
import { redirect, redirectForGood } from './redirections.ts';

/** Runs a simple command once for every value its variables may have. */
export function runSimpleCommand(command: Command, call: Call, runtime: Runtime): Status {
  const { choice } = runtime;
  const { index, count } = choice;
  choice.index = 0;
  choice.count = 1;
  let status = runOnce(command, call, runtime);
  for (let i = 1; i < choice.count && i < MAX_ALTERNATIVES; i++) {
    choice.index = i;
    const other = runOnce(command, call, runtime);
    if (other !== status) status = undefined;
  }
  choice.index = index;
  choice.count = Math.max(count, choice.count);
  return status;
}

function runOnce(command: Command, call: Call, runtime: Runtime): Status {
  const { prefix, suffix } = command;
  const redirections: Redirection[] = [];
  const assignments: Assignment[] = [];
  for (let i = 0; i < prefix.length; i++) {
    const part = prefix[i] as Assignment | Redirection;
    if (part.type === 'Assignment') assignments.push(part);
    else redirections.push(part);
  }
  const words: Text[] = [];
  const seen =
    assignments.length > 0 && command.name !== undefined
      ? withPossible(command, assignments, call, runtime)
      : call;
  if (command.name !== undefined) expandInto(command.name, words, runtime, seen);
  const declares = words.length === 1 && DECLARING.has(words[0]?.value ?? '');
  for (let i = 0; i < suffix.length; i++) {
    const part = suffix[i] as Word | Assignment | Redirection;
    switch (part.type) {
      case 'Word':
        expandInto(part, words, runtime, seen);
        break;
      case 'Assignment':
        words.push(assignmentWord(part, declares, call, runtime));
        break;
      default:
        redirections.push(part);
    }
  }
  const opened = call.state.withOpened(call.io);
  const base = opened === call.io ? call : { ...call, io: opened };
  const first = words[0];
  if (first?.value === 'exec' && words.slice(1).every(({ value }) => /^-[cl]+$/.test(value))) {
    redirectForGood(redirections, base, runtime);
    return undefined;
  }
  const redirected = redirections.length === 0 ? base : redirect(redirections, base, runtime);
  if (first === undefined) {
    for (const assignment of assignments) assign(assignment, call, runtime);
    copyInput(redirected, base, runtime);
    return undefined;
  }
  const environment = assignments.length === 0 ? call.environment : assignedFor(assignments, call, runtime);
  return runtime.runCommand(
    words,
    environment === redirected.environment ? redirected : { ...redirected, environment },
  );
}

/**
 * `A=x cmd $A`: the shell expands `$A` before it assigns, other shells and readers think otherwise. Both values
 * count, where the command mentions the variable at all.
 */
function withPossible(
  command: Command,
  assignments: readonly Assignment[],
  call: Call,
  runtime: Runtime,
): Call {
  const mentioned = assignments.filter(
    ({ name, value }) =>
      value.type === 'Word' &&
      command.suffix.some(
        (part) => part.type === 'Word' && part.text.includes(name) && part.text.includes('$'),
      ),
  );
  if (mentioned.length === 0) return call;
  const state = call.state.fork();
  for (const { name, value } of mentioned) {
    if (value.type !== 'Word') continue;
    const before = lookUp(name, runtime, call);
    const values = before === undefined ? [] : [before];
    state.set(name, { values: [...values, runtime.expandWord(value, call)], exported: false });
  }
  return { ...call, state };
}

/** Commands whose arguments may be assignments of arrays. */
const DECLARING = new Set(['declare', 'typeset', 'local', 'export', 'readonly']);

/** `NAME=value` behind a command: an argument, which `export` and its kin read as an assignment. */
function assignmentWord(part: Assignment, declares: boolean, call: Call, runtime: Runtime): Text {
  if (part.value.type === 'ArrayValue' || part.index !== undefined) {
    if (declares) assign(part, call, runtime);
    return literal(part.name);
  }
  const operator = part.append === true ? '+=' : '=';
  return concat(literal(`${part.name}${operator}`), runtime.expandWord(part.value, call));
}

function assignedFor(
  assignments: readonly Assignment[],
  call: Call,
  runtime: Runtime,
): ReadonlyMap<string, Text> {
  const environment = new Map(call.environment ?? []);
  for (const { name, value, append } of assignments) {
    if (value.type === 'ArrayValue') continue;
    const text = runtime.expandWord(value, call);
    const before = append === true ? call.state.get(name)?.values[0] : undefined;
    environment.set(name, before === undefined ? text : concat(before, text));
  }
  return environment;
}

/** A redirection without command prints what is read: `$(<file)`, and any `<file` in zsh. */
function copyInput(redirected: Call, base: Call, runtime: Runtime): void {
  const { stdin, stdout } = redirected.io;
  if (stdin === base.io.stdin || stdin.kind === 'terminal') return;
  if (stdout.kind !== 'terminal') runtime.write(stdout, stdin.rest(), 'shell');
}
