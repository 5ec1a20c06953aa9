import type { Comparison, Condition, Left, List, Literal, Modifier, Operator, Right } from './ast.ts';
import { LIST_OPERATORS, MODIFIERS, ORDERING_OPERATORS, STRING_OPERATORS } from './ast.ts';
import type { ByteString } from './byte-string.ts';
import type { SyntaxProblem } from './syntax-problem.ts';
import { ParseFailure, TermParser } from './term-parser.ts';

export interface ParseOptions {
  /** The recursion counter's limit, as in Falco; every level of parentheses costs 5. */
  readonly maxDepth?: number;
}

export type ParseResult =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly problem: SyntaxProblem };

/** What Falco grants a condition that stands alone. */
const DEFAULT_MAX_DEPTH = 100;
/** What Falco grants the conditions of rules and macros. */
export const RULE_MAX_DEPTH = 1000;

/** Parses a condition given as bytes (see `encodeText`). Never throws; takes linear time. */
export function parseCondition(bytes: ByteString, options: ParseOptions = {}): ParseResult {
  try {
    return { ok: true, condition: new Parser(bytes, options.maxDepth ?? DEFAULT_MAX_DEPTH).parse() };
  } catch (failure) {
    if (failure instanceof ParseFailure) return { ok: false, problem: failure.problem };
    throw failure;
  }
}

/**
 * Recursive descent, one method per production, in the order of Falco's own parser so that the same input
 * fails at the same byte.
 *
 * @see https://github.com/falcosecurity/libs/blob/master/userspace/libsinsp/filter/parser.cpp
 */
class Parser extends TermParser {
  /** `Condition ::= Expr` and nothing after it */
  parse(): Condition {
    const { lexer } = this;
    if (lexer.bytes.length === 0) this.fail('empty');
    const condition = this.expression();
    if (lexer.position < lexer.bytes.length) this.fail('trailing_input');
    return condition;
  }

  /** `Expr ::= And ('or' (blank And | '(' Expr ')'))*` */
  private expression(): Condition {
    return this.chain('or', () => this.conjunction());
  }

  /** `And ::= Not ('and' (blank Not | '(' Expr ')'))*` */
  private conjunction(): Condition {
    return this.chain('and', () => this.negation());
  }

  private chain(kind: 'and' | 'or', parseOperand: () => Condition): Condition {
    return this.nested(() => {
      const { lexer } = this;
      const start = lexer.position;
      lexer.blank();
      const first = parseOperand();
      lexer.blank();
      if (!lexer.text(kind)) return first;
      const operands = [first];
      do {
        if (lexer.blank()) operands.push(parseOperand());
        else if (lexer.text('(')) operands.push(this.parenthesised());
        else this.fail('expected_blank_after_bool');
        lexer.blank();
      } while (lexer.text(kind));
      return { kind, operands, range: this.rangeFrom(start) };
    });
  }

  /** `Not ::= ('not' space+)* ('not(' Expr ')' | Check)`; an even number of nots cancels out */
  private negation(): Condition {
    return this.nested(() => {
      const { lexer } = this;
      const start = lexer.position;
      let negated = false;
      lexer.blank();
      while (lexer.notWord()) negated = !negated;
      let operand: Condition;
      if (lexer.text('not(')) {
        negated = !negated;
        operand = this.parenthesised();
      } else operand = this.check();
      return negated ? { kind: 'not', operand, range: this.rangeFrom(start) } : operand;
    });
  }

  /** `'(' Expr ')'` after its opening */
  private parenthesised(): Condition {
    return this.nested(() => {
      this.lexer.blank();
      const condition = this.expression();
      this.lexer.blank();
      if (!this.lexer.text(')')) this.fail('expected_close_paren');
      return condition;
    });
  }

  /** `Check ::= '(' Expr ')' | Field Cond | Fn Cond | Identifier` */
  private check(): Condition {
    return this.nested(() => {
      const { lexer } = this;
      lexer.blank();
      const start = lexer.position;
      if (lexer.text('(')) return this.parenthesised();
      const left = this.fieldOrCall();
      if (left !== undefined) return this.comparison(left);
      const name = lexer.identifier();
      if (name !== undefined) return { kind: 'macro', name, range: this.rangeFrom(start) };
      return this.fail('expected_check');
    });
  }

  /**
   * `Cond ::= 'exists' | Ordering (Number | Rhs) | StrOp (String | Rhs) | StrOp blank Modifier blank (List |
   * Identifier) | ListOp (List | Rhs | Identifier)`
   */
  private comparison(left: Left): Condition {
    return this.nested(() => {
      const { lexer } = this;
      const { start } = left.range;
      lexer.blank();
      const operatorStart = lexer.position;
      if (lexer.text('exists')) return { kind: 'exists', left, range: this.rangeFrom(start) };
      const compare = (operator: Operator, parseRight: () => Right, modifier?: Modifier): Comparison => {
        const operatorRange = this.rangeFrom(operatorStart);
        const right = parseRight();
        const range = this.rangeFrom(start);
        const base = { kind: 'comparison', operator, left, right, operatorRange, range } as const;
        return modifier === undefined ? base : { ...base, modifier };
      };
      const ordering = lexer.oneOf(ORDERING_OPERATORS);
      if (ordering !== undefined) return compare(ordering, () => this.numberRight());
      const stringOperator = this.stringOperator();
      if (stringOperator !== undefined) {
        const modifier = this.modifier();
        const parseRight = modifier === undefined ? () => this.stringRight() : () => this.modifiedRight();
        return compare(stringOperator, parseRight, modifier);
      }
      const listOperator = lexer.oneOf(LIST_OPERATORS);
      if (listOperator !== undefined) return compare(listOperator, () => this.listRight());
      return this.fail('expected_operator');
    });
  }

  /** `StrOp`: one made of letters needs a blank after it */
  private stringOperator(): (typeof STRING_OPERATORS)[number] | undefined {
    const { lexer } = this;
    const { position, end } = lexer;
    const operator = lexer.oneOf(STRING_OPERATORS);
    if (operator === undefined || /^[=!]/.test(operator) || lexer.blankFollows()) return operator;
    lexer.position = position;
    lexer.end = end;
    return undefined;
  }

  /** A modifier word counts as one only before `(` or an identifier; else it is a plain value. */
  private modifier(): Modifier | undefined {
    const { lexer } = this;
    if (!lexer.blank()) return undefined;
    const { position, end } = lexer;
    const modifier = lexer.oneOf(MODIFIERS);
    if (modifier !== undefined && lexer.blank()) {
      const next = lexer.position;
      const follows = lexer.text('(') || !['and', 'or', 'not', undefined].includes(lexer.identifier());
      lexer.position = next;
      if (follows) return modifier;
    }
    lexer.position = position;
    lexer.end = end;
    return undefined;
  }

  private numberRight(): Right {
    return this.nested(() => {
      this.lexer.blank();
      const start = this.lexer.position;
      const right = this.fieldValueOrCall();
      if (right !== undefined) return right;
      return this.literal(this.lexer.number() ?? this.fail('expected_number'), start);
    });
  }

  private stringRight(): Right {
    return this.nested(() => {
      this.lexer.blank();
      return this.fieldValueOrCall() ?? this.string();
    });
  }

  private modifiedRight(): List | Literal {
    return this.nested(() => {
      const start = this.lexer.position;
      return this.list() ?? this.literal(this.lexer.identifier() ?? this.fail('expected_list'), start);
    });
  }

  private listRight(): Right {
    return this.nested(() => {
      this.lexer.blank();
      const start = this.lexer.position;
      const right = this.list() ?? this.fieldValueOrCall();
      if (right !== undefined) return right;
      return this.literal(this.lexer.identifier() ?? this.fail('expected_list'), start);
    });
  }

  /** `List ::= '(' (String (',' String)*)? ')'` */
  private list(): List | undefined {
    const { lexer } = this;
    const start = lexer.position;
    if (!lexer.text('(')) return undefined;
    lexer.blank();
    const items: Literal[] = [];
    // Falco takes any mistake in the first item, even a wrong escape, for an empty list.
    const first = this.attempt(() => this.listItem());
    if (first !== undefined) {
      items.push(first);
      lexer.blank();
      while (lexer.text(',')) {
        items.push(this.listItem());
        lexer.blank();
      }
    }
    if (!lexer.text(')')) this.fail('expected_close_paren');
    return { kind: 'list', items, range: this.rangeFrom(start) };
  }

  private listItem(): Literal {
    return this.nested(() => {
      this.lexer.blank();
      return this.string();
    });
  }
}
