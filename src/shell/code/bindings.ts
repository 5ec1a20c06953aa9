import type { TokenCursor } from './cursor.ts';
import type { Token } from './tokens.ts';

/** Tokens one import or pattern may have. */
const MAX_TOKENS = 256;

/** A name and the path it stands for from now on. */
export interface Binding {
  readonly name: string;
  readonly path: string;
}

/**
 * `import a.b as c`, `from a import b as c, d`, `import {a as b} from 'c'`, `import a from 'b'`. Undefined, and the
 * cursor where it was, when it is none of these.
 */
export function takeImport(cursor: TokenCursor): readonly Binding[] | undefined {
  const start = cursor.at;
  const isFrom = cursor.isName('from');
  const { line } = cursor.peek() as Token;
  cursor.at += 1;
  const words: string[] = [];
  let open = false;
  while (!cursor.isAtEnd && words.length < MAX_TOKENS) {
    const token = cursor.peek() as Token;
    if (token.line !== line && !open) break;
    cursor.at += 1;
    if (token.kind === 'string') return moduleBindings(words, textOfToken(token).replace(/^node:/, ''));
    if (token.value === ';' || (token.value === '(' && !isFrom)) break;
    if (token.value === '{' || token.value === '(') open = true;
    if (token.value === '}' || token.value === ')') open = false;
    words.push(token.value);
  }
  if (words.length === 0) {
    cursor.at = start;
    return undefined;
  }
  return isFrom ? nameBindings(words) : dottedBindings(words);
}

function textOfToken(token: Extract<Token, { kind: 'string' }>): string {
  return token.pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
}

/** The words before `from 'module'`. */
function moduleBindings(words: readonly string[], module: string): readonly Binding[] {
  const bindings: Binding[] = [];
  let inside = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word === '{') inside = true;
    if (['{', '}', ',', '*', 'from', 'type', 'as'].includes(word)) continue;
    const renamed = words[i + 1] === 'as' ? words[i + 2] : undefined;
    bindings.push({ name: renamed ?? word, path: inside ? `${module}.${word}` : module });
    if (renamed !== undefined) i += 2;
  }
  const star = words.indexOf('*');
  const alias = star >= 0 && words[star + 1] === 'as' ? words[star + 2] : undefined;
  return alias === undefined ? bindings : [{ name: alias, path: module }];
}

/** `a . b import c as d , e`. */
function nameBindings(words: readonly string[]): readonly Binding[] {
  const at = words.indexOf('import');
  if (at < 0) return [];
  const module = words.slice(0, at).join('');
  const names = words.slice(at + 1).filter((word) => word !== '(' && word !== ')');
  return aliases(names).map(([name, alias]) => ({ name: alias, path: `${module}.${name}` }));
}

/** `a . b as c , d`; without an alias the path is the name. */
function dottedBindings(words: readonly string[]): readonly Binding[] {
  return aliases(words).flatMap(([path, alias]) => (alias === path ? [] : [{ name: alias, path }]));
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

const DECLARATIONS = new Set(['my', 'const', 'let', 'var', 'local']);

/** Steps over `const`, `let`, `my` and the like. */
export function skipDeclarations(cursor: TokenCursor): void {
  while (cursor.isAnyName(DECLARATIONS)) cursor.at += 1;
}

/**
 * `for x in`, `for (const x of`, `foreach my $x`: the variable, the cursor at the list. Undefined, and the cursor where it
 * was, for other loops.
 */
export function takeLoopVariable(cursor: TokenCursor): string | undefined {
  const start = cursor.at;
  cursor.at += 1;
  cursor.take('(');
  skipDeclarations(cursor);
  const name = cursor.peek();
  if (name?.kind === 'name') {
    cursor.at += 1;
    const isList = cursor.isName('in') || cursor.isName('of');
    if (isList) cursor.at += 1;
    if (isList || cursor.isOperator('(')) return name.value;
  }
  cursor.at = start;
  return undefined;
}

/** `{a, b: c} =`: pairs of member and name, the cursor at the value. Undefined for other braces. */
export function takePattern(cursor: TokenCursor): readonly (readonly [string, string])[] | undefined {
  const close = matchingBrace(cursor);
  const after = cursor.tokens[close + 1];
  if (after?.kind !== 'operator' || after.value !== '=') return undefined;
  const names: (readonly [string, string])[] = [];
  for (let i = cursor.at + 1; i < close; i++) {
    const token = cursor.tokens[i];
    if (token?.kind !== 'name') continue;
    const next = cursor.tokens[i + 1];
    const renamed = cursor.tokens[i + 2];
    if (next?.kind === 'operator' && next.value === ':' && renamed?.kind === 'name') {
      names.push([token.value, renamed.value]);
      i += 2;
    } else names.push([token.value, token.value]);
  }
  cursor.at = close + 2;
  return names;
}

function matchingBrace(cursor: TokenCursor): number {
  let depth = 0;
  const end = Math.min(cursor.length, cursor.at + MAX_TOKENS);
  for (let i = cursor.at; i < end; i++) {
    const token = cursor.tokens[i];
    if (token?.kind !== 'operator') continue;
    if (token.value === '{') depth += 1;
    else if (token.value === '}') {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return cursor.length;
}
