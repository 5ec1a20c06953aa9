import { Lexer } from 'yaml';

/** What of the library's lexer is not in its types. */
interface LexerParts {
  lex(source: string): Generator<string, void>;
  /** Lines indented less than this end a value. */
  indentNext: number;
  parseFlowCollection(): Generator<string, string>;
  parseQuotedScalar(): Generator<string, string>;
}

/** Lets the lines of values in brackets and quotes be indented as they like, as Falco's YAML library does. */
export class LenientLexer extends (Lexer as unknown as new () => LexerParts) {
  override parseFlowCollection(): Generator<string, string> {
    return this.withoutIndent(super.parseFlowCollection());
  }

  override parseQuotedScalar(): Generator<string, string> {
    return this.withoutIndent(super.parseQuotedScalar());
  }

  private *withoutIndent(lexemes: Generator<string, string>): Generator<string, string> {
    const { indentNext } = this;
    this.indentNext = 0;
    const next = yield* lexemes;
    this.indentNext = indentNext;
    return next;
  }
}
