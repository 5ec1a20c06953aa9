import { isExact, literal, type Text, textFrom, unite } from '../text.ts';
import type { CallKind, CallSite, CodeEffects } from './calls.ts';
import { type Lexis, type Token, tokenize } from './tokens.ts';
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

/** What the evaluator needs to know of a language. */
export interface CodeLanguage {
  readonly lexis: Lexis;
  /** Calls by the path of what is called; `.name` stands for a method of anything. */
  readonly calls: ReadonlyMap<string, CallKind>;
  /** Names that are known without an import. */
  readonly globals: ReadonlyMap<string, string>;
  /** Operators that join texts, besides `+`. */
  readonly joins: readonly string[];
  /** Operators between an object and its member. */
  readonly members: readonly string[];
  /** `name "argument"` without parentheses is a call. */
  readonly bareCalls: boolean;
  /** Names of the environment: members and elements of these are variables of it. */
  readonly environments: readonly string[];
}

/** Tokens a destructuring pattern may have. */
const MAX_PATTERN_TOKENS = 256;
/** Nested deeper, expressions are skipped. */
const MAX_DEPTH = 40;
const STOP_WORDS = new Set([
  'if',
  'unless',
  'while',
  'until',
  'for',
  'foreach',
  'and',
  'or',
  'do',
  'then',
  'else',
  'end',
  'in',
  'of',
  'as',
  'is',
  'not',
  'xor',
]);
const PREFIX_WORDS = new Set([
  'new',
  'await',
  'return',
  'yield',
  'typeof',
  'void',
  'delete',
  'const',
  'let',
  'var',
  'my',
  'our',
  'local',
  'async',
  'echo',
  'print',
  'not',
  'throw',
  'puts',
  'p',
  'say',
  'lambda',
  'export',
  'default',
  'del',
  'raise',
  'assert',
  'with',
  'do',
  'then',
  'else',
  'begin',
  'BEGIN',
  'END',
  'try',
  'if',
  'elsif',
  'elif',
  'while',
  'unless',
  'until',
  'and',
  'or',
  'in',
  'of',
]);

/** Reads a script as a sequence of expressions, keeping track of constants, and reports its calls. */
export class Evaluator {
  readonly #tokens: readonly Token[];
  readonly #language: CodeLanguage;
  readonly #effects: CodeEffects;
  readonly #variables: Map<string, Value>;
  #at = 0;
  #depth = 0;

  constructor(
    source: string,
    language: CodeLanguage,
    effects: CodeEffects,
    variables = new Map<string, Value>(),
  ) {
    this.#tokens = tokenize(source, language.lexis);
    this.#language = language;
    this.#effects = effects;
    this.#variables = variables;
    effects.runtime.budget.spend(1 + this.#tokens.length / 2);
  }

  run(): void {
    while (this.#at < this.#tokens.length) {
      const before = this.#at;
      this.#statement();
      if (this.#at === before) this.#at += 1;
    }
  }

  /** The value of the source as one expression. */
  value(): Value {
    return this.#expression();
  }

  #peek(offset = 0): Token | undefined {
    return this.#tokens[this.#at + offset];
  }

  #isOperator(value: string, offset = 0): boolean {
    const token = this.#peek(offset);
    return token?.kind === 'operator' && token.value === value;
  }

  #isName(value: string, offset = 0): boolean {
    const token = this.#peek(offset);
    return token?.kind === 'name' && token.value === value;
  }

  #take(value: string): boolean {
    if (!this.#isOperator(value)) return false;
    this.#at += 1;
    return true;
  }

  #statement(): void {
    if (this.#isName('import') || this.#isName('from') || this.#isName('use')) {
      if (this.#takeImport()) return;
    }
    if ((this.#isName('for') || this.#isName('foreach')) && this.#takeLoop()) return;
    while (
      this.#isName('const') ||
      this.#isName('let') ||
      this.#isName('var') ||
      this.#isName('my') ||
      this.#isName('local')
    )
      this.#at += 1;
    if (this.#isOperator('{') && this.#takeDestructuring()) return;
    const value = this.#expression();
    if (this.#isName('as') && this.#peek(1)?.kind === 'name') {
      this.#variables.set((this.#peek(1) as { value: string }).value, value);
      this.#at += 2;
    }
  }

  /** `import a.b as c`, `from a import b as c, d`, `import {a as b} from 'c'`, `import a from 'b'`. */
  #takeImport(): boolean {
    const start = this.#at;
    const { line } = this.#peek() as Token;
    const isFrom = this.#isName('from');
    this.#at += 1;
    const words: string[] = [];
    let module: string | undefined;
    while (this.#at < this.#tokens.length) {
      const token = this.#peek() as Token;
      if (token.line !== line && !this.#isOperator('}') && !words.includes('{')) break;
      if (token.kind === 'operator' && (token.value === ';' || token.value === '(')) break;
      if (token.kind === 'string') {
        module = exactString(this.#string(token));
        this.#at += 1;
        break;
      }
      words.push(token.value);
      this.#at += 1;
    }
    if (module !== undefined) {
      this.#importModule(words, module.replace(/^node:/, ''));
      return true;
    }
    if (isFrom) this.#importNames(words);
    else if (words.length > 0) this.#importDotted(words);
    else this.#at = start;
    return words.length > 0;
  }

  /** The words before `from 'module'`. */
  #importModule(words: readonly string[], module: string): void {
    const names = words.filter((word) => !['{', '}', ',', '*', 'from', 'type'].includes(word));
    const braces = words.includes('{');
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      const alias = names[i + 1] === 'as' ? (names[i + 2] as string) : name;
      if (name === 'as') continue;
      const path = braces && words.indexOf('{') < words.indexOf(name) ? `${module}.${name}` : module;
      this.#variables.set(alias, pathValue(path));
      if (alias !== name) i += 2;
    }
  }

  /** `a . b import c as d , e`. */
  #importNames(words: readonly string[]): void {
    const at = words.indexOf('import');
    if (at < 0) return;
    const module = words.slice(0, at).join('');
    for (const [name, alias] of aliases(words.slice(at + 1)))
      this.#variables.set(alias, pathValue(`${module}.${name}`));
  }

  /** `a . b as c , d`. */
  #importDotted(words: readonly string[]): void {
    for (const [name, alias] of aliases(words))
      if (alias !== name) this.#variables.set(alias, pathValue(name));
  }

  /** `for x in list`, `for (const x of list)`, `foreach my $x (list)`: the variable is each element in turn. */
  #takeLoop(): boolean {
    const start = this.#at;
    this.#at += 1;
    this.#take('(');
    while (this.#isName('my') || this.#isName('const') || this.#isName('let') || this.#isName('var'))
      this.#at += 1;
    const name = this.#peek();
    if (name?.kind === 'name') {
      this.#at += 1;
      if (this.#isName('in') || this.#isName('of')) this.#at += 1;
      else if (!this.#isOperator('(')) {
        this.#at = start;
        return false;
      }
      const list = this.#expression();
      const texts =
        list.items === undefined ? derivedFrom([list]).texts : list.items.flatMap((item) => textsOf(item));
      this.#variables.set(name.value, { texts: texts.length > 0 ? texts : UNKNOWN_VALUE.texts });
      return true;
    }
    this.#at = start;
    return false;
  }

  /** `{a, b: c} = value`. */
  #takeDestructuring(): boolean {
    const close = this.#matching(this.#at);
    const after = this.#tokens[close + 1];
    if (after?.kind !== 'operator' || after.value !== '=') return false;
    const names: (readonly [string, string])[] = [];
    for (let i = this.#at + 1; i < close; i++) {
      const token = this.#tokens[i];
      if (token?.kind !== 'name') continue;
      const next = this.#tokens[i + 1];
      const renamed = this.#tokens[i + 2];
      if (next?.kind === 'operator' && next.value === ':' && renamed?.kind === 'name') {
        names.push([token.value, renamed.value]);
        i += 2;
      } else names.push([token.value, token.value]);
    }
    this.#at = close + 2;
    const value = this.#expression();
    for (const [member, name] of names) this.#variables.set(name, this.#member(value, member));
    return true;
  }

  #matching(open: number): number {
    let depth = 0;
    const end = Math.min(this.#tokens.length, open + MAX_PATTERN_TOKENS);
    for (let i = open; i < end; i++) {
      const token = this.#tokens[i];
      if (token?.kind !== 'operator') continue;
      if (token.value === '{') depth += 1;
      else if (token.value === '}') {
        depth -= 1;
        if (depth === 0) return i;
      }
    }
    return this.#tokens.length;
  }

  #expression(): Value {
    if (this.#depth >= MAX_DEPTH) {
      this.#at += 1;
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
      const token = this.#peek();
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
        this.#at += 1;
        const right = this.#unary();
        left = operator === '/' ? joinPaths(left, right) : concatValues(left, right);
        continue;
      }
      if (operator === '%' && exactString(left)?.includes('%s') === true) {
        this.#at += 1;
        left = format(left, this.#unary());
        continue;
      }
      if (operator === '||' || operator === '??') {
        this.#at += 1;
        left = eitherValue(left, this.#unary());
        continue;
      }
      if (operator === '?') {
        this.#at += 1;
        const consequent = this.#expression();
        left = this.#take(':') ? eitherValue(consequent, this.#expression()) : consequent;
        continue;
      }
      if (operator === '=>') {
        this.#at += 1;
        left = this.#expression();
        continue;
      }
      if (!BINARY.has(operator)) return left;
      this.#at += 1;
      left = derivedFrom([left, this.#unary()]);
    }
  }

  /** The name an assignment is to: the token before the operator, unless it is a member of something. */
  #target(): Token | undefined {
    const before = this.#tokens[this.#at - 2];
    const isMember = before?.kind === 'operator' && this.#language.members.includes(before.value);
    return isMember ? undefined : this.#tokens[this.#at - 1];
  }

  #assignment(target: Token | undefined, operator: string, left: Value): Value {
    this.#at += 1;
    const right = this.#expression();
    const value = operator === '+=' || operator === '.=' ? concatValues(left, right) : right;
    if (target?.kind === 'name') this.#variables.set(target.value, value);
    return value;
  }

  #unary(): Value {
    let token = this.#peek();
    while (token?.kind === 'operator' && UNARY.has(token.value)) {
      this.#at += 1;
      token = this.#peek();
    }
    if (token === undefined) return NOTHING;
    if (token.kind === 'name' && PREFIX_WORDS.has(token.value) && this.#startsOperand(1)) {
      this.#at += 1;
      return this.#depth >= MAX_DEPTH ? UNKNOWN_VALUE : this.#nested(() => this.#unary());
    }
    return this.#postfix(this.#primary(token), token);
  }

  /** Whether what comes next can be the operand of a prefix such as `new` or `return`. */
  #startsOperand(offset: number): boolean {
    const token = this.#peek(offset);
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
        this.#at += 1;
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
        this.#at += 1;
        return stringValue(token.value);
      case 'name':
        this.#at += 1;
        return this.#name(token.value);
      case 'operator':
        switch (token.value) {
          case '(': {
            this.#at += 1;
            const items = this.#list(')').args;
            return items.length === 1 ? (items[0] as Value) : { texts: [], items };
          }
          case '[':
            this.#at += 1;
            return { texts: [], items: this.#list(']').args };
          case '{':
            this.#at += 1;
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
    while (this.#at < this.#tokens.length && !this.#isOperator('}')) {
      const before = this.#at;
      const token = this.#peek();
      const key = token === undefined ? undefined : keyOf(token);
      if (key !== undefined && (this.#isOperator(':', 1) || this.#isOperator('=>', 1))) {
        this.#at += 2;
        members.set(key, this.#expression());
      } else this.#statement();
      if (this.#at === before) this.#at += 1;
    }
    this.#take('}');
    return { texts: [], members };
  }

  /** Arguments or elements up to the closing bracket. */
  #list(close: string): { readonly args: readonly Value[]; readonly named: ReadonlyMap<string, Value> } {
    const args: Value[] = [];
    const named = new Map<string, Value>();
    while (this.#at < this.#tokens.length && !this.#isOperator(close)) {
      const before = this.#at;
      const token = this.#peek();
      const isNamed =
        token?.kind === 'name' &&
        (this.#isOperator('=', 1) ||
          (this.#isOperator(':', 1) && close === ')' && !this.#language.members.includes(':')) ||
          this.#isOperator('=>', 1));
      if (isNamed) {
        this.#at += 2;
        named.set(token.value, this.#expression());
      } else if (!this.#take(',')) {
        args.push(this.#expression());
        if (this.#isName('as')) this.#at += 2;
        else if (this.#isName('for')) this.#skipTo(close);
      }
      if (this.#at === before) this.#at += 1;
    }
    this.#take(close);
    return { args, named };
  }

  /** The rest of a comprehension: evaluated, its values not kept. */
  #skipTo(close: string): void {
    while (this.#at < this.#tokens.length && !this.#isOperator(close)) {
      const before = this.#at;
      this.#statement();
      if (this.#at === before) this.#at += 1;
    }
  }

  #postfix(initial: Value, start: Token): Value {
    let value = initial;
    for (;;) {
      const token = this.#peek();
      if (token === undefined) return value;
      const sameLine = token.line === this.#tokens[this.#at - 1]?.line;
      if (token.kind === 'operator') {
        if (this.#language.members.includes(token.value) || token.value === '?.') {
          const name = this.#peek(1);
          if (name?.kind === 'name') {
            this.#at += 2;
            value = this.#member(value, name.value);
            continue;
          }
          if (token.value === '->' && name?.kind === 'operator') {
            this.#at += 1;
            continue;
          }
          return value;
        }
        if (token.value === '(' && (sameLine || this.#depth > 3)) {
          this.#at += 1;
          const { args, named } = this.#list(')');
          value = this.#call(value, args, named);
          continue;
        }
        if (
          token.value === '[' &&
          sameLine &&
          (value.path !== undefined || value.items !== undefined || value.texts.length > 0)
        ) {
          this.#at += 1;
          value = this.#index(value, this.#list(']').args[0]);
          continue;
        }
        if (token.value === '{' && start.kind === 'name' && /^[$%@]/.test(start.value)) {
          this.#at += 1;
          const key = this.#peek();
          const index =
            key?.kind === 'name' && this.#isOperator('}', 1) ? stringValue(key.value) : this.#expression();
          if (key?.kind === 'name' && this.#isOperator('}', 1)) this.#at += 1;
          this.#take('}');
          value = this.#index(value, index);
          continue;
        }
        if (token.value === '!' && start.kind === 'name' && this.#isOperator('(', 1)) {
          this.#at += 1;
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

  #isBareCall(value: Value, next: Token): boolean {
    if (value.path === undefined || this.#kindOf(value.path) === undefined) return false;
    return next.kind !== 'operator' && !(next.kind === 'name' && STOP_WORDS.has(next.value));
  }

  #bareArguments(): Value[] {
    const args: Value[] = [];
    const line = this.#peek()?.line;
    while (this.#at < this.#tokens.length) {
      const token = this.#peek() as Token;
      if (token.line !== line || (token.kind === 'name' && STOP_WORDS.has(token.value))) break;
      if (token.kind === 'operator' && [';', ')', '}', ']', '|', '&&', '||', '?', ':'].includes(token.value))
        break;
      const before = this.#at;
      if (!this.#take(',')) args.push(this.#expression());
      if (this.#at === before) this.#at += 1;
    }
    return args;
  }

  #member(value: Value, name: string): Value {
    if (value.path !== undefined && this.#language.environments.includes(value.path))
      return this.#environment(value, name);
    const member = value.members?.get(name);
    if (member !== undefined) return member;
    return { texts: [], path: `${value.path ?? ''}.${name}`, receiver: value };
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
    const args = name === undefined ? [] : [stringValue(name)];
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
    const site: CallSite = { path, args: full, named, receiver: callee.receiver };
    if (path === 'environment.get') return this.#effects.apply('env', site);
    if (path === '?' && args.length > 0) {
      this.#effects.opaque('computed call');
      return derivedFrom([callee, ...full]);
    }
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

const BINARY = new Set([
  '-',
  '*',
  '/',
  '%',
  '<<',
  '>>',
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '>',
  '<=',
  '>=',
  '&&',
  '&',
  '|',
  '^',
  '=~',
  '|=',
  '&=',
  '-=',
  '*=',
  '..',
  '...',
  '**',
]);
const UNARY = new Set([
  '!',
  '-',
  '+',
  '~',
  '*',
  '**',
  '&',
  '\\',
  '...',
  '++',
  '--',
  '@',
  '%',
  '$',
  '<',
  '->',
]);

/** A token that can be the key of an object literal. */
function keyOf(token: Token): string | undefined {
  if (token.kind === 'name') return token.value;
  if (token.kind !== 'string' || token.pieces.length !== 1) return undefined;
  const [piece] = token.pieces;
  return piece !== undefined && 'text' in piece ? piece.text : undefined;
}

/** Pairs of name and alias from `a . b as c , d`. */
function aliases(words: readonly string[]): (readonly [string, string])[] {
  const all: (readonly [string, string])[] = [];
  let name = '';
  let alias: string | undefined;
  for (let i = 0; i <= words.length; i++) {
    const word = words[i];
    if (word === undefined || word === ',') {
      if (name !== '') all.push([name, alias ?? name]);
      name = '';
      alias = undefined;
    } else if (word === 'as') {
      alias = words[i + 1];
      i += 1;
    } else if (alias === undefined) name += word;
  }
  return all;
}

function joinPaths(left: Value, right: Value): Value {
  return { ...concatValues(left, right, '/'), path: 'path' };
}

/** `"%s" % value`. */
function format(left: Value, right: Value): Value {
  const pattern = exactString(left) ?? '';
  const values = right.items ?? [right];
  let result = literal('');
  pattern.split('%s').forEach((piece, i) => {
    const value = i === 0 ? undefined : textOf(values[i - 1]);
    result = textFrom(
      result.value + (value?.value ?? '') + piece,
      unite(result.sources, value?.sources ?? []),
      result.decoded || value?.decoded === true,
    );
  });
  return isExact(result.value) ? textValue(result) : { texts: [result] };
}
