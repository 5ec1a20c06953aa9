import type { ByteString } from '../condition/byte-string.ts';

const NO_TEXTS: readonly number[] = [];

/** Texts as a tree of their prefixes. Nodes are numbered breadth first, the root being 0. */
export interface Trie {
  readonly size: number;
  /** Bytes that occur in no text share class 0. */
  readonly classOf: Uint16Array;
  readonly classes: number;
  /** By node: its first child, the next child of its parent (or -1), and the class that leads to it. */
  readonly firstChild: Int32Array;
  readonly sibling: Int32Array;
  readonly classAt: Uint16Array;
  /** The numbers of the texts that end in a node. */
  textsAt(node: number): readonly number[];
}

export function buildTrie(texts: readonly ByteString[]): Trie {
  const classOf = new Uint16Array(256);
  let classes = 1;
  for (const text of texts) {
    for (let index = 0; index < text.length; index++) {
      const byte = text.charCodeAt(index);
      if (classOf[byte] === 0) classOf[byte] = classes++;
    }
  }
  // Sorted, the texts below one node stand next to each other, so a level is a list of such stretches.
  const order = Int32Array.from(texts.keys()).sort((a, b) =>
    compareTexts(texts[a] as string, texts[b] as string),
  );
  const capacity = texts.reduce((sum, text) => sum + text.length, 1);
  const firstChild = new Int32Array(capacity).fill(-1);
  const sibling = new Int32Array(capacity).fill(-1);
  const classAt = new Uint16Array(capacity);
  const ends = new Map<number, number[]>();
  const from = new Int32Array(capacity);
  const to = new Int32Array(capacity);
  const depth = new Int32Array(capacity);
  to[0] = texts.length;
  let size = 1;
  for (let node = 0; node < size; node++) {
    const level = depth[node] as number;
    let last = -1;
    for (let at = from[node] as number; at < (to[node] as number); at++) {
      const number = order[at] as number;
      const text = texts[number] as ByteString;
      if (text.length === level) {
        const ending = ends.get(node);
        if (ending === undefined) ends.set(node, [number]);
        else ending.push(number);
        continue;
      }
      const byteClass = classOf[text.charCodeAt(level)] as number;
      if (last === -1 || classAt[last] !== byteClass) {
        const child = size++;
        if (last === -1) firstChild[node] = child;
        else sibling[last] = child;
        classAt[child] = byteClass;
        depth[child] = level + 1;
        from[child] = at;
        last = child;
      }
      to[last] = at + 1;
    }
  }
  return {
    size,
    classOf,
    classes,
    firstChild,
    sibling,
    classAt,
    textsAt: (node) => ends.get(node) ?? NO_TEXTS,
  };
}

function compareTexts(a: ByteString, b: ByteString): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
