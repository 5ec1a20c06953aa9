import { literal, type Text, textFrom, unite } from '../text.ts';
import { skipDeclarations, takeImport, takeLoopVariable, takePattern } from './bindings.ts';
import type { CallKind, CallSite } from './call-site.ts';
import type { CodeEffects } from './calls.ts';
import { TokenCursor } from './cursor.ts';
import { Functions } from './functions.ts';
import type { CodeLanguage } from './language.ts';
import {
  BINARY,
  COMPARING_WORDS,
  format,
  IMPORT_WORDS,
  joinPaths,
  keyOf,
  LOOP_WORDS,
  PREFIX_WORDS,
  PRINTING_WORDS,
  STOP_WORDS,
  UNARY,
} from './operators.ts';
import { type Token, tokenize } from './tokens.ts';
import {
  concatValues,
  derivedFrom,
  eitherValue,
  exactString,
  NOTHING,
  pathValue,
  stringValue,
  textOf,
  textsOf,
  textValue,
  UNKNOWN_VALUE,
  type Value,
} from './value.ts';

/** Nested deeper, expressions are skipped. */
const MAX_DEPTH = 40;
/** Methods of an environment that give all of it. */
const WHOLE_ENVIRONMENT: ReadonlySet<string> = new Set(
  'to_h to_hash to_a inspect to_s map each items copy keys values entries toObject'.split(' '),
);
/** Kinds of calls looked for among arguments. */
const CALLBACK_KINDS: ReadonlySet<CallKind> = new Set([
  'eval',
  'shell',
  'spawn',
  'delete',
  'delete-tree',
  'read',
  'load',
]);

/** Reads a script as a sequence of expressions, keeping track of constants, and reports its calls. */
export class Evaluator {
  readonly #cursor: TokenCursor;
  readonly #language: CodeLanguage;
  readonly #effects: CodeEffects;
  readonly #variables: Map<string, Value>;
  readonly #functions: Functions;
  #depth = 0;

  constructor(
    source: string,
    language: CodeLanguage,
    effects: CodeEffects,
    variables = new Map<string, Value>(),
  ) {
    this.#cursor = new TokenCursor(tokenize(source, language.lexis));
    this.#language = language;
    this.#effects = effects;
    this.#variables = variables;
    this.#functions = new Functions(this.#cursor.tokens);
    effects.runtime.budget.spend(1 + this.#cursor.length / 2);
  }

  /** The body of a function stands before its calls: it is read once more with what they hand over. */
  run(): void {
    this.#statements();
    if (this.#functions.arguments.size === 0) return;
    for (const [name, value] of this.#functions.arguments) this.#variables.set(name, value);
    this.#effects.runtime.budget.spend(this.#cursor.length / 2);
    this.#cursor.at = 0;
    this.#statements();
  }

  #statements(): void {
    while (!this.#cursor.isAtEnd) {
      const before = this.#cursor.at;
      this.#statement();
      if (this.#cursor.at === before) this.#cursor.at += 1;
    }
  }

  /** The value of the source as one expression. */
  value(): Value {
    return this.#expression();
  }

  #statement(): void {
    const cursor = this.#cursor;
    if (cursor.isAnyName(IMPORT_WORDS)) {
      const bindings = takeImport(cursor);
      for (const { name, path } of bindings ?? []) this.#variables.set(name, pathValue(path));
      if (bindings !== undefined) return;
    }
    if (cursor.isAnyName(LOOP_WORDS)) {
      const name = takeLoopVariable(cursor);
      if (name !== undefined) {
        this.#bindElements(name, this.#expression());
        return;
      }
    }
    skipDeclarations(cursor);
    if (cursor.isOperator('{')) {
      const pattern = takePattern(cursor);
      if (pattern !== undefined) {
        const value = this.#expression();
        for (const [member, name] of pattern) this.#variables.set(name, this.#member(value, member));
        return;
      }
    }
    const value = this.#expression();
    const alias = cursor.isName('as') ? cursor.peek(1) : undefined;
    if (alias?.kind === 'name') {
      this.#variables.set(alias.value, value);
      cursor.at += 2;
    }
  }

  /** The variable of a loop is each element in turn. */
  #bindElements(name: string, list: Value): void {
    const texts =
      list.items === undefined ? derivedFrom([list]).texts : list.items.flatMap((item) => textsOf(item));
    this.#variables.set(name, { texts: texts.length > 0 ? texts : UNKNOWN_VALUE.texts });
  }

  #expression(): Value {
    if (this.#depth >= MAX_DEPTH) {
      this.#cursor.at += 1;
      return UNKNOWN_VALUE;
    }
    this.#depth += 1;
    try {
      return this.#binary();
    } finally {
      this.#depth -= 1;
    }
  }

  #binary(): Value {
    let left = this.#unary();
    for (;;) {
      const token = this.#cursor.peek();
      if (token?.kind === 'name' && COMPARING_WORDS.has(token.value)) {
        this.#cursor.at += 1;
        left = derivedFrom([left, this.#unary()]);
        continue;
      }
      if (token?.kind !== 'operator') return left;
      const operator = token.value;
      if (
        operator === '=' ||
        operator === ':=' ||
        operator === '+=' ||
        operator === '.=' ||
        operator === '??='
      ) {
        left = this.#assignment(this.#target(), operator, left);
        continue;
      }
      if (operator === '+' || this.#language.joins.includes(operator)) {
        this.#cursor.at += 1;
        const right = this.#unary();
        left = operator === '/' ? joinPaths(left, right) : concatValues(left, right);
        continue;
      }
      if (operator === '%' && exactString(left)?.includes('%s') === true) {
        this.#cursor.at += 1;
        left = format(left, this.#unary());
        continue;
      }
      if (operator === '||' || operator === '??') {
        this.#cursor.at += 1;
        left = eitherValue(left, this.#unary());
        continue;
      }
      if (operator === '?') {
        this.#cursor.at += 1;
        const consequent = this.#expression();
        left = this.#cursor.take(':') ? eitherValue(consequent, this.#expression()) : consequent;
        continue;
      }
      if (operator === '=>') {
        this.#cursor.at += 1;
        left = this.#expression();
        continue;
      }
      if (!BINARY.has(operator)) return left;
      this.#cursor.at += 1;
      left = derivedFrom([left, this.#unary()]);
    }
  }

  /** The name an assignment is to: the token before the operator, unless it is a member of something. */
  #target(): Token | undefined {
    const before = this.#cursor.tokens[this.#cursor.at - 2];
    const isMember = before?.kind === 'operator' && this.#language.members.includes(before.value);
    return isMember ? undefined : this.#cursor.tokens[this.#cursor.at - 1];
  }

  #assignment(target: Token | undefined, operator: string, left: Value): Value {
    this.#cursor.at += 1;
    const right = this.#expression();
    const value = operator === '+=' || operator === '.=' ? concatValues(left, right) : right;
    if (target?.kind === 'name') this.#variables.set(target.value, value);
    return value;
  }

  #unary(): Value {
    let token = this.#cursor.peek();
    // `!x`, `not x` and `typeof x` say something about a value, not the value.
    let isAbout = false;
    while (token?.kind === 'operator' && UNARY.has(token.value)) {
      isAbout ||= token.value === '!';
      this.#cursor.at += 1;
      token = this.#cursor.peek();
    }
    if (token === undefined) return NOTHING;
    if (token.kind === 'name' && PREFIX_WORDS.has(token.value) && this.#startsOperand(1)) {
      isAbout ||= token.value === 'not' || token.value === 'typeof';
      this.#cursor.at += 1;
      if (this.#depth >= MAX_DEPTH) return UNKNOWN_VALUE;
      const operand = this.#nested(() => this.#unary());
      if (PRINTING_WORDS.has(token.value))
        this.#effects.apply('print', {
          path: token.value,
          args: [operand],
          named: new Map(),
          receiver: undefined,
        });
      return isAbout ? derivedFrom([operand]) : operand;
    }
    const value = this.#postfix(this.#primary(token), token);
    return isAbout ? derivedFrom([value]) : value;
  }

  /** Whether what comes next can be the operand of a prefix such as `new` or `return`. */
  #startsOperand(offset: number): boolean {
    const token = this.#cursor.peek(offset);
    if (token === undefined) return false;
    if (token.kind !== 'operator') return true;
    return ['[', '{', '\\', '-', '!', '&', '*', '%', '@'].includes(token.value);
  }

  #nested(run: () => Value): Value {
    this.#depth += 1;
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }

  #primary(token: Token): Value {
    switch (token.kind) {
      case 'string': {
        this.#cursor.at += 1;
        const value = this.#string(token);
        if (token.command)
          return this.#effects.apply('shell', {
            path: '`',
            args: [value],
            named: new Map(),
            receiver: undefined,
          });
        return value;
      }
      case 'number':
        this.#cursor.at += 1;
        return stringValue(token.value);
      case 'name':
        this.#cursor.at += 1;
        return this.#name(token.value);
      case 'operator':
        switch (token.value) {
          case '(': {
            this.#cursor.at += 1;
            const items = this.#list(')').args;
            return items.length === 1 ? (items[0] as Value) : { texts: [], items };
          }
          case '[':
            this.#cursor.at += 1;
            return { texts: [], items: this.#list(']').args };
          case '{':
            this.#cursor.at += 1;
            return this.#braces();
          default:
            return NOTHING;
        }
    }
  }

  #name(name: string): Value {
    const variable = this.#variables.get(name);
    if (variable !== undefined) return variable;
    const path = this.#language.globals.get(name) ?? name;
    if (this.#language.environments.includes(path)) return { texts: [], path };
    return { texts: [], path };
  }

  /** A block of statements or an object literal: members are noted, everything else evaluated. */
  #braces(): Value {
    const members = new Map<string, Value>();
    while (!this.#cursor.isAtEnd && !this.#cursor.isOperator('}')) {
      const before = this.#cursor.at;
      const token = this.#cursor.peek();
      const key = token === undefined ? undefined : keyOf(token);
      if (key !== undefined && (this.#cursor.isOperator(':', 1) || this.#cursor.isOperator('=>', 1))) {
        this.#cursor.at += 2;
        members.set(key, this.#expression());
      } else this.#statement();
      if (this.#cursor.at === before) this.#cursor.at += 1;
    }
    this.#cursor.take('}');
    return { texts: [], members };
  }

  /** Arguments or elements up to the closing bracket. */
  #list(close: string): { readonly args: readonly Value[]; readonly named: ReadonlyMap<string, Value> } {
    const args: Value[] = [];
    const named = new Map<string, Value>();
    while (!this.#cursor.isAtEnd && !this.#cursor.isOperator(close)) {
      const before = this.#cursor.at;
      const token = this.#cursor.peek();
      const isNamed =
        token?.kind === 'name' &&
        (this.#cursor.isOperator('=', 1) ||
          (this.#cursor.isOperator(':', 1) && close === ')' && !this.#language.members.includes(':')) ||
          this.#cursor.isOperator('=>', 1));
      if (isNamed) {
        this.#cursor.at += 2;
        named.set(token.value, this.#expression());
      } else if (!this.#cursor.take(',')) {
        args.push(this.#expression());
        if (this.#cursor.isName('as')) this.#cursor.at += 2;
        else if (this.#cursor.isName('for')) this.#skipTo(close);
      }
      if (this.#cursor.at === before) this.#cursor.at += 1;
    }
    this.#cursor.take(close);
    return { args, named };
  }

  /** The rest of a comprehension: evaluated, its values not kept. */
  #skipTo(close: string): void {
    while (!this.#cursor.isAtEnd && !this.#cursor.isOperator(close)) {
      const before = this.#cursor.at;
      this.#statement();
      if (this.#cursor.at === before) this.#cursor.at += 1;
    }
  }

  #postfix(initial: Value, start: Token): Value {
    let value = initial;
    for (;;) {
      const token = this.#cursor.peek();
      if (token === undefined) return value;
      const sameLine = token.line === this.#cursor.tokens[this.#cursor.at - 1]?.line;
      if (token.kind === 'operator') {
        if (token.value === '[' && sameLine && this.#language.bareCalls && this.#runsCode(value)) {
          value = this.#call(value, this.#bareArguments(), new Map());
          continue;
        }
        if (this.#language.members.includes(token.value) || token.value === '?.') {
          const name = this.#cursor.peek(1);
          if (name?.kind === 'name') {
            this.#cursor.at += 2;
            value = this.#member(value, name.value);
            continue;
          }
          if (token.value === '->' && name?.kind === 'operator') {
            this.#cursor.at += 1;
            continue;
          }
          return value;
        }
        if (token.value === '(' && (sameLine || this.#depth > 3)) {
          this.#cursor.at += 1;
          const { args, named } = this.#list(')');
          if (value === initial && start.kind === 'name' && this.#functions.has(start.value))
            this.#functions.noteCall(start.value, args);
          value = this.#call(value, args, named);
          continue;
        }
        if (
          token.value === '[' &&
          sameLine &&
          (value.path !== undefined || value.items !== undefined || value.texts.length > 0)
        ) {
          this.#cursor.at += 1;
          value = this.#index(value, this.#list(']').args[0]);
          continue;
        }
        if (token.value === '{' && start.kind === 'name' && /^[$%@]/.test(start.value)) {
          this.#cursor.at += 1;
          const key = this.#cursor.peek();
          const index =
            key?.kind === 'name' && this.#cursor.isOperator('}', 1)
              ? stringValue(key.value)
              : this.#expression();
          if (key?.kind === 'name' && this.#cursor.isOperator('}', 1)) this.#cursor.at += 1;
          this.#cursor.take('}');
          value = this.#index(value, index);
          continue;
        }
        if (token.value === '!' && start.kind === 'name' && this.#cursor.isOperator('(', 1)) {
          this.#cursor.at += 1;
          continue;
        }
        return value;
      }
      if (this.#language.bareCalls && sameLine && this.#isBareCall(value, token)) {
        value = this.#call(value, this.#bareArguments(), new Map());
        continue;
      }
      return value;
    }
  }

  /** `eval [code].join`: nobody takes elements of what runs code. */
  #runsCode({ path }: Value): boolean {
    const kind = path === undefined ? undefined : this.#kindOf(path);
    return kind === 'eval' || kind === 'shell' || kind === 'spawn' || kind === 'exec';
  }

  #isBareCall(value: Value, next: Token): boolean {
    if (value.path === undefined || this.#kindOf(value.path) === undefined) return false;
    return next.kind !== 'operator' && !(next.kind === 'name' && STOP_WORDS.has(next.value));
  }

  #bareArguments(): Value[] {
    const args: Value[] = [];
    const line = this.#cursor.peek()?.line;
    while (!this.#cursor.isAtEnd) {
      const token = this.#cursor.peek() as Token;
      if (token.line !== line || (token.kind === 'name' && STOP_WORDS.has(token.value))) break;
      if (token.kind === 'operator' && [';', ')', '}', ']', '|', '&&', '||', '?', ':'].includes(token.value))
        break;
      const before = this.#cursor.at;
      if (!this.#cursor.take(',')) args.push(this.#expression());
      if (this.#cursor.at === before) this.#cursor.at += 1;
    }
    return args;
  }

  #member(value: Value, name: string): Value {
    if (value.path !== undefined && this.#language.environments.includes(value.path))
      return this.#environment(value, name);
    const member = value.members?.get(name);
    if (member !== undefined) return member;
    const path = `${value.path ?? ''}.${name}`;
    const kind = this.#language.bareCalls ? this.#kindOf(path) : undefined;
    if ((kind === 'home' || kind === 'cwd') && !this.#cursor.isOperator('('))
      return this.#effects.apply(kind, { path, args: [], named: new Map(), receiver: value });
    return { texts: [], path, receiver: value };
  }

  #index(value: Value, index: Value | undefined): Value {
    const key = exactString(index);
    if (key !== undefined && value.items !== undefined) return value.items[Number(key)] ?? UNKNOWN_VALUE;
    if (value.path !== undefined && this.#language.environments.includes(value.path))
      return this.#environment(value, key);
    if (key !== undefined && value.members?.has(key) === true) return value.members.get(key) as Value;
    if (key !== undefined && value.path !== undefined && value.texts.length === 0 && !/^\d+$/.test(key))
      return this.#member(value, key);
    if (key === undefined && value.path !== undefined && value.texts.length === 0)
      return { ...derivedFrom([value]), path: '?' };
    return derivedFrom([value]);
  }

  #environment(value: Value, name: string | undefined): Value {
    if (name === 'get' || name === 'getenv' || name === 'fetch')
      return { texts: [], path: 'environment.get' };
    const isWhole = name === undefined || WHOLE_ENVIRONMENT.has(name);
    const args = isWhole ? [] : [stringValue(name)];
    return this.#effects.apply('env', {
      path: value.path ?? '',
      args,
      named: new Map(),
      receiver: undefined,
    });
  }

  #kindOf(path: string): CallKind | undefined {
    const { calls } = this.#language;
    const exact = calls.get(path);
    if (exact !== undefined) return exact;
    const dot = path.lastIndexOf('.');
    return dot < 0 ? undefined : calls.get(path.slice(dot));
  }

  #call(callee: Value, args: readonly Value[], named: ReadonlyMap<string, Value>): Value {
    const { path } = callee;
    if (path === undefined) return derivedFrom([callee, ...args]);
    const full = args.map((arg) => this.#wholeEnvironment(arg));
    const byName = new Map([...named].map(([name, arg]) => [name, this.#wholeEnvironment(arg)]));
    const site: CallSite = { path, args: full, named: byName, receiver: callee.receiver };
    if (path === 'environment.get') return this.#effects.apply('env', site);
    if (path === '?' && args.length > 0) {
      this.#effects.opaque('computed call');
      return derivedFrom([callee, ...full]);
    }
    this.#applyCallbacks(site);
    const kind = this.#kindOf(path);
    if (kind !== undefined) return this.#effects.apply(kind, site);
    if (/(?:^|\.)(?:getattr|__getattribute__)$/.test(path)) return this.#getAttribute(full);
    const result = derivedFrom([
      ...(callee.receiver === undefined ? [] : [callee.receiver]),
      ...full,
      ...named.values(),
    ]);
    return { texts: [], path: `${path}()`, receiver: result };
  }

  /** `value.then(eval)`: functions that are handed over are called with what the method is called on. */
  #applyCallbacks({ args, receiver }: CallSite): void {
    if (receiver === undefined) return;
    for (const { path, texts, receiver: object } of args) {
      const kind = path === undefined || texts.length > 0 ? undefined : this.#kindOf(path);
      if (path !== undefined && kind !== undefined && CALLBACK_KINDS.has(kind))
        this.#effects.apply(kind, { path, args: [receiver], named: new Map(), receiver: object });
    }
  }

  /** An environment that is handed on as a whole. */
  #wholeEnvironment(value: Value): Value {
    return value.path !== undefined &&
      value.texts.length === 0 &&
      this.#language.environments.includes(value.path)
      ? this.#environment(value, undefined)
      : value;
  }

  #getAttribute(args: readonly Value[]): Value {
    const [object, name] = args;
    const exact = exactString(name);
    if (object !== undefined && exact !== undefined) return this.#member(object, exact);
    this.#effects.opaque('computed attribute');
    return UNKNOWN_VALUE;
  }

  /** The text of a string token, interpolations evaluated. */
  #string(token: Extract<Token, { kind: 'string' }>): Value {
    let result: Text = literal('');
    for (const piece of token.pieces) {
      const text = 'text' in piece ? literal(piece.text) : this.#interpolate(piece.expression);
      result = textFrom(
        result.value + text.value,
        unite(result.sources, text.sources),
        result.decoded || text.decoded,
      );
    }
    return textValue(result);
  }

  #interpolate(expression: string): Text {
    if (this.#depth >= MAX_DEPTH) return textOf(UNKNOWN_VALUE);
    this.#effects.runtime.budget.spend(4);
    const inner = new Evaluator(expression, this.#language, this.#effects, this.#variables);
    inner.#depth = this.#depth + 4;
    return textOf(inner.value());
  }
}
