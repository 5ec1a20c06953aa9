import type { Token } from './tokens.ts';

/** A place among tokens. */
export class TokenCursor {
  readonly tokens: readonly Token[];
  at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get length(): number {
    return this.tokens.length;
  }

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  peek(offset = 0): Token | undefined {
    return this.tokens[this.at + offset];
  }

  isOperator(value: string, offset = 0): boolean {
    const token = this.tokens[this.at + offset];
    return token?.kind === 'operator' && token.value === value;
  }

  isName(value: string, offset = 0): boolean {
    const token = this.tokens[this.at + offset];
    return token?.kind === 'name' && token.value === value;
  }

  isAnyName(names: ReadonlySet<string>, offset = 0): boolean {
    const token = this.tokens[this.at + offset];
    return token?.kind === 'name' && names.has(token.value);
  }

  /** Steps over an operator if it comes next. */
  take(value: string): boolean {
    if (!this.isOperator(value)) return false;
    this.at += 1;
    return true;
  }
}
