import type { CodePointRange, Regex } from './posix-regex.ts';

const NOT_NEWLINE: readonly CodePointRange[] = [
  { low: 0, high: 0x09 },
  { low: 0x0b, high: 0x10ffff },
];

/** One step of a match; `next` and `other` are numbers of nodes. */
export type NfaNode =
  | {
      readonly kind: 'char';
      readonly ranges: readonly CodePointRange[];
      readonly negated: boolean;
      readonly next: number;
    }
  | { readonly kind: 'split'; readonly next: number; readonly other: number }
  | { readonly kind: 'line-start'; readonly next: number }
  | { readonly kind: 'line-end'; readonly next: number }
  | { readonly kind: 'match' };

/** An expression as a nondeterministic machine. */
export interface RegexNfa {
  readonly nodes: readonly NfaNode[];
  readonly start: number;
}

export function buildNfa(regex: Regex): RegexNfa {
  const builder = new NfaBuilder();
  const start = builder.build(regex, builder.add({ kind: 'match' }));
  return { nodes: builder.nodes, start };
}

class NfaBuilder {
  readonly nodes: NfaNode[] = [];

  add(node: NfaNode): number {
    return this.nodes.push(node) - 1;
  }

  /** The node at which the expression starts, if `next` follows it. */
  build(regex: Regex, next: number): number {
    switch (regex.kind) {
      case 'literal': {
        const { codePoint } = regex;
        return this.char([{ low: codePoint, high: codePoint }], false, next);
      }
      case 'any':
        return this.char(NOT_NEWLINE, false, next);
      case 'class':
        return this.char(regex.ranges, regex.negated, next);
      case 'line-start':
      case 'line-end':
        return this.add({ kind: regex.kind, next });
      case 'sequence':
        return regex.parts.reduceRight((following, part) => this.build(part, following), next);
      case 'alternatives':
        return regex.branches
          .map((branch) => this.build(branch, next))
          .reduceRight((other, branch) => this.add({ kind: 'split', next: branch, other }));
      case 'repeat':
        return this.repeat(regex.part, regex.min, regex.max, next);
    }
  }

  private char(ranges: readonly CodePointRange[], negated: boolean, next: number): number {
    return this.add({ kind: 'char', ranges, negated, next });
  }

  private repeat(part: Regex, min: number, max: number, next: number): number {
    let start = next;
    if (max === Number.POSITIVE_INFINITY) {
      start = this.add({ kind: 'match' });
      this.nodes[start] = { kind: 'split', next: this.build(part, start), other: next };
    } else {
      for (let count = min; count < max; count++) {
        start = this.add({ kind: 'split', next: this.build(part, start), other: next });
      }
    }
    for (let count = 0; count < min; count++) start = this.build(part, start);
    return start;
  }
}
