import { BEYOND_ASCII, CHAR, compactNfa, LINE_END, LINE_START, MATCH, SPLIT, takes } from './compact-nfa.ts';
import type { Regex } from './posix-regex.ts';
import { buildNfa, type NfaNode } from './regex-nfa.ts';

const NEWLINE = 0x0a;
const LAST_STEP = 2 ** 31 - 1;

/** Nodes of a machine, each once. */
interface Nodes {
  readonly list: Int32Array;
  count: number;
}

/**
 * Matches texts against a whole expression by following all ways at once: for every expression and text, but
 * slower than a table. Takes at most one step per character and node of the machine, and memory linear in the expression.
 */
export function nfaMatcher(regex: Regex): (text: string) => boolean {
  const { nodes: wholeNodes, start } = buildNfa(regex);
  const { kinds, next, other, sets, classOf, isUniformBeyondAscii } = compactNfa({
    nodes: wholeNodes,
    start,
  });
  const size = kinds.length;
  const pending = new Int32Array(2 * size + 1);
  /** By node: the step in which it was last reached. */
  const reachedIn = new Int32Array(size);
  let step = 0;
  let here: Nodes = { list: new Int32Array(size), count: 0 };
  let there: Nodes = { list: new Int32Array(size), count: 0 };

  const takesChar = (node: number, code: number): boolean => {
    if (code >= BEYOND_ASCII && !isUniformBeyondAscii) {
      return takes(wholeNodes[node] as NfaNode & { readonly kind: 'char' }, code);
    }
    return sets[other[node] as number]?.[classOf[Math.min(code, BEYOND_ASCII)] as number] === 1;
  };

  /** Adds what can be reached from a node without a character. */
  const reach = (from: number, reached: Nodes, atLineStart: boolean, atLineEnd: boolean): void => {
    let depth = 0;
    pending[depth++] = from;
    while (depth > 0) {
      const node = pending[--depth] as number;
      if (reachedIn[node] === step) continue;
      reachedIn[node] = step;
      const kind = kinds[node];
      if (kind === CHAR || kind === MATCH) reached.list[reached.count++] = node;
      if (kind === SPLIT) pending[depth++] = other[node] as number;
      const isPassed =
        kind === SPLIT || (kind === LINE_START && atLineStart) || (kind === LINE_END && atLineEnd);
      if (isPassed) pending[depth++] = next[node] as number;
    }
  };

  return (text) => {
    if (step >= LAST_STEP - text.length) {
      reachedIn.fill(0);
      step = 0;
    }
    const isLineEnd = (index: number): boolean => index === text.length || text.charCodeAt(index) === NEWLINE;
    step++;
    here.count = 0;
    reach(start, here, true, isLineEnd(0));
    for (let index = 0; index < text.length; ) {
      if (here.count === 0) return false;
      const code = text.codePointAt(index) as number;
      index += code > 0xffff ? 2 : 1;
      const atLineEnd = isLineEnd(index);
      step++;
      there.count = 0;
      for (let place = 0; place < here.count; place++) {
        const node = here.list[place] as number;
        if (kinds[node] !== CHAR || !takesChar(node, code)) continue;
        reach(next[node] as number, there, code === NEWLINE, atLineEnd);
      }
      [here, there] = [there, here];
    }
    for (let place = 0; place < here.count; place++)
      if (kinds[here.list[place] as number] === MATCH) return true;
    return false;
  };
}
