import type { TextRange } from '../diagnostic.ts';

/**
 * YAML as rule files need it: text, sequences and mappings with their places. An alias is the very node that
 * its anchor names, so a tree may share nodes; it is never cyclic.
 */
export type YamlNode = YamlScalar | YamlNull | YamlSequence | YamlMapping;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string;
  /** Of the scalar as written, quotes or block indicator included. */
  readonly range: TextRange;
  readonly style: 'plain' | 'single' | 'double' | 'block';
}

/** `~`, `null` or nothing at all. */
export interface YamlNull {
  readonly kind: 'null';
  readonly range: TextRange;
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
  readonly range: TextRange;
}

export interface YamlMapping {
  readonly kind: 'mapping';
  readonly entries: readonly YamlEntry[];
  readonly range: TextRange;
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** The plain scalars that are no text. */
export const NULL_WORDS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** The entry of a key; the first where the key stands twice, as in Falco. */
export function entryOf(mapping: YamlMapping, key: string): YamlEntry | undefined {
  return mapping.entries.find((entry) => entry.key.kind === 'scalar' && entry.key.value === key);
}

/** What a node is, for messages. */
export function nounOf(node: YamlNode): string {
  switch (node.kind) {
    case 'scalar':
      return 'a single value';
    case 'null':
      return 'nothing';
    case 'sequence':
      return 'a sequence';
    case 'mapping':
      return 'a mapping';
  }
}
