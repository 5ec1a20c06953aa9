import type {
  Argument,
  ArgumentList,
  ByteRange,
  Call,
  Field,
  FieldValue,
  FunctionName,
  Left,
  Literal,
} from './ast.ts';
import { FUNCTION_NAMES } from './ast.ts';
import type { ByteString } from './byte-string.ts';
import { unescapeQuoted } from './escapes.ts';
import { Lexer } from './lexer.ts';
import { describeProblem, type SyntaxErrorKind, type SyntaxProblem } from './syntax-problem.ts';

const FUNCTION_OPENINGS = FUNCTION_NAMES.map((name) => `${name}(` as const);

/** Unwinds the descent at the first mistake. */
export class ParseFailure extends Error {
  readonly problem: SyntaxProblem;

  constructor(problem: SyntaxProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** The productions below a check: fields, functions and values; and what every production needs. */
export abstract class TermParser {
  protected readonly lexer: Lexer;
  private readonly maxDepth: number;
  private depth = 0;

  constructor(bytes: ByteString, maxDepth: number) {
    this.lexer = new Lexer(bytes);
    this.maxDepth = maxDepth;
  }

  /** `Lhs ::= Field | Fn` */
  protected fieldOrCall(): Left | undefined {
    const start = this.lexer.position;
    const name = this.lexer.fieldName();
    return name === undefined ? this.call(start) : this.field(name, start);
  }

  /** `Field ::= FieldName ('[' (QuotedStr | FieldArgBare) ']')?`, no blanks around the brackets */
  private field(name: string, start: number): Field {
    return this.nested(() => {
      const argument = this.bracketed();
      return { kind: 'field', name, ...argument, range: this.rangeFrom(start) };
    });
  }

  private bracketed(): { readonly argument?: ByteString } {
    const { lexer } = this;
    if (!lexer.text('[')) return {};
    const argument = this.quotedString() ?? lexer.bareArgument() ?? this.fail('bad_field_arg');
    if (!lexer.text(']')) this.fail('expected_close_bracket');
    return { argument };
  }

  /** `Fn ::= FnName '(' FnArg (',' FnArg)* ')' ('[' arg ']')?`, no blank before the parenthesis */
  private call(start: number): Call | undefined {
    const opening = this.lexer.oneOf(FUNCTION_OPENINGS);
    if (opening === undefined) return undefined;
    return this.nested(() => {
      const { lexer } = this;
      const args: Argument[] = [];
      do {
        lexer.blank();
        args.push(this.callArgument());
        lexer.blank();
      } while (lexer.text(','));
      if (!lexer.text(')')) this.fail('expected_transformer_close');
      const argument = this.bracketed();
      const name = opening.slice(0, -1) as FunctionName;
      return { kind: 'call', name, args, ...argument, range: this.rangeFrom(start) };
    });
  }

  /** `FnArg ::= Number | HexNumber | QuotedStr | '(' FnList? ')' | Fn | Field` */
  private callArgument(): Argument {
    return this.nested(() => {
      const start = this.lexer.position;
      if (this.lexer.text('(')) return this.argumentList(start);
      return this.numberOrQuoted(start) ?? this.fieldOrCall() ?? this.fail('bad_transformer_arg');
    });
  }

  /** `FnList ::= FnListArg (',' FnListArg)*` and `FnListArg ::= Field | Fn | QuotedStr | Number` */
  private argumentList(start: number): ArgumentList {
    const { lexer } = this;
    const items: ArgumentList['items'][number][] = [];
    lexer.blank();
    if (!lexer.text(')')) {
      do {
        lexer.blank();
        const item = this.fieldOrCall() ?? this.numberOrQuoted(lexer.position);
        items.push(item ?? this.fail('bad_transformer_list_arg'));
        lexer.blank();
      } while (lexer.text(','));
      if (!lexer.text(')')) this.fail('expected_transformer_list_close');
    }
    return { kind: 'argument-list', items, range: this.rangeFrom(start) };
  }

  /** `Rhs ::= 'val(' Field ')' | Fn` */
  protected fieldValueOrCall(): FieldValue | Call | undefined {
    return this.nested(() => {
      const { lexer } = this;
      const start = lexer.position;
      if (!lexer.text('val(')) return this.call(start);
      lexer.blank();
      const fieldStart = lexer.position;
      const field = this.field(lexer.fieldName() ?? this.fail('val_needs_field'), fieldStart);
      lexer.blank();
      if (!lexer.text(')')) this.fail('expected_transformer_close');
      return { kind: 'val', field, range: this.rangeFrom(start) };
    });
  }

  /** `String ::= QuotedStr | BareStr` */
  protected string(): Literal {
    const start = this.lexer.position;
    const value = this.quotedString() ?? this.lexer.bareString() ?? this.fail('expected_string');
    return this.literal(value, start);
  }

  private numberOrQuoted(start: number): Literal | undefined {
    const value = this.lexer.number() ?? this.quotedString();
    return value === undefined ? undefined : this.literal(value, start);
  }

  private quotedString(): ByteString | undefined {
    const start = this.lexer.position;
    const quoted = this.lexer.quoted();
    if (quoted === undefined) return undefined;
    const unescaped = unescapeQuoted(quoted);
    if (unescaped.ok) return unescaped.value;
    const wrong = start + unescaped.index;
    return this.fail(unescaped.kind, { start: wrong, end: wrong + unescaped.length });
  }

  protected literal(value: ByteString, start: number): Literal {
    return { kind: 'literal', value, range: this.rangeFrom(start) };
  }

  protected rangeFrom(start: number): ByteRange {
    return { start, end: this.lexer.end };
  }

  protected nested<Result>(parse: () => Result): Result {
    this.depth++;
    if (this.depth >= this.maxDepth) this.fail('depth_limit');
    const result = parse();
    this.depth--;
    return result;
  }

  /** `undefined` where the production fails; the cursor stays where it failed. */
  protected attempt<Result>(parse: () => Result): Result | undefined {
    const { depth } = this;
    try {
      return parse();
    } catch (failure) {
      if (!(failure instanceof ParseFailure)) throw failure;
      this.depth = depth;
      return undefined;
    }
  }

  protected fail(kind: SyntaxErrorKind, range?: ByteRange): never {
    throw new ParseFailure(describeProblem(kind, this.lexer.bytes, this.lexer.position, range));
  }
}
