import { type ByteString, decodeText, isUtf8 } from '../condition/byte-string.ts';
import { nfaMatcher } from './nfa-matcher.ts';
import { parsePosixRegex, type Regex } from './posix-regex.ts';
import { type LiteralSet, requiredLiterals } from './required-literals.ts';
import { TableMatcher } from './table-matcher.ts';

/** Beyond this many instructions RE2 refuses an expression in the memory that Falco grants it. */
const MAX_INSTRUCTIONS = 87_000;

/**
 * Beyond this many nodes an expression is refused here alone: a machine may take as many steps for each character
 * of a text.
 */
const MAX_NODES = 5000;

/** Whether a text matches of which only these pieces are known; `undefined` where that depends on what is not. */
export type PiecesMatcher = (pieces: readonly string[]) => boolean | undefined;

export type RegexCompilation =
  | { readonly ok: true; readonly regex: CompiledRegex }
  | { readonly ok: false; readonly message: string };

/**
 * Compiles a regular expression that must match the whole value, in time linear in the value. A value's bytes
 * are to be decoded as UTF-8, what is none becoming U+FFFD.
 */
export function compileRegex(pattern: ByteString): RegexCompilation {
  if (!isUtf8(pattern)) return { ok: false, message: 'the expression is not valid UTF-8' };
  const parsed = parsePosixRegex(decodeText(pattern));
  if (!parsed.ok) return parsed;
  if (instructions(parsed.regex) > MAX_INSTRUCTIONS || nodes(parsed.regex) > MAX_NODES)
    return { ok: false, message: 'the expression is too large' };
  return { ok: true, regex: new CompiledRegex(pattern, requiredLiterals(parsed.regex)) };
}

/** An expression whose machines are built when a text first needs them; what they are built from takes too much room to be kept. */
export class CompiledRegex {
  readonly pattern: ByteString;
  /** What a value must hold to match. */
  readonly literals: readonly LiteralSet[];
  private table: TableMatcher | undefined;
  private general: ((text: string) => boolean) | undefined;

  constructor(pattern: ByteString, literals: readonly LiteralSet[]) {
    this.pattern = pattern;
    this.literals = literals;
  }

  /** Takes text, not bytes. */
  matches(text: string): boolean {
    this.table ??= new TableMatcher(parseAgain(this.pattern));
    const result = this.table.matches(text);
    if (result !== undefined) return result;
    this.general ??= nfaMatcher(parseAgain(this.pattern));
    return this.general(text);
  }

  matchesPieces(pieces: readonly string[]): boolean | undefined {
    this.table ??= new TableMatcher(parseAgain(this.pattern));
    return this.table.matchesPieces(pieces);
  }
}

function parseAgain(pattern: ByteString): Regex {
  const parsed = parsePosixRegex(decodeText(pattern));
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.regex;
}

/** Roughly the size of RE2's program, which works on bytes. */
function instructions(regex: Regex): number {
  switch (regex.kind) {
    case 'literal':
      return regex.codePoint < 0x80 ? 1 : 3;
    case 'any':
      return 9;
    case 'class':
      return regex.negated ? 12 : regex.ranges.length;
    case 'line-start':
    case 'line-end':
      return 1;
    case 'sequence':
      return regex.parts.reduce((sum, part) => sum + instructions(part), 1);
    case 'alternatives':
      return regex.branches.reduce((sum, branch) => sum + instructions(branch) + 1, 0);
    case 'repeat':
      return (
        (instructions(regex.part) + 1) *
        Math.max(1, regex.max === Number.POSITIVE_INFINITY ? regex.min : regex.max)
      );
  }
}

/** The size of the machine that is built of it. */
function nodes(regex: Regex): number {
  switch (regex.kind) {
    case 'literal':
    case 'any':
    case 'class':
    case 'line-start':
    case 'line-end':
      return 1;
    case 'sequence':
      return regex.parts.reduce((sum, part) => sum + nodes(part), 0);
    case 'alternatives':
      return regex.branches.reduce((sum, branch) => sum + nodes(branch) + 1, 0);
    case 'repeat': {
      const copies = regex.max === Number.POSITIVE_INFINITY ? regex.min + 1 : regex.max;
      return (nodes(regex.part) + 1) * copies;
    }
  }
}
