import type { ByteString } from '../condition/byte-string.ts';
import type { Place } from './report.ts';
import type { RuleFile, TracedText } from './traced-text.ts';
import type { YamlNode } from './yaml-node.ts';

/** From most to least severe, in Falco's spelling. */
export const PRIORITIES = [
  'Emergency',
  'Alert',
  'Critical',
  'Error',
  'Warning',
  'Notice',
  'Informational',
  'Debug',
] as const;

export type Priority = (typeof PRIORITIES)[number];

/** One step in how a definition came to be what it is. */
export interface Change {
  readonly kind: 'defined' | 'redefined' | 'appended' | 'replaced' | 'enabled' | 'disabled';
  readonly place: Place;
  /** The keys that were appended to or replaced; empty where that says nothing. */
  readonly keys: readonly string[];
}

interface Definition {
  readonly name: string;
  /** The name, where it was defined last. */
  place: Place;
  /** When it was first defined, in steps of the load. */
  index: number;
  /** When it was last changed: what was first defined later is out of its sight. */
  visibility: number;
  readonly changes: Change[];
}

export interface ListItem {
  readonly bytes: ByteString;
  readonly place: Place;
}

export interface ListDefinition extends Definition {
  readonly items: ListItem[];
}

export interface MacroDefinition extends Definition {
  /** As defined and then as appended: the whole is these with blanks between them. */
  readonly condition: TracedText[];
}

export interface RuleDefinition extends Definition {
  readonly source: string;
  /** Rules of unknown sources are kept, as others may change them, but never compiled. */
  readonly isSourceKnown: boolean;
  /** Joined like a macro's. */
  condition: TracedText[];
  output: TracedText[];
  description: string;
  priority: Priority;
  tags: Set<string>;
  enabled: boolean;
  warnEvttypes: boolean;
  skipIfUnknownFilter: boolean;
  capture: boolean;
  captureDurationMs: number;
  exceptions: ExceptionDefinition[];
}

/** What an item says about a rule; `undefined` where it says nothing. */
export interface RuleKeys {
  readonly condition?: TracedText | undefined;
  readonly output?: TracedText | undefined;
  readonly description?: string | undefined;
  readonly priority?: Priority | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
  readonly warnEvttypes?: boolean | undefined;
  readonly skipIfUnknownFilter?: boolean | undefined;
  readonly capture?: boolean | undefined;
  readonly captureDurationMs?: number | undefined;
  readonly exceptions?: readonly ExceptionDefinition[] | undefined;
}

/** A node and the file it stands in: an exception's values may come from several files. */
export interface FiledNode {
  readonly file: RuleFile;
  readonly node: YamlNode;
}

export interface ExceptionDefinition {
  readonly name: string;
  readonly file: RuleFile;
  readonly place: Place;
  /** A text or a sequence of texts; absent only while values are appended. */
  readonly fields: YamlNode | undefined;
  readonly comps: YamlNode | undefined;
  /** Whether missing `comps` mean `in` (one field) or `=` (several); not so after `exceptions: replace`. */
  readonly hasDefaultComps: boolean;
  readonly values: FiledNode[];
}
