import type { Token } from './tokens.ts';
import { eitherValue, UNKNOWN_VALUE, type Value } from './value.ts';

const DEFINING_WORDS = new Set(['def', 'function', 'sub', 'fn', 'func']);
/** Perl's functions take their arguments from a list. */
const PERL_PARAMETERS = ['shift'];
const MAX_PARAMETERS = 16;

/** The functions that a script defines, and what it calls them with. */
export class Functions {
  readonly #parameters = new Map<string, readonly string[]>();
  readonly #arguments = new Map<string, Value>();

  constructor(tokens: readonly Token[]) {
    for (let at = 0; at < tokens.length; at++) {
      const found = definition(tokens, at);
      if (found !== undefined && found.parameters.length > 0)
        this.#parameters.set(found.name, found.parameters);
    }
  }

  has(name: string): boolean {
    return this.#parameters.has(name);
  }

  /** What parameters stand for, by all calls seen. */
  get arguments(): ReadonlyMap<string, Value> {
    return this.#arguments;
  }

  noteCall(name: string, args: readonly Value[]): void {
    for (const [i, parameter] of (this.#parameters.get(name) ?? []).entries()) {
      const before = this.#arguments.get(parameter);
      const value = args[i] ?? UNKNOWN_VALUE;
      this.#arguments.set(parameter, before === undefined ? value : eitherValue(before, value));
    }
  }
}

/** `def f(a, b)`, `function f(a)`, `sub f {`, `f = (a) =>`, `f = a =>`, `f = lambda a:`, `f = function (a)`. */
function definition(
  tokens: readonly Token[],
  at: number,
): { readonly name: string; readonly parameters: readonly string[] } | undefined {
  const first = nameAt(tokens, at);
  const second = nameAt(tokens, at + 1);
  if (first === undefined) return undefined;
  if (DEFINING_WORDS.has(first) && second !== undefined) {
    if (isOperator(tokens, at + 2, '{')) return { name: second, parameters: PERL_PARAMETERS };
    if (isOperator(tokens, at + 2, '(')) return { name: second, parameters: listed(tokens, at + 3, ')') };
    return undefined;
  }
  if (!isOperator(tokens, at + 1, '=')) return undefined;
  let value = at + 2;
  while (['async', 'function'].includes(nameAt(tokens, value) ?? '')) value += 1;
  if (nameAt(tokens, value) === 'lambda') return { name: first, parameters: listed(tokens, value + 1, ':') };
  if (isOperator(tokens, value, '(')) {
    const parameters = listed(tokens, value + 1, ')');
    const isFunction = value > at + 2 || isOperator(tokens, closing(tokens, value + 1) + 1, '=>');
    return isFunction ? { name: first, parameters } : undefined;
  }
  const single = nameAt(tokens, value);
  return single !== undefined && isOperator(tokens, value + 1, '=>')
    ? { name: first, parameters: [single] }
    : undefined;
}

/** The names up to an operator; types and defaults of parameters are stepped over. */
function listed(tokens: readonly Token[], from: number, close: string): readonly string[] {
  const names: string[] = [];
  let starts = true;
  for (let at = from; at < tokens.length && names.length < MAX_PARAMETERS; at++) {
    const token = tokens[at] as Token;
    if (token.kind === 'operator' && token.value === close) break;
    if (token.kind === 'name' && starts) {
      names.push(token.value);
      starts = false;
    } else if (token.kind === 'operator' && token.value === ',') starts = true;
  }
  return names;
}

function closing(tokens: readonly Token[], from: number): number {
  const end = Math.min(tokens.length, from + 4 * MAX_PARAMETERS);
  for (let at = from; at < end; at++) if (isOperator(tokens, at, ')')) return at;
  return end;
}

function nameAt(tokens: readonly Token[], at: number): string | undefined {
  const token = tokens[at];
  return token?.kind === 'name' ? token.value : undefined;
}

function isOperator(tokens: readonly Token[], at: number, value: string): boolean {
  const token = tokens[at];
  return token?.kind === 'operator' && token.value === value;
}
