import { matchGlob } from '../glob.ts';
import { derive, display, startsUnknown, type Text } from '../text.ts';
import {
  type CompiledOption,
  type CompiledSpec,
  type FoundSubcommand,
  findSubcommand,
  isFlag,
  type OperandPlan,
  operandPlan,
} from './compile.ts';
import type { Spec } from './spec.ts';

export interface ParsedOption {
  readonly option: CompiledOption;
  readonly value: Text | undefined;
}

/** The arguments of one command, sorted by what they are to the program. */
export interface ParsedArguments {
  /** The spec of the deepest subcommand. */
  readonly compiled: CompiledSpec;
  /** The spec's values with those of the conditions that hold. */
  readonly spec: Spec;
  readonly plan: OperandPlan;
  readonly subcommand: readonly string[];
  readonly options: readonly ParsedOption[];
  readonly operands: readonly Text[];
  /** The command line that follows, for programs that run others. */
  readonly command: readonly Text[];
  /** Nothing happens but a help text. */
  readonly help: boolean;
}

const FLAG: CompiledOption['role'] = 'flag';
const NO_WORDS: readonly string[] = [];
/** Words looked at to find a subcommand. */
const MAX_SUBCOMMAND_WORDS = 4;

export function parseArguments(compiled: CompiledSpec, args: readonly Text[]): ParsedArguments {
  const found = findLeaf(compiled, args);
  const leaf = found?.spec ?? compiled;
  const depth = found?.depth ?? 0;
  const scanned = scan(leaf, args, depth, Number.MAX_SAFE_INTEGER);
  const subcommand =
    depth === 0 ? NO_WORDS : scanned.operands.slice(0, depth).map((word) => display(word.value));
  const operands = depth === 0 ? scanned.operands : scanned.operands.slice(depth);
  let spec = leaf.spec;
  if (spec.when !== undefined)
    for (const [condition, overrides] of Object.entries(spec.when))
      if (holds(condition, { compiled: leaf, options: scanned.options, operands }))
        spec = { ...spec, ...overrides };
  return {
    compiled: leaf,
    spec,
    plan: spec === leaf.spec ? leaf.plan : operandPlan(spec.operands),
    subcommand,
    options: scanned.options,
    operands,
    command: scanned.command,
    help: asksForHelp(compiled, scanned) || (args.length === 1 && args[0]?.value === '--version'),
  };
}

/** Which options take a value is known better the deeper the subcommand: each one found, the rest is read anew. */
function findLeaf(compiled: CompiledSpec, args: readonly Text[]): FoundSubcommand | undefined {
  if (compiled.subcommands === undefined) return undefined;
  let leaf: FoundSubcommand | undefined;
  for (;;) {
    const { operands } = scan(leaf?.spec ?? compiled, args, 0, MAX_SUBCOMMAND_WORDS);
    const found = findSubcommand(compiled.subcommands, operands);
    if (found === undefined || found.depth <= (leaf?.depth ?? 0)) return leaf;
    leaf = found;
  }
}

function asksForHelp(compiled: CompiledSpec, scanned: Scanned): boolean {
  if (scanned.helpBeforeOperands) return true;
  // Some systems stop reading options at the first operand: there `rm x --help` deletes.
  if (compiled.subcommands === undefined)
    return isHelp(scanned.options.at(-1)) && !CONSEQUENTIAL.test(compiled.spec.operands ?? '');
  const { options, operands } = scanned;
  return (
    options.some(isHelp) ||
    operands[0]?.value === 'help' ||
    (operands.length < 5 && operands.at(-1)?.value === 'help')
  );
}

const CONSEQUENTIAL = /delete|mode|write|edit|command|shell|target/;

function isHelp(option: ParsedOption | undefined): boolean {
  return (
    option !== undefined &&
    option.value === undefined &&
    (option.option.name === '--help' || option.option.name === '-help')
  );
}

interface Scanned {
  readonly options: readonly ParsedOption[];
  readonly operands: readonly Text[];
  readonly command: readonly Text[];
  readonly helpBeforeOperands: boolean;
}

/** `skip`: operands that are words of a subcommand; `enough`: operands after which to stop. */
function scan(compiled: CompiledSpec, args: readonly Text[], skip: number, enough: number): Scanned {
  const style = compiled.spec.style ?? 'gnu';
  const commandAt = commandPosition(compiled.plan);
  const options: ParsedOption[] = [];
  const operands: Text[] = [];
  let command: readonly Text[] = [];
  let ended = style === 'plain';
  let helpBeforeOperands = false;
  for (let i = 0; i < args.length && operands.length < enough; i++) {
    const arg = args[i] as Text;
    const { value } = arg;
    const isOption = !ended && value.length > 1 && looksLikeOption(value, style);
    if (!isOption) {
      if (enough === Number.MAX_SAFE_INTEGER && commandAt >= 0 && operands.length - skip === commandAt) {
        command = args.slice(i);
        break;
      }
      operands.push(arg);
      if (style === 'posix' && operands.length > skip) ended = true;
      continue;
    }
    if (value === '--') {
      if (operands.length === 0 && compiled.subcommands !== undefined) continue;
      ended = operands.length >= skip;
      continue;
    }
    const before = options.length;
    i += takeOption(compiled, arg, args[i + 1], style, options);
    const option = options[before];
    if (isHelp(option) && operands.length === skip) helpBeforeOperands = true;
  }
  return { options, operands, command, helpBeforeOperands };
}

function commandPosition(plan: OperandPlan): number {
  const inHead = plan.head.indexOf('command');
  return inHead >= 0 ? inHead : plan.rest === 'command' ? plan.head.length : -1;
}

function looksLikeOption(value: string, style: Spec['style']): boolean {
  switch (style) {
    case 'keys':
      return value.includes('=') && !startsUnknown(value);
    case 'slash':
      return /^\/[A-Za-z?]{1,12}(?::|$)/.test(value) || value.charCodeAt(0) === 45;
    default:
      return value.charCodeAt(0) === 45;
  }
}

/** Takes one option, and its value where it has one. Gives the number of further arguments used. */
function takeOption(
  compiled: CompiledSpec,
  arg: Text,
  next: Text | undefined,
  style: Spec['style'],
  options: ParsedOption[],
): number {
  const { value } = arg;
  switch (style) {
    case 'keys': {
      const equals = value.indexOf('=') + 1;
      const name = value.slice(0, equals);
      const option = compiled.options.get(name) ?? { name, role: FLAG };
      options.push({ option, value: derive(arg, value.slice(equals)) });
      return 0;
    }
    case 'slash': {
      const name = value.toLowerCase();
      options.push({ option: compiled.options.get(name) ?? { name, role: FLAG }, value: undefined });
      return 0;
    }
    case 'cmdlet': {
      const colon = value.indexOf(':');
      const name = colon < 0 ? value : value.slice(0, colon);
      const full = colon < 0 ? name : `${name}=${value.slice(colon + 1)}`;
      return takeLong(
        compiled,
        derive(arg, full),
        full.toLowerCase() === full ? full : name.toLowerCase() + full.slice(name.length),
        next,
        options,
      );
    }
    case 'long': {
      const name = value.startsWith('--') ? value.slice(1) : value;
      return takeLong(compiled, arg, name, next, options);
    }
    default:
      if (value.startsWith('--') || (value.length > 2 && compiled.options.has(untilEquals(value))))
        return takeLong(compiled, arg, value, next, options);
      return takeCluster(compiled, arg, next, options);
  }
}

function untilEquals(value: string): string {
  const equals = value.indexOf('=');
  return equals < 0 ? value : value.slice(0, equals);
}

function takeLong(
  compiled: CompiledSpec,
  arg: Text,
  full: string,
  next: Text | undefined,
  options: ParsedOption[],
): number {
  const name = untilEquals(full);
  const attached = name.length < full.length ? derive(arg, full.slice(name.length + 1)) : undefined;
  const option = compiled.options.get(name) ??
    byPrefix(compiled, name) ?? { name: display(name), role: FLAG };
  if (isFlag(option.role) || attached !== undefined) {
    options.push({ option, value: attached });
    return 0;
  }
  options.push({ option, value: next });
  return next === undefined ? 0 : 1;
}

/** GNU programs take any unambiguous beginning of a long option. */
function byPrefix(compiled: CompiledSpec, name: string): CompiledOption | undefined {
  const isCmdlet = compiled.spec.style === 'cmdlet';
  if (!isCmdlet && (!name.startsWith('--') || name.length < 3 || name === '--help')) return undefined;
  const [own = [], all = []] = compiled.longOptions;
  if (isCmdlet) return onlyMatch(compiled, name, [...compiled.options.keys()]);
  return onlyMatch(compiled, name, own) ?? onlyMatch(compiled, name, all);
}

/** The option that some of the names belong to when all that start like this belong to it. */
function onlyMatch(
  compiled: CompiledSpec,
  name: string,
  candidates: readonly string[],
): CompiledOption | undefined {
  let found: CompiledOption | undefined;
  // There can be hundreds, and most options are in no table.
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i] as string;
    if (!candidate.startsWith(name)) continue;
    const option = compiled.options.get(candidate);
    if (found !== undefined && option !== found) return undefined;
    found = option;
  }
  return found;
}

function takeCluster(
  compiled: CompiledSpec,
  arg: Text,
  next: Text | undefined,
  options: ParsedOption[],
): number {
  const { value } = arg;
  for (let i = 1; i < value.length; i++) {
    const name = `-${value[i]}`;
    const option = compiled.options.get(name) ?? { name, role: FLAG };
    const remainder = value.slice(i + 1);
    if (option.role === 'flag?') {
      options.push({ option, value: remainder === '' ? undefined : derive(arg, remainder) });
      return 0;
    }
    if (!isFlag(option.role)) {
      options.push({ option, value: remainder === '' ? next : derive(arg, remainder) });
      return remainder === '' && next !== undefined ? 1 : 0;
    }
    options.push({ option, value: undefined });
  }
  return 0;
}

/** What a condition is about. */
export interface Subject {
  readonly compiled: CompiledSpec;
  readonly options: readonly ParsedOption[];
  readonly operands: readonly Text[];
}

/** Whether a condition of a spec holds; see {@link Spec}. */
export function holds(condition: string, subject: Subject): boolean {
  return condition
    .split(' ')
    .some((alternative) => alternative.split('&').every((test) => isTrue(test, subject)));
}

function isTrue(test: string, subject: Subject): boolean {
  const { options, operands } = subject;
  if (test === 'always') return true;
  if (test.startsWith('!')) return !isTrue(test.slice(1), subject);
  if (test === 'dry') return options.some(({ option }) => option.role === 'dry');
  if (test === 'none') return operands.length === 0;
  if (test.startsWith('@'))
    return operands.some((operand) => matchGlob(test.slice(1), display(operand.value)));
  const equals = test.endsWith('=') ? -1 : test.indexOf('=');
  const isOther = equals > 0 && test[equals - 1] === '!';
  const given = equals < 0 ? test : test.slice(0, isOther ? equals - 1 : equals);
  const name = subject.compiled.options.get(given)?.name ?? given;
  if (equals < 0) return options.some(({ option }) => option.name === name);
  const pattern = test.slice(equals + 1);
  return options.some(
    ({ option, value }) =>
      option.name === name && value !== undefined && matchGlob(pattern, display(value.value)) !== isOther,
  );
}
