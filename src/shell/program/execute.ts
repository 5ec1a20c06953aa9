import type { Action } from '../actions.ts';
import type { CommandEffect } from '../effects.ts';
import { matchGlob } from '../glob.ts';
import { own } from '../own.ts';
import { baseName, dirName } from '../path.ts';
import type { Call, Runtime } from '../runtime.ts';
import { display, hasGlob, isPartial, type Text, unknownLabel } from '../text.ts';
import { Actor, urlHost } from './actor.ts';
import { holds, type ParsedArguments, type ParsedOption, parseArguments } from './arguments.ts';
import { type CompiledSpec, compileSpec, isFlag, type OperandPlan, type ProgramTable } from './compile.ts';
import { applyEnvironment, OPTION_VARIABLES } from './environment.ts';
import { looksLikePath } from './guess.ts';
import { applyRole } from './roles.ts';
import { ProgramRun } from './run.ts';
import type { Role } from './spec.ts';

/** The part of a program's work that data cannot express. */
export type Behaviour = (run: ProgramRun) => void;

export interface Programs {
  readonly table: ProgramTable;
  readonly behaviours: Readonly<Record<string, Behaviour>>;
}

/** Names a pattern in place of a program is tried with. */
const MAX_GUESSES = 6;
const UNKNOWN: CompiledSpec = compileSpec({});

/** Runs one program with its arguments. */
export function executeProgram(
  words: readonly Text[],
  call: Call,
  runtime: Runtime,
  programs: Programs,
): void {
  const word = words[0];
  if (word === undefined) return;
  const args = words.slice(1);
  runtime.budget.spend(5 + args.length);
  const program = display(word.value);
  noteCodeInName(word, runtime);
  if (isPartial(word.value)) {
    executeUnknownName(word, args, call, runtime, programs);
    return;
  }
  if (hasGlob(word.value)) {
    executePattern(program, args, call, runtime, programs);
    return;
  }
  const name = programName(program);
  if (program.includes('/')) executePath(word, args, call, runtime, name);
  const spec = programs.table.get(name) ?? programs.table.get(name.toLowerCase());
  if (spec === undefined) executeUnknown(name, program, args, call, runtime, true);
  else executeKnown(spec, name, program, args, call, runtime, programs, true);
}

/** `/usr/bin/rm` and `RM.EXE` are `rm`. */
export function programName(program: string): string {
  const name = baseName(program.includes('\\') ? program.slice(program.lastIndexOf('\\') + 1) : program);
  return name.length > 4 && name.slice(-4).toLowerCase() === '.exe' ? name.slice(0, -4) : name;
}

function noteCodeInName(word: Text, runtime: Runtime): void {
  if (word.sources.length > 0)
    for (const from of word.sources) runtime.effects.flow({ from, to: { kind: 'exec' } });
  if (word.decoded) runtime.effects.decoded();
}

/** A program named by its path: one the call may have put there itself. */
function executePath(word: Text, args: readonly Text[], call: Call, runtime: Runtime, name: string): void {
  const actor = new Actor(runtime, call, name);
  const path = actor.resolve(word.value);
  if (isSystemDirectory(dirName(path)) && !runtime.files.has(path)) return;
  actor.file('execute', word);
  runtime.executeFile(path, undefined, call, args);
}

function isSystemDirectory(directory: string): boolean {
  return /^(?:\/usr(?:\/local)?|\/opt\/homebrew|\/snap|\/opt\/local)?\/s?bin$/.test(directory);
}

function executeUnknownName(
  word: Text,
  args: readonly Text[],
  call: Call,
  runtime: Runtime,
  programs: Programs,
): void {
  const shown = display(word.value);
  const guess = guessFromLabel(word.value);
  const spec = guess === undefined ? undefined : programs.table.get(guess);
  if (guess !== undefined && spec !== undefined) {
    executeKnown(spec, guess, shown, args, call, runtime, programs, false);
    return;
  }
  runtime.effects.opaque('command', shown);
  executeUnknown(shown, shown, args, call, runtime, false);
  // `$SUDO rm x`: the variable may well be empty or a wrapper.
  const next = args[0];
  if (next !== undefined && programs.table.get(programName(next.value)) !== undefined)
    executeProgram(args, call, runtime, programs);
}

const GUESSABLE =
  /(?:^|_)(python3?|node|ruby|perl|php|bash|sh|zsh|curl|wget|git|docker|kubectl|npm|pip3?|make|tar|rm|sudo|go|cargo|gpg|openssl)(?:_|$)/;

/** `$PYTHON`, `$which_node`: names that say what they hold. */
function guessFromLabel(value: string): string | undefined {
  const label = unknownLabel(value)?.toLowerCase();
  if (label === undefined) return undefined;
  return GUESSABLE.exec(label)?.[1];
}

/** `/bin/r?`: every program the pattern may stand for. */
function executePattern(
  program: string,
  args: readonly Text[],
  call: Call,
  runtime: Runtime,
  programs: Programs,
): void {
  runtime.effects.opaque('command', program);
  const guesses = programs.table.matching(baseName(program), MAX_GUESSES);
  for (const guess of guesses) {
    const spec = programs.table.get(guess);
    if (spec !== undefined) executeKnown(spec, guess, program, args, call, runtime, programs, false);
  }
  if (guesses.length === 0) executeUnknown(baseName(program), program, args, call, runtime, false);
}

function executeKnown(
  compiled: CompiledSpec,
  name: string,
  program: string,
  args: readonly Text[],
  call: Call,
  runtime: Runtime,
  programs: Programs,
  certain: boolean,
): void {
  const environment = runtime.environmentOf(call);
  const parsed = parseArguments(
    compiled,
    environment.size === 0 ? args : withOptions(name, args, environment),
  );
  const run = new ProgramRun(runtime, call, name, args, parsed);
  if (!parsed.help && !run.dry) addActions(run);
  record(run, program, environment, certain, true);
  if (parsed.help) return;
  if (environment.size > 0) applyEnvironment(run, environment);
  const { options } = parsed;
  for (let i = 0; i < options.length; i++) {
    const { option, value } = options[i] as ParsedOption;
    if (value !== undefined && !isFlag(option.role)) applyRole(run, option.role, value);
  }
  applyOperands(run, parsed.plan);
  if (parsed.spec.hosts !== undefined) for (const host of parsed.spec.hosts.split(' ')) run.connect(host);
  const behaviour = parsed.spec.behaviour;
  if (behaviour !== undefined) programs.behaviours[behaviour]?.(run);
  else if (parsed.command.length > 0) run.start(parsed.command);
  if (parsed.spec.stdin === 'code' && parsed.subcommand.length === 0 && !run.isFed && !run.isTold)
    run.action('interactive');
  if (parsed.spec.stdin === 'code' && run.isFed && !run.stdinTaken) {
    const code = run.stdin;
    run.stdinTaken = true;
    run.startText(parsed.spec.language ?? 'other', code);
    run.take(code);
  }
  run.finish();
}

/** `TAR_OPTIONS` and its kin: arguments from the environment come first. */
function withOptions(
  name: string,
  args: readonly Text[],
  environment: ReadonlyMap<string, Text>,
): readonly Text[] {
  const variable = own(OPTION_VARIABLES, name);
  const value = variable === undefined ? undefined : environment.get(variable);
  if (value === undefined || value.value === '') return args;
  const options = value.value.split(/[ \t\n]+/).filter((option) => option !== '');
  return [...options.map((option) => ({ ...value, value: option })), ...args];
}

function addActions(run: ProgramRun): void {
  const { parsed } = run;
  for (const [action, condition] of parsed.compiled.actions)
    if (condition === 'always' || holds(condition, parsed)) run.action(action);
  const { verbs } = parsed.compiled.spec;
  if (verbs !== undefined) addVerbs(run, verbs);
}

/** Words beyond this are operands, not verbs. */
const MAX_VERB_POSITION = 5;

function addVerbs(run: ProgramRun, verbs: Readonly<Record<string, Action>>): void {
  const words = [...run.parsed.subcommand, ...run.operands.map((operand) => operand.value)].slice(
    0,
    MAX_VERB_POSITION,
  );
  for (const word of words) {
    for (const [verb, action] of Object.entries(verbs))
      if (verb.split('|').some((name) => (name.includes('*') ? matchGlob(name, word) : name === word))) {
        run.action(action);
        return;
      }
  }
}

function applyOperands(run: ProgramRun, plan: OperandPlan): void {
  const { operands } = run;
  const tail = Math.min(
    plan.tail.length,
    Math.max(0, operands.length - plan.head.length - (plan.rest === undefined ? 0 : 1)),
  );
  for (let i = 0; i < operands.length; i++) {
    const fromEnd = operands.length - i;
    const role: Role | undefined =
      i < plan.head.length ? plan.head[i] : fromEnd <= tail ? plan.tail[tail - fromEnd] : plan.rest;
    if (role !== undefined) applyRole(run, role, operands[i] as Text);
  }
}

/** A program nobody described: whatever looks like a path may be read, whatever looks like a URL fetched. */
function executeUnknown(
  name: string,
  program: string,
  args: readonly Text[],
  call: Call,
  runtime: Runtime,
  certain: boolean,
): void {
  const parsed: ParsedArguments = {
    compiled: UNKNOWN,
    spec: UNKNOWN.spec,
    plan: UNKNOWN.plan,
    subcommand: [],
    options: [],
    operands: args,
    command: [],
    help: false,
  };
  const run = new ProgramRun(runtime, call, name, args, parsed);
  const environment = runtime.environmentOf(call);
  record(run, program, environment, certain, false);
  if (environment.size > 0) applyEnvironment(run, environment);
  let output = false;
  for (const arg of args) {
    const isOption = arg.value.startsWith('-');
    const equals = isOption ? arg.value.indexOf('=') : -1;
    const value = isOption ? (equals < 0 ? '' : arg.value.slice(equals + 1)) : arg.value;
    const text = value === arg.value ? arg : { ...arg, value };
    const writes = output || (isOption && OUTPUT_OPTION.test(arg.value));
    if (value === '') {
      output = isOption && OUTPUT_OPTION.test(arg.value);
      continue;
    }
    output = false;
    if (/^(?:https?|ftp|wss?):\/\//.test(value))
      runtime.effects.network(display(urlHost(value)), display(value), true);
    else if (value.startsWith('@') && looksLikePath(value.slice(1)))
      run.read({ ...text, value: value.slice(1) }, { possible: true });
    else if (looksLikePath(value)) {
      run.read(text, { possible: true });
      if (writes) run.actor.file('write', text, { possible: true });
    }
  }
  run.finish();
}

const OUTPUT_OPTION =
  /^(?:-o|-w|-O|--out(?:put|file|-file|File|-dir)?|--output-[a-z]+|--write|--log(?:-?file)?)(?:=|$)/;

function record(
  run: ProgramRun,
  program: string,
  environment: ReadonlyMap<string, Text>,
  certain: boolean,
  known: boolean,
): void {
  const { call, parsed, runtime, name } = run;
  const args = run.args.map((arg) => display(arg.value));
  const line = lineOf(name, args);
  const effect: CommandEffect = {
    name,
    program,
    args,
    data: dataArguments(args, parsed),
    line,
    canonical: known ? canonicalLine(name, parsed) : line,
    subcommand: parsed.subcommand.join(' '),
    wrappers: call.wrappers,
    privileged: call.privileged,
    place: call.place,
    known,
    certain,
    environment: environment.size === 0 ? NO_ENVIRONMENT : shownEnvironment(environment),
    actions: run.actions.slice(),
  };
  runtime.effects.command(effect);
}

const NO_ENVIRONMENT: CommandEffect['environment'] = {};

function shownEnvironment(environment: ReadonlyMap<string, Text>): CommandEffect['environment'] {
  return Object.fromEntries(
    [...environment].map(([variable, text]) => [display(variable), display(text.value)]),
  );
}

function dataArguments(args: readonly string[], { spec, options }: ParsedArguments): readonly string[] {
  if (spec.behaviour === 'echo' || spec.behaviour === 'printf') return args;
  const data: string[] = [];
  for (let i = 0; i < options.length; i++) {
    const { option, value } = options[i] as ParsedOption;
    if (value === undefined) continue;
    const shown = display(value.value);
    const isLogin = option.role === 'identity' || IDENTITY_FILE.test(shown);
    if (isLogin || FOR_PEOPLE_OR_PARSED.test(option.name)) data.push(shown);
  }
  return data;
}

const IDENTITY_FILE = /^IdentityFile=/i;

/** Words for people, and command lines that are looked into by themselves. */
const FOR_PEOPLE_OR_PARSED = /^--(?:message|body|title|subject|notes|description|rsh)$/;

function canonicalLine(name: string, parsed: ParsedArguments): string {
  const { subcommand, options, operands, command } = parsed;
  let line = lineOf(name, subcommand);
  for (let i = 0; i < options.length; i++) {
    const { option, value } = options[i] as ParsedOption;
    line = withArgument(line, display(option.name));
    if (value !== undefined) line = withArgument(line, display(value.value));
  }
  for (let i = 0; i < operands.length; i++) line = withArgument(line, display((operands[i] as Text).value));
  for (let i = 0; i < command.length; i++) line = withArgument(line, display((command[i] as Text).value));
  return line;
}

/** One line; an argument is quoted where it would otherwise be read as several or as shell syntax. */
function lineOf(name: string, args: readonly string[]): string {
  let line = name;
  for (let i = 0; i < args.length; i++) line = withArgument(line, args[i] as string);
  return line;
}

function withArgument(line: string, arg: string): string {
  return `${line} ${quoteIfNeeded(arg)}`;
}

const NEEDS_QUOTES = /[\s'"\\|&;<>()`]/;

function quoteIfNeeded(arg: string): string {
  if (arg !== '' && !NEEDS_QUOTES.test(arg)) return arg;
  return `'${arg.replaceAll("'", "'\\''")}'`;
}
