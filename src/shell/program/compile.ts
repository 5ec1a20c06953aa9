import type { Action } from '../actions.ts';
import { matchGlob } from '../glob.ts';
import type { Text } from '../text.ts';
import { FLAG_ROLES, type FlagRole, type Program, type Role, type Spec } from './spec.ts';

export interface CompiledOption {
  /** The name used in normalised lines. */
  readonly name: string;
  readonly role: Role | FlagRole;
}

export interface OperandPlan {
  readonly head: readonly Role[];
  readonly rest: Role | undefined;
  /** Filled from the end, when there are operands to spare. */
  readonly tail: readonly Role[];
}

/** A word of a subcommand; compiled on first use, since most subcommands of most programs are never looked at. */
export class SubcommandNode {
  /** May be a glob. */
  readonly #word: string;
  #children: Map<string, SubcommandNode> | undefined;
  /** Children whose word is a glob. */
  #patterns: SubcommandNode[] | undefined;
  #source: { readonly spec: Spec; readonly options: ReadonlyMap<string, CompiledOption> } | undefined;
  #compiled: CompiledSpec | undefined;

  constructor(word: string) {
    this.#word = word;
  }

  define(spec: Spec, options: ReadonlyMap<string, CompiledOption>): void {
    this.#source = { spec, options };
  }

  get spec(): CompiledSpec | undefined {
    if (this.#compiled === undefined && this.#source !== undefined)
      this.#compiled = compileSpec(this.#source.spec, this.#source.options);
    return this.#compiled;
  }

  /** The child with this word, made where there is none. */
  child(word: string): SubcommandNode {
    const isPattern = /[*?[]/.test(word);
    const known = isPattern
      ? this.#patterns?.find((child) => child.#word === word)
      : this.#children?.get(word);
    if (known !== undefined) return known;
    const created = new SubcommandNode(word);
    if (isPattern) {
      this.#patterns ??= [];
      this.#patterns.push(created);
    } else {
      this.#children ??= new Map();
      this.#children.set(word, created);
    }
    return created;
  }

  /** The children that a word may stand for; the one of this very word first. */
  matching(word: string): readonly SubcommandNode[] {
    const exact = this.#children?.get(word);
    const found = exact === undefined ? [] : [exact];
    if (this.#patterns !== undefined)
      for (const child of this.#patterns) if (matchGlob(child.#word, word)) found.push(child);
    return found;
  }
}

/** A spec ready for use: texts parsed, options of all levels in one table. */
export interface CompiledSpec {
  readonly spec: Spec;
  readonly options: ReadonlyMap<string, CompiledOption>;
  /** Long options of this level, then those of all levels. */
  readonly longOptions: readonly (readonly string[])[];
  readonly plan: OperandPlan;
  readonly subcommands: SubcommandNode | undefined;
  readonly actions: readonly (readonly [Action, string])[];
}

export function isFlag(role: Role | FlagRole): role is FlagRole {
  return (FLAG_ROLES as readonly string[]).includes(role);
}

const plans = new Map<string, OperandPlan>();

export function operandPlan(operands: string | undefined): OperandPlan {
  const key = operands ?? '';
  const known = plans.get(key);
  if (known !== undefined) return known;
  const head: Role[] = [];
  const tail: Role[] = [];
  let rest: Role | undefined;
  for (const token of key.split(' ')) {
    if (token === '') continue;
    if (token.endsWith('...')) rest = token.slice(0, -3) as Role;
    else {
      (rest === undefined ? head : tail).push((token.endsWith('?') ? token.slice(0, -1) : token) as Role);
    }
  }
  const plan = { head, rest, tail };
  plans.set(key, plan);
  return plan;
}

const NO_OPTIONS: ReadonlyMap<string, CompiledOption> = new Map();

export function compileSpec(
  spec: Spec,
  outer: ReadonlyMap<string, CompiledOption> = NO_OPTIONS,
): CompiledSpec {
  const options = spec.options === undefined ? outer : new Map(outer);
  if (options instanceof Map)
    for (const [names, role] of Object.entries(spec.options ?? {})) {
      const aliases = names.split(' ');
      const option = { name: aliases.at(-1) as string, role };
      for (const alias of aliases) options.set(alias, option);
    }
  return {
    spec,
    options,
    longOptions: [
      Object.keys(spec.options ?? {}).flatMap((names) => names.split(' ')),
      [...options.keys()],
    ].map((names) => names.filter((name) => name.startsWith('--'))),
    plan: operandPlan(spec.operands),
    subcommands: spec.subcommands === undefined ? undefined : compileSubcommands(spec, options),
    actions: compileActions(spec.actions),
  };
}

function compileActions(actions: Spec['actions']): readonly (readonly [Action, string])[] {
  if (actions === undefined) return [];
  if (typeof actions === 'string') return [[actions, 'always']];
  return Object.entries(actions) as [Action, string][];
}

function compileSubcommands(outer: Spec, options: ReadonlyMap<string, CompiledOption>): SubcommandNode {
  const root = new SubcommandNode('');
  const { stdin, stdout, hosts, language, style, verbs } = outer;
  const inherited = withoutUndefined({ stdin, stdout, hosts, language, style, verbs });
  for (const [key, value] of Object.entries(outer.subcommands ?? {})) {
    const spec: Spec = typeof value === 'string' ? { actions: value } : value;
    for (const words of key.split('|')) {
      let node = root;
      for (const word of words.split(' ')) node = node.child(word);
      node.define({ ...inherited, ...spec }, options);
    }
  }
  return root;
}

function withoutUndefined(values: Readonly<Record<string, unknown>>): Partial<Spec> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

export interface FoundSubcommand {
  readonly spec: CompiledSpec;
  /** How many words it has. */
  readonly depth: number;
}

/** The deepest subcommand that matches the words from `at` on; exact words win over globs. */
export function findSubcommand(
  node: SubcommandNode,
  words: readonly Text[],
  at = 0,
): FoundSubcommand | undefined {
  const word = words[at];
  if (word === undefined) return undefined;
  const candidates = node.matching(word.value);
  for (const child of candidates) {
    const deeper = findSubcommand(child, words, at + 1);
    if (deeper !== undefined) return deeper;
  }
  for (const { spec } of candidates) if (spec !== undefined) return { spec, depth: at + 1 };
  return undefined;
}

/** Looks up programs by name, compiling an entry when it is first asked for. */
export class ProgramTable {
  readonly #exact = new Map<string, Program>();
  readonly #patterns: [string, Program][] = [];
  readonly #compiled = new Map<Program, CompiledSpec>();

  constructor(programs: readonly Program[]) {
    for (const program of programs)
      for (const name of program.names.split(' ')) {
        if (name.includes('*')) this.#patterns.push([name, program]);
        else this.#exact.set(name, program);
      }
  }

  get(name: string): CompiledSpec | undefined {
    const program =
      this.#exact.get(name) ?? this.#patterns.find(([pattern]) => matchGlob(pattern, name))?.[1];
    if (program === undefined) return undefined;
    let compiled = this.#compiled.get(program);
    if (compiled === undefined) {
      compiled = compileSpec(program);
      this.#compiled.set(program, compiled);
    }
    return compiled;
  }

  /** Programs with an exact name that a pattern matches, in the order of the tables, up to `limit`. */
  matching(pattern: string, limit: number): string[] {
    const found: string[] = [];
    for (const name of this.#exact.keys()) {
      if (found.length >= limit) break;
      if (matchGlob(pattern, name)) found.push(name);
    }
    return found;
  }
}
