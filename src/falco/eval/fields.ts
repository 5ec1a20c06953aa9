import { nearestName } from '../diagnostic-suggestion.ts';

/**
 * The types a field can have. Plugins know `string`, `uint64`, `reltime`, `abstime`, `bool`, `ipaddr` and
 * `ipnet`, each also as a list; the others belong to Falco's built-in fields.
 */
export type FieldType =
  | 'string'
  | 'fspath'
  | 'bytes'
  | 'uint64'
  | 'uint32'
  | 'port'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'double'
  | 'reltime'
  | 'abstime'
  | 'bool'
  | 'ipaddr'
  | 'ipnet';

/** What may stand in the brackets after a field's name. */
export interface FieldArgument {
  readonly required: boolean;
  /** An index is a decimal number of 64 bits; `key-or-index` takes any text as a key that is no index. */
  readonly kind: 'key' | 'index' | 'key-or-index';
}

/** One field that conditions and outputs may name. */
export interface FieldDefinition {
  readonly name: string;
  readonly type: FieldType;
  /** Zero or more values of `type`; none counts as missing. */
  readonly list?: boolean;
  readonly argument?: FieldArgument;
  /** What the field means, for people. */
  readonly description: string;
  /** Falco appends such fields to outputs under `suggested_output`. */
  readonly suggestedOutput?: boolean;
  /** Not from a plugin: brackets after such a field make it another, unknown name. */
  readonly builtIn?: boolean;
  /** Ours alone: an error where rules must be Falco's own. */
  readonly extension?: boolean;
  readonly filterOnly?: boolean;
  readonly noTransformers?: boolean;
  /** May stand on neither side of a comparison between fields. */
  readonly noFieldComparison?: boolean;
}

/** The fields of one event source. */
export interface FieldCatalogue {
  /** The event source, e.g. `coding_agent`. */
  readonly source: string;
  /** In the order given to `createCatalogue`. */
  readonly fields: readonly FieldDefinition[];
  get(name: string): FieldDefinition | undefined;
  /** The field's place in `fields`; -1 where there is none of that name. */
  placeOf(name: string): number;
  /** The field that a wrong name probably means. */
  nearest(name: string): string | undefined;
}

/** A later definition of the same name replaces an earlier one. */
export function createCatalogue(source: string, fields: readonly FieldDefinition[]): FieldCatalogue {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const places = new Map([...byName.keys()].map((name, place) => [name, place]));
  return {
    source,
    fields: [...byName.values()],
    get: (name) => byName.get(name),
    placeOf: (name) => places.get(name) ?? -1,
    nearest: (name) => nearestName(name, byName.keys()),
  };
}
