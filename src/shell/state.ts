import type { Channel, Descriptors } from './channel.ts';
import { MAX_ALTERNATIVES, MAX_DESCRIPTORS } from './limits.ts';
import type { CompoundCommand, CompoundList, Redirected } from './syntax/ast.ts';
import { EMPTY_TEXT, type Text } from './text.ts';

/** A shell variable. Several values mean: one of them, depending on the way taken; none: it is unset. */
export interface Variable {
  readonly values: readonly Text[];
  /** Elements of an array by key, in order; `values` then holds element 0. */
  readonly elements?: ReadonlyMap<string, Text>;
  readonly exported: boolean;
  /** It cannot be changed any more. */
  readonly fixed?: boolean;
  /** The variable this one stands for (`declare -n`). */
  readonly reference?: string;
}

export type FunctionBody = CompoundCommand | Redirected | CompoundList;

/** A descriptor `exec` opened for all that follows in this shell, in place of the channel it had. */
interface OpenedDescriptor {
  readonly replaced: Channel | undefined;
  readonly by: Channel;
}

/** What a nested state isolates: a subshell keeps all changes, a function only its locals. */
type Isolation = 'root' | 'subshell' | 'function';

const NO_NAMES: readonly string[] = [];

/** Names, functions and the working directory of a shell at one point of a script. */
export class State {
  readonly #parent: State | undefined;
  readonly #isolation: Isolation;
  #variables: Map<string, Variable> | undefined;
  #functions: Map<string, FunctionBody> | undefined;
  #aliases: Map<string, string> | undefined;
  #opened: Map<number, OpenedDescriptor> | undefined;
  #fixes = false;
  /** Undefined where they are only known at run time. */
  positional: readonly Text[] | undefined;
  /** `$0`, where a shell is told what it is. */
  scriptName: Text | undefined;
  /** Alternatives of the working directory. */
  cwd: readonly string[];
  directories: readonly string[] = [];
  /** A `break`, `continue` or `return` was passed: a loop may end with the values of any of its rounds. */
  jumped = false;

  private constructor(
    parent: State | undefined,
    isolation: Isolation,
    cwd: readonly string[],
    positional: readonly Text[] | undefined,
  ) {
    this.#parent = parent;
    this.#isolation = isolation;
    this.cwd = cwd;
    this.positional = positional;
    this.scriptName = parent?.scriptName;
  }

  static root(cwd: readonly string[], positional: readonly Text[] | undefined): State {
    return new State(undefined, 'root', cwd, positional);
  }

  /** A subshell, or one of several ways through the script that `join` brings together again. */
  fork(): State {
    const child = new State(this, 'subshell', this.cwd, this.positional);
    child.directories = this.directories;
    return child;
  }

  /** The inside of a function call. */
  enterFunction(args: readonly Text[]): State {
    const child = new State(this, 'function', this.cwd, args);
    child.directories = this.directories;
    return child;
  }

  /** Gives the caller what a function changes beyond its locals. */
  leaveFunction(): void {
    if (this.#parent === undefined) return;
    this.#parent.cwd = this.cwd;
    this.#parent.directories = this.directories;
  }

  /** A shell started as a program: it knows what is exported, nothing else. */
  childProcess(
    environment: ReadonlyMap<string, Text> | undefined,
    positional: readonly Text[] | undefined,
  ): State {
    const child = State.root(this.cwd, positional);
    for (const [name, variable] of this.exported()) child.setLocal(name, variable);
    if (environment !== undefined)
      for (const [name, text] of environment) child.setLocal(name, { values: [text], exported: true });
    return child;
  }

  get(name: string): Variable | undefined {
    for (let state: State | undefined = this; state !== undefined; state = state.#parent) {
      const variable = state.#variables?.get(name);
      if (variable !== undefined) return variable;
    }
    return undefined;
  }

  set(name: string, variable: Variable): void {
    if (this.#hasFixed() && this.get(name)?.fixed === true) return;
    let state: State = this;
    while (state.#isolation === 'function' && state.#parent !== undefined && !state.#has(name))
      state = state.#parent;
    state.setLocal(name, variable);
  }

  #has(name: string): boolean {
    return this.#variables?.has(name) === true;
  }

  #hasFixed(): boolean {
    for (let state: State | undefined = this; state !== undefined; state = state.#parent)
      if (state.#fixes) return true;
    return false;
  }

  /** From now on the variable keeps its value. */
  fix(name: string): void {
    const variable = this.get(name);
    if (variable === undefined) return;
    this.set(name, { ...variable, fixed: true });
    this.#fixes = true;
  }

  setLocal(name: string, variable: Variable): void {
    this.#variables ??= new Map();
    this.#variables.set(name, variable);
  }

  /** Every exported variable that has a value. */
  exported(): Map<string, Variable> {
    const all = this.#parent?.exported() ?? new Map<string, Variable>();
    for (const [name, variable] of this.#variables ?? []) {
      if (variable.exported && variable.values.length > 0) all.set(name, variable);
      else all.delete(name);
    }
    return all;
  }

  /** Names of variables set by the script that start with `prefix`. */
  names(prefix: string): string[] {
    const all = new Set<string>(this.#parent?.names(prefix));
    for (const name of this.#variables?.keys() ?? []) if (name.startsWith(prefix)) all.add(name);
    return [...all];
  }

  getFunction(name: string): FunctionBody | undefined {
    for (let state: State | undefined = this; state !== undefined; state = state.#parent) {
      const body = state.#functions?.get(name);
      if (body !== undefined) return body;
    }
    return undefined;
  }

  functionNames(): readonly string[] {
    const outer = this.#parent === undefined ? NO_NAMES : this.#parent.functionNames();
    return this.#functions === undefined ? outer : [...new Set([...outer, ...this.#functions.keys()])];
  }

  setFunction(name: string, body: FunctionBody): void {
    let state: State = this;
    while (state.#isolation === 'function' && state.#parent !== undefined) state = state.#parent;
    state.#functions ??= new Map();
    state.#functions.set(name, body);
  }

  getAlias(name: string): string | undefined {
    for (let state: State | undefined = this; state !== undefined; state = state.#parent) {
      const value = state.#aliases?.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  setAlias(name: string, value: string): void {
    this.#aliases ??= new Map();
    this.#aliases.set(name, value);
  }

  /** Notes a descriptor that `exec` opened. */
  open(fd: number, replaced: Channel | undefined, by: Channel): void {
    let state: State = this;
    while (state.#isolation === 'function' && state.#parent !== undefined) state = state.#parent;
    state.#opened ??= new Map();
    if (state.#opened.size >= MAX_DESCRIPTORS && !state.#opened.has(fd)) return;
    state.#opened.set(fd, { replaced, by });
  }

  /** The descriptors of a command of this shell, those opened by `exec` included. */
  withOpened(io: Descriptors): Descriptors {
    const outer = this.#parent === undefined ? io : this.#parent.withOpened(io);
    if (this.#opened === undefined) return outer;
    const channels = new Map<number, Channel>();
    for (const [fd, { replaced, by }] of this.#opened)
      if (fd > 2 || outer.get(fd) === replaced) channels.set(fd, by);
    return outer.withAll(channels);
  }

  /** Takes over what happened in `branches`, forks of this state of which one is the way taken. */
  join(branches: readonly State[]): void {
    if (branches.some((branch) => branch.#variables !== undefined)) this.#joinVariables(branches);
    if (branches.some((branch) => branch.cwd !== this.cwd))
      this.cwd = uniteStrings(branches.flatMap((branch) => branch.cwd));
    for (const branch of branches) {
      for (const [name, body] of branch.#functions ?? []) this.setFunction(name, body);
      for (const [name, value] of branch.#aliases ?? []) this.setAlias(name, value);
      for (const [fd, { replaced, by }] of branch.#opened ?? []) this.open(fd, replaced, by);
      this.jumped ||= branch.jumped;
    }
  }

  #joinVariables(branches: readonly State[]): void {
    const names = new Set<string>();
    for (const branch of branches) for (const name of branch.#variables?.keys() ?? []) names.add(name);
    for (const name of names) this.set(name, uniteVariables(branches.map((branch) => branch.get(name))));
  }

  /** Takes over what happened in a fork that is certain to be the way taken. */
  adopt(branch: State): void {
    for (const [name, variable] of branch.#variables ?? []) this.set(name, variable);
    this.cwd = branch.cwd;
    this.directories = branch.directories;
    this.positional = branch.positional;
    for (const [name, body] of branch.#functions ?? []) this.setFunction(name, body);
    for (const [name, value] of branch.#aliases ?? []) this.setAlias(name, value);
    for (const [fd, { replaced, by }] of branch.#opened ?? []) this.open(fd, replaced, by);
    this.jumped ||= branch.jumped;
  }
}

export function scalar(value: Text, exported = false): Variable {
  return { values: [value], exported };
}

export const UNSET: Variable = { values: [], exported: false };

export function uniteVariables(variables: readonly (Variable | undefined)[]): Variable {
  const values: Text[] = [];
  let exported = false;
  let last: Variable | undefined;
  for (const variable of variables) {
    if (variable === undefined) continue;
    last = variable;
    exported ||= variable.exported;
    const candidates = variable.values.length > 0 ? variable.values : [EMPTY_TEXT];
    for (const value of candidates)
      if (values.length < MAX_ALTERNATIVES && !values.some((other) => other.value === value.value))
        values.push(value);
  }
  return { ...last, values, exported };
}

export function uniteStrings(values: readonly string[]): readonly string[] {
  return values.length === 1 ? values : [...new Set(values)].slice(0, MAX_ALTERNATIVES);
}
