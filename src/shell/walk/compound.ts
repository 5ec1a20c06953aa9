import { assertNever } from '../assert.ts';
import { evaluateArithmetic } from '../expand/arithmetic.ts';
import { positionalTexts } from '../expand/variables.ts';
import { expandInto } from '../expand/words.ts';
import { MAX_ALTERNATIVES, MAX_FAN_OUT } from '../limits.ts';
import type { Call, Runtime, Status } from '../runtime.ts';
import { type State, scalar } from '../state.ts';
import type {
  Case,
  CompoundCommand,
  CompoundList,
  For,
  If,
  Select,
  Test,
  While,
  Word,
} from '../syntax/ast.ts';
import { type Text, unknownVariable } from '../text.ts';

/** How the bodies of compound commands are run. */
export type RunBody = (list: CompoundList, call: Call, runtime: Runtime) => Status;

/** Rounds of a loop whose end is not known. */
const BLIND_ROUNDS = 2;

export function runCompound(node: CompoundCommand, call: Call, runtime: Runtime, run: RunBody): Status {
  runtime.budget.spend(1);
  if (!runtime.budget.enter()) {
    runtime.effects.opaque('depth', node.type);
    return undefined;
  }
  try {
    return runNode(node, call, runtime, run);
  } finally {
    runtime.budget.leave();
  }
}

function runNode(node: CompoundCommand, call: Call, runtime: Runtime, run: RunBody): Status {
  switch (node.type) {
    case 'BraceGroup':
      return run(node.body, call, runtime);
    case 'Subshell':
      return run(node.body, { ...call, state: call.state.fork() }, runtime);
    case 'If':
      return runIf(node, call, runtime, run);
    case 'For':
    case 'Select':
      runFor(node, call, runtime, run);
      return undefined;
    case 'ArithmeticFor': {
      evaluateArithmetic(node.initialize, runtime, call);
      evaluateArithmetic(node.test, runtime, call);
      if (node.test === undefined && startsJobs(node.body)) runtime.effects.action('fork-bomb');
      for (let round = 0; round < BLIND_ROUNDS; round++) {
        run(node.body, call, runtime);
        evaluateArithmetic(node.update, runtime, call);
      }
      return undefined;
    }
    case 'While':
      runWhile(node, call, runtime, run);
      return undefined;
    case 'Case':
      runCase(node, call, runtime, run);
      return undefined;
    case 'TestCommand':
      runTest(node.expression, call, runtime, 0);
      return undefined;
    case 'ArithmeticCommand': {
      const value = evaluateArithmetic(node.expression, runtime, call);
      return value === undefined ? undefined : value !== 0;
    }
    default:
      return assertNever(node);
  }
}

function runIf(node: If, call: Call, runtime: Runtime, run: RunBody): Status {
  const ways: State[] = [];
  let open = true;
  for (const { clause, then } of [node, ...node.elif]) {
    if (!open) break;
    const status = run(clause, call, runtime);
    if (status !== false) {
      const way = call.state.fork();
      run(then, { ...call, state: way }, runtime);
      ways.push(way);
    }
    if (status === true) open = false;
  }
  if (open) {
    const way = call.state.fork();
    if (node.else !== undefined) run(node.else, { ...call, state: way }, runtime);
    ways.push(way);
  }
  call.state.join(ways);
  return undefined;
}

function runFor(node: For | Select, call: Call, runtime: Runtime, run: RunBody): void {
  const values = loopValues(node.wordlist, call, runtime);
  const loop = call.state.fork();
  const rounds: State[] = [];
  const limit = Math.min(values.length, MAX_FAN_OUT);
  if (values.length > limit) runtime.effects.opaque('budget', `for ${node.name.value}`);
  for (let i = 0; i < limit; i++) {
    const round = loop.fork();
    round.set(node.name.value, scalar(values[i] as Text));
    run(node.body, { ...call, state: round }, runtime);
    loop.adopt(round);
    if (rounds.length < MAX_ALTERNATIVES) rounds.push(round);
  }
  if (loop.jumped) call.state.join([...rounds, loop]);
  else call.state.adopt(loop);
}

/** The words of a loop; one unknown value where there may be some at run time. */
function loopValues(words: readonly Word[] | undefined, call: Call, runtime: Runtime): readonly Text[] {
  if (words === undefined) return positionalTexts(call) ?? [unknownVariable('argument')];
  const values: Text[] = [];
  const { choice } = runtime;
  const { index, count } = choice;
  choice.count = 1;
  for (choice.index = 0; choice.index < choice.count && choice.index < MAX_ALTERNATIVES; choice.index++)
    for (const word of words) expandInto(word, values, runtime, call);
  choice.index = index;
  choice.count = count;
  return values.length === 0 && words.length > 0 ? [unknownVariable('item')] : values;
}

function runWhile(node: While, call: Call, runtime: Runtime, run: RunBody): void {
  const loop = call.state.fork();
  const inner = { ...call, state: loop };
  const input = call.io.stdin;
  for (let round = 0; round < MAX_FAN_OUT; round++) {
    const before = input.position;
    const clause = run(node.clause, inner, runtime);
    const status = node.kind === 'until' && clause !== undefined ? !clause : clause;
    if (status === false && round > 0) break;
    if (status === true && round === 0 && input.position === before && startsJobs(node.body))
      runtime.effects.action('fork-bomb');
    run(node.body, inner, runtime);
    const reads = input.position !== before;
    if (!reads && round >= BLIND_ROUNDS - 1) break;
  }
  call.state.join([call.state.fork(), loop]);
}

/** A body that leaves something running in the background: a loop of it without end fills the machine. */
function startsJobs(body: CompoundList): boolean {
  return body.commands.some(({ background, command }) => {
    if (background === true) return true;
    return (command.type === 'Subshell' || command.type === 'BraceGroup') && startsJobs(command.body);
  });
}

function runCase(node: Case, call: Call, runtime: Runtime, run: RunBody): void {
  runtime.expandWord(node.word, call);
  const ways: State[] = [call.state.fork()];
  for (const item of node.items) {
    for (const pattern of item.pattern) runtime.expandWord(pattern, call);
    const way = call.state.fork();
    run(item.body, { ...call, state: way }, runtime);
    ways.push(way);
  }
  call.state.join(ways);
}

/** A test has no effects but those of the substitutions in it. */
function runTest(test: Test, call: Call, runtime: Runtime, depth: number): void {
  runtime.budget.spend(1);
  if (depth > 64) return;
  switch (test.type) {
    case 'TestUnary':
      runtime.expandWord(test.operand, call);
      return;
    case 'TestBinary':
      runtime.expandWord(test.left, call);
      runtime.expandWord(test.right, call);
      return;
    case 'TestLogical':
      for (const operand of test.operands) runTest(operand, call, runtime, depth + 1);
      return;
    case 'TestNot':
      runTest(test.operand, call, runtime, depth + 1);
      return;
    case 'TestGroup':
      runTest(test.expression, call, runtime, depth + 1);
      return;
    default:
      assertNever(test);
  }
}
