/** Code points from `low` to `high`, both included. */
export interface CodePointRange {
  readonly low: number;
  readonly high: number;
}

/** A regular expression in the syntax that Falco uses: RE2's POSIX mode. */
export type Regex =
  | { readonly kind: 'literal'; readonly codePoint: number }
  /** Any character but a newline. */
  | { readonly kind: 'any' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly CodePointRange[] }
  /** The start or end of a line, the text's own included. */
  | { readonly kind: 'line-start' }
  | { readonly kind: 'line-end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Regex[] }
  | { readonly kind: 'alternatives'; readonly branches: readonly Regex[] }
  /** `max` is `Infinity` where there is no limit. */
  | { readonly kind: 'repeat'; readonly part: Regex; readonly min: number; readonly max: number };

export type RegexResult =
  | { readonly ok: true; readonly regex: Regex }
  | { readonly ok: false; readonly message: string };

const MAX_CODE_POINT = 0x10ffff;
const MAX_REPEAT = 1000;
const MAX_DEPTH = 1000;

const ESCAPED_CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
]);

const CLASS_RANGES: ReadonlyMap<string, string> = new Map([
  ['alnum', '09AZaz'],
  ['alpha', 'AZaz'],
  ['ascii', '\x00\x7f'],
  ['blank', '\t\t  '],
  ['cntrl', '\x00\x1f\x7f\x7f'],
  ['digit', '09'],
  ['graph', '!~'],
  ['lower', 'az'],
  ['print', ' ~'],
  ['punct', '!/:@[`{~'],
  ['space', '\t\r  '],
  ['upper', 'AZ'],
  ['word', '09AZaz__'],
  ['xdigit', '09AFaf'],
]);

/**
 * Parses what RE2 accepts in POSIX mode, and nothing else: no `\d`, `\w`, `\b`, `\A`, `\pL`, no `(?...)`.
 * Repeats go up to 1000, nested ones multiplied.
 *
 * @see https://github.com/google/re2/blob/main/re2/parse.cc
 */
export function parsePosixRegex(pattern: string): RegexResult {
  try {
    return { ok: true, regex: new RegexParser(pattern).parse() };
  } catch (failure) {
    if (failure instanceof RegexFailure) return { ok: false, message: failure.message };
    throw failure;
  }
}

class RegexFailure extends Error {}

class RegexParser {
  private readonly chars: readonly string[];
  private position = 0;
  private depth = 0;

  constructor(pattern: string) {
    this.chars = [...pattern];
  }

  /** `Regex ::= Alternatives` and nothing after it */
  parse(): Regex {
    const regex = this.alternatives();
    if (this.position < this.chars.length) throw new RegexFailure('a `)` closes no group');
    return regex;
  }

  /** `Alternatives ::= Sequence ('|' Sequence)*` */
  private alternatives(): Regex {
    const branches = [this.sequence()];
    while (this.take('|')) branches.push(this.sequence());
    return branches.length === 1 ? (branches[0] as Regex) : { kind: 'alternatives', branches };
  }

  /** `Sequence ::= (Atom Repeat*)*`; repeats may stack, as in `a**` */
  private sequence(): Regex {
    const parts: Regex[] = [];
    for (let char = this.peek(); char !== undefined && char !== '|' && char !== ')'; char = this.peek()) {
      const repeat = this.repeat();
      if (repeat === undefined) {
        parts.push(this.atom());
        continue;
      }
      const part = parts.pop();
      if (part === undefined) throw new RegexFailure(`there is nothing before \`${char}\` to repeat`);
      const repeated = { kind: 'repeat', part, ...repeat } as const;
      if (counted(repeated) > MAX_REPEAT)
        throw new RegexFailure('repeat counts go up to 1000, multiplied where nested');
      parts.push(repeated);
    }
    return parts.length === 1 ? (parts[0] as Regex) : { kind: 'sequence', parts };
  }

  /** `Repeat ::= '*' | '+' | '?' | '{' min (',' max?)? '}'`; other braces are literal */
  private repeat(): { readonly min: number; readonly max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.take('?')) return { min: 0, max: 1 };
    if (this.peek() !== '{') return undefined;
    const rest = this.chars.slice(this.position, this.position + 24).join('');
    const match = /^\{(0|[1-9][0-9]{0,8})(,(0|[1-9][0-9]{0,8})?)?\}/.exec(rest);
    if (match === null) return undefined;
    this.position += match[0].length;
    const min = Number(match[1]);
    const max =
      match[2] === undefined ? min : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (min > MAX_REPEAT || (max !== Number.POSITIVE_INFINITY && max > MAX_REPEAT) || max < min) {
      throw new RegexFailure(`\`${match[0]}\` is no repeat: counts go up to ${MAX_REPEAT} and must not fall`);
    }
    return { min, max };
  }

  /** `Atom ::= '(' Alternatives ')' | '[' Class | '^' | '$' | '.' | Escape | any other character` */
  private atom(): Regex {
    const char = this.next();
    switch (char) {
      case '(':
        return this.group();
      case '[':
        return this.characterClass();
      case '^':
        return { kind: 'line-start' };
      case '$':
        return { kind: 'line-end' };
      case '.':
        return { kind: 'any' };
      case '\\':
        return { kind: 'literal', codePoint: this.escape() };
      default:
        return { kind: 'literal', codePoint: char.codePointAt(0) as number };
    }
  }

  private group(): Regex {
    if (this.peek() === '?') {
      throw new RegexFailure('groups that start with `(?` (flags, names, lookaround) are not supported');
    }
    if (++this.depth > MAX_DEPTH) throw new RegexFailure('groups are nested too deeply');
    const inner = this.alternatives();
    this.depth--;
    if (!this.take(')')) throw new RegexFailure('a `(` is not closed');
    return inner;
  }

  /** `Class ::= '^'? (ClassName | Character ('-' Character)?)+ ']'`; a `]` in front stands for itself */
  private characterClass(): Regex {
    const negated = this.take('^');
    const ranges: CodePointRange[] = [];
    for (let isFirst = true; isFirst || this.peek() !== ']'; isFirst = false) {
      if (this.peek() === undefined) throw new RegexFailure('a `[` is not closed');
      if (this.peek() === '-' && !isFirst && this.chars[this.position + 1] !== ']') {
        throw new RegexFailure('a `-` in brackets must be first, last or between the ends of a range');
      }
      const named = this.className();
      if (named !== undefined) {
        ranges.push(...named);
        continue;
      }
      const low = this.classCharacter();
      const isRange = this.peek() === '-' && ![']', undefined].includes(this.chars[this.position + 1]);
      if (isRange) this.position++;
      const high = isRange ? this.classCharacter() : low;
      if (high < low) throw new RegexFailure('a range in brackets runs backwards');
      ranges.push({ low, high });
    }
    this.position++;
    return { kind: 'class', negated, ranges };
  }

  /** `ClassName ::= '[:' '^'? name ':]'` */
  private className(): readonly CodePointRange[] | undefined {
    if (this.peek() !== '[' || this.chars[this.position + 1] !== ':') return undefined;
    const rest = this.chars.slice(this.position + 2).join('');
    const end = rest.indexOf(':]');
    if (end === -1) return undefined;
    const name = rest.slice(0, end);
    const pairs = CLASS_RANGES.get(name.replace(/^\^/, ''));
    if (pairs === undefined) throw new RegexFailure(`there is no character class \`[:${name}:]\``);
    this.position += [...name].length + 4;
    const ranges = (pairs.match(/../gs) ?? []).map((pair) => ({
      low: pair.charCodeAt(0),
      high: pair.charCodeAt(1),
    }));
    return name.startsWith('^') ? complement(ranges) : ranges;
  }

  private classCharacter(): number {
    if (this.peek() === undefined) throw new RegexFailure('a `[` is not closed');
    const char = this.next();
    return char === '\\' ? this.escape() : (char.codePointAt(0) as number);
  }

  /** `Escape ::= '\' (punctuation | [afnrtv] | octal | 'x' hex hex | 'x{' hex+ '}')` */
  private escape(): number {
    const char = this.peek();
    if (char === undefined) throw new RegexFailure('a backslash ends the expression');
    const control = ESCAPED_CONTROLS.get(char);
    if (control !== undefined) {
      this.position++;
      return control;
    }
    if (char < '\x80' && !/[0-9a-zA-Z]/.test(char)) {
      this.position++;
      return char.charCodeAt(0);
    }
    const rest = this.chars.slice(this.position).join('');
    const coded = /^(?:([1-7][0-7]{1,2}|0[0-7]{0,2})|x([0-9a-fA-F]{2})|x\{([0-9a-fA-F]+)\})/.exec(rest);
    if (coded !== null) {
      const codePoint =
        coded[1] === undefined
          ? Number.parseInt(coded[2] ?? (coded[3] as string), 16)
          : Number.parseInt(coded[1], 8);
      if (codePoint <= MAX_CODE_POINT) {
        this.position += coded[0].length;
        return codePoint;
      }
    }
    throw new RegexFailure(`\`\\${char}\` is not supported in this POSIX syntax`);
  }

  private peek(): string | undefined {
    return this.chars[this.position];
  }

  private next(): string {
    return this.chars[this.position++] as string;
  }

  private take(char: string): boolean {
    if (this.chars[this.position] !== char) return false;
    this.position++;
    return true;
  }
}

/** How often the innermost part can be written out by counted repeats. */
function counted(regex: Regex): number {
  switch (regex.kind) {
    case 'repeat':
      return (
        counted(regex.part) * Math.max(1, regex.max === Number.POSITIVE_INFINITY ? regex.min : regex.max)
      );
    case 'sequence':
      return Math.max(1, ...regex.parts.map(counted));
    case 'alternatives':
      return Math.max(1, ...regex.branches.map(counted));
    default:
      return 1;
  }
}

function complement(ranges: readonly CodePointRange[]): readonly CodePointRange[] {
  const sorted = ranges.toSorted((a, b) => a.low - b.low);
  const gaps: CodePointRange[] = [];
  let next = 0;
  for (const { low, high } of sorted) {
    if (low > next) gaps.push({ low: next, high: low - 1 });
    next = Math.max(next, high + 1);
  }
  if (next <= MAX_CODE_POINT) gaps.push({ low: next, high: MAX_CODE_POINT });
  return gaps;
}
