/** Bytes, and the two characters that follow them. */
const CHARACTERS = 258;

/** Texts as a tree of their prefixes. Nodes are numbered breadth first, the root being 0. */
export interface Trie {
  readonly size: number;
  /** Characters that occur in no text share class 0. */
  readonly classOf: Uint16Array;
  readonly classes: number;
  /** By node: its first child, the next child of its parent (0 for none), and the class that leads to it. */
  readonly firstChild: Numbers;
  readonly sibling: Numbers;
  readonly classAt: Numbers;
  /** The numbers of the texts, by where they end. */
  readonly texts: Int32Array;
  /** By node: the stretch of `texts` that end in it. */
  readonly textsFrom: Numbers;
  readonly textsTo: Numbers;
}

/** Numbers from 0 in as little memory as their largest allows. */
export type Numbers = Uint16Array | Int32Array;

/** Room for numbers up to `largest`, all 0. */
export function numbers(length: number, largest: number): Numbers {
  return largest <= 0xffff ? new Uint16Array(length) : new Int32Array(length);
}

/** Texts may have the two characters beyond bytes, too. */
export function buildTrie(texts: readonly string[]): Trie {
  const { classOf, classes } = classify(texts);
  // Sorted, the texts below one node stand next to each other, so a level is a list of such stretches.
  const sorted = Int32Array.from(texts.keys()).sort((a, b) =>
    compareTexts(texts[a] as string, texts[b] as string),
  );
  const capacity = texts.reduce((sum, text) => sum + text.length, 1);
  const firstChild = new Int32Array(capacity);
  const sibling = new Int32Array(capacity);
  const classAt = new Int32Array(capacity);
  const from = new Int32Array(capacity);
  const to = new Int32Array(capacity);
  const textsTo = new Int32Array(capacity);
  const depth = new Int32Array(capacity);
  to[0] = texts.length;
  let size = 1;
  for (let node = 0; node < size; node++) {
    const level = depth[node] as number;
    let at = from[node] as number;
    // Those that end here come first.
    while (at < (to[node] as number) && texts[sorted[at] as number]?.length === level) at++;
    textsTo[node] = at;
    let last = 0;
    for (; at < (to[node] as number); at++) {
      const text = texts[sorted[at] as number] as string;
      const byteClass = classOf[text.charCodeAt(level)] as number;
      if (last === 0 || classAt[last] !== byteClass) {
        const child = size++;
        if (last === 0) firstChild[node] = child;
        else sibling[last] = child;
        classAt[child] = byteClass;
        depth[child] = level + 1;
        from[child] = at;
        last = child;
      }
      to[last] = at + 1;
    }
  }
  const largest = Math.max(size, texts.length);
  const kept = (values: Int32Array): Numbers => {
    const copy = numbers(size, largest);
    copy.set(values.subarray(0, size));
    return copy;
  };
  return {
    size,
    classOf,
    classes,
    firstChild: kept(firstChild),
    sibling: kept(sibling),
    classAt: kept(classAt),
    texts: sorted,
    textsFrom: kept(from),
    textsTo: kept(textsTo),
  };
}

/** Frequent bytes come first, so that what is needed of a table's rows lies close together. */
function classify(texts: readonly string[]): {
  readonly classOf: Uint16Array;
  readonly classes: number;
} {
  const counts = new Uint32Array(CHARACTERS);
  const count = (byte: number): number => counts[byte] as number;
  for (const text of texts) {
    for (let index = 0; index < text.length; index++) {
      const byte = text.charCodeAt(index);
      counts[byte] = count(byte) + 1;
    }
  }
  const bytes = [...counts.keys()].filter((byte) => count(byte) > 0).sort((a, b) => count(b) - count(a));
  const classOf = new Uint16Array(CHARACTERS);
  for (const [index, byte] of bytes.entries()) classOf[byte] = index + 1;
  return { classOf, classes: bytes.length + 1 };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
