import { assertNever } from '../assert.ts';
import { Channel } from '../channel.ts';
import type { Call, Runtime, Status } from '../runtime.ts';
import type {
  AndOr,
  CommandNode,
  CompoundList,
  Coproc,
  Pipeline,
  PipelineNode,
  Statement,
} from '../syntax/ast.ts';
import { literal } from '../text.ts';
import { arrayVariable } from './assignments.ts';
import { runCompound } from './compound.ts';
import { redirect } from './redirections.ts';
import { runSimpleCommand } from './simple-command.ts';

/** Runs statements one after the other; the status is that of the last. */
export function runStatements(statements: readonly Statement[], call: Call, runtime: Runtime): Status {
  let status: Status = true;
  for (let i = 0; i < statements.length; i++) {
    const { command, background } = statements[i] as Statement;
    runtime.budget.spend(1);
    const detached = background === true && !call.detached;
    status = runList(command, detached ? { ...call, detached } : call, runtime);
  }
  return status;
}

function runBody(list: CompoundList, call: Call, runtime: Runtime): Status {
  return runStatements(list.commands, call, runtime);
}

function runList(node: PipelineNode | AndOr, call: Call, runtime: Runtime): Status {
  return node.type === 'AndOr' ? runAndOr(node, call, runtime) : runPipelineNode(node, call, runtime);
}

/** All that can be reached counts: what is skipped is only what is certain not to run. */
function runAndOr(node: AndOr, call: Call, runtime: Runtime): Status {
  const { commands, operators } = node;
  let status: Status;
  for (let i = 0; i < commands.length; i++) {
    const command = commands[i] as PipelineNode;
    const operator = i === 0 ? undefined : operators[i - 1];
    if (operator === '&&' && status === false) continue;
    if (operator === '||' && status === true) continue;
    if (operator !== '||') {
      status = runPipelineNode(command, call, runtime);
      continue;
    }
    runtime.budget.spend(4);
    const other = call.state.fork();
    const otherStatus = runPipelineNode(command, { ...call, state: other }, runtime);
    if (status === false) call.state.adopt(other);
    else call.state.join([call.state.fork(), other]);
    status = status === false ? otherStatus : otherStatus === true ? true : undefined;
  }
  return status;
}

function runPipelineNode(node: PipelineNode, call: Call, runtime: Runtime): Status {
  return node.type === 'Pipeline' ? runPipeline(node, call, runtime) : runCommandNode(node, call, runtime);
}

function runPipeline(node: Pipeline, call: Call, runtime: Runtime): Status {
  const { commands, operators } = node;
  if (commands.length === 1) {
    const status = runPipelineNode(commands[0] as PipelineNode, call, runtime);
    const negated = node.prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
    return negated && status !== undefined ? !status : status;
  }
  let input = call.io.stdin;
  for (let i = 0; i < commands.length; i++) {
    runtime.budget.spend(4);
    const isLast = i === commands.length - 1;
    const output = isLast ? call.io.stdout : Channel.capture();
    let io = call.io.with(0, input).with(1, output);
    if (operators[i] === '|&') io = io.with(2, output);
    const state = call.state.fork();
    runPipelineNode(commands[i] as PipelineNode, { ...call, state, io, detached: true }, runtime);
    // With `lastpipe`, and in zsh, the last command runs in this very shell.
    if (isLast) call.state.join([call.state.fork(), state]);
    else input = Channel.text(output.collected());
  }
  return undefined;
}

export function runCommandNode(node: CommandNode | CompoundList, call: Call, runtime: Runtime): Status {
  switch (node.type) {
    case 'Command':
      return runSimpleCommand(node, call, runtime);
    case 'Redirected':
      return runCompound(node.command, redirect(node.redirects, openedBy(call), runtime), runtime, runBody);
    case 'Function':
      call.state.setFunction(node.name.value, node.body);
      return true;
    case 'Coproc':
      runCoprocess(node, call, runtime);
      return undefined;
    case 'CompoundList':
      return runBody(node, call, runtime);
    case 'If':
    case 'For':
    case 'ArithmeticFor':
    case 'Select':
    case 'While':
    case 'Subshell':
    case 'BraceGroup':
    case 'Case':
    case 'TestCommand':
    case 'ArithmeticCommand':
      return runCompound(node, call, runtime, runBody);
    default:
      return assertNever(node);
  }
}

/** The descriptors Bash would give a coprocess are high ones that nothing else uses. */
const COPROCESS_OUTPUT = 63;
const COPROCESS_INPUT = 60;

/** What it prints can be read from `${NAME[0]}`. */
function runCoprocess({ name, body }: Coproc, call: Call, runtime: Runtime): void {
  const output = Channel.capture();
  const io = call.io.with(1, output);
  runCommandNode(body, { ...call, io, state: call.state.fork(), detached: true }, runtime);
  call.state.open(COPROCESS_OUTPUT, undefined, Channel.text(output.collected()));
  const descriptors = new Map([
    ['0', literal(String(COPROCESS_OUTPUT))],
    ['1', literal(String(COPROCESS_INPUT))],
  ]);
  call.state.set(name?.text ?? 'COPROC', arrayVariable(descriptors));
}

function openedBy(call: Call): Call {
  const io = call.state.withOpened(call.io);
  return io === call.io ? call : { ...call, io };
}
