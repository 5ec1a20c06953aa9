import type { TextRange } from '../diagnostic.ts';
import { nearestName } from '../diagnostic-suggestion.ts';
import type { ItemName, Place, Problem, Report } from './report.ts';
import type { RuleFile } from './traced-text.ts';
import { entryOf, nounOf, type YamlMapping, type YamlNode, type YamlScalar } from './yaml-node.ts';

/** The boolean words of YAML 1.1, each also capitalised and in capitals. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'yes', 'true', 'on'].map((word) => [word, true] as const),
  ...['n', 'no', 'false', 'off'].map((word) => [word, false] as const),
]);

/**
 * Reads the keys of one mapping of a rule file and reports what is wrong with them. Reading goes on after a
 * mistake, so that all of an item's mistakes are told; `failed` says that there was one.
 */
export class ItemReader {
  readonly file: RuleFile;
  readonly mapping: YamlMapping;
  readonly report: Report;
  /** Whose keys these are, as messages say it. */
  owner: string;
  /** What the diagnostics belong to. */
  item: ItemName | undefined;
  failed = false;

  constructor(file: RuleFile, mapping: YamlMapping, report: Report, owner: string) {
    this.file = file;
    this.mapping = mapping;
    this.report = report;
    this.owner = owner;
  }

  /** From here on diagnostics and messages name the item. */
  rename(item: ItemName): void {
    this.item = item;
    this.owner = `${item.type} \`${item.name}\``;
  }

  has(key: string): boolean {
    return entryOf(this.mapping, key) !== undefined;
  }

  node(key: string): YamlNode | undefined {
    return entryOf(this.mapping, key)?.value;
  }

  /** Where a key's value stands; the item itself where there is no such key. */
  placeOf(key: string): Place {
    const node = this.node(key);
    return this.place(node === undefined || node.kind === 'null' ? this.keyRange(key) : node.range);
  }

  place(range: TextRange): Place {
    return { file: this.file.name, range };
  }

  /** The whole first line of the item: what to show when something is missing. */
  get itemPlace(): Place {
    const [first] = this.mapping.entries;
    return this.place(first === undefined ? this.mapping.range : first.key.range);
  }

  /** A scalar that must be there and not be empty. */
  requiredText(key: string): YamlScalar | undefined {
    if (this.has(key)) return this.text(key);
    const similar = this.similarKey(key);
    this.fail({
      kind: `missing_key:${key}`,
      place: similar === undefined ? this.itemPlace : this.place(similar.range),
      message: `${this.owner} has no \`${key}\``,
      hint: similar === undefined ? `add \`${key}:\`` : `rename \`${similar.value}\` to \`${key}\``,
    });
    return undefined;
  }

  /** A scalar that may be missing but not be null or empty. */
  text(key: string): YamlScalar | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    const place = this.placeOf(key);
    switch (node.kind) {
      case 'null':
        this.fail({ kind: `null_value:${key}`, place, message: `\`${key}\` of ${this.owner} has no value` });
        return undefined;
      case 'sequence':
      case 'mapping': {
        const message = `\`${key}\` must be a single value, found ${nounOf(node)}`;
        this.fail({ kind: 'not_scalar', place, message });
        return undefined;
      }
      case 'scalar':
        if (node.value !== '') return node;
        this.fail({ kind: 'empty_value', place, message: `\`${key}\` of ${this.owner} is empty` });
        return undefined;
    }
  }

  boolean(key: string): boolean | undefined {
    const scalar = this.text(key);
    if (scalar === undefined) return undefined;
    const value = parseBoolean(scalar.value);
    if (value !== undefined) return value;
    this.fail({
      kind: 'bad_scalar_type',
      place: this.place(scalar.range),
      message: `\`${key}\` must be \`true\` or \`false\`, found \`${scalar.value}\``,
    });
    return undefined;
  }

  /** A number of milliseconds or the like. */
  unsigned(key: string): number | undefined {
    const scalar = this.text(key);
    if (scalar === undefined) return undefined;
    const value = parseUnsigned(scalar.value);
    if (value !== undefined) return value;
    this.fail({
      kind: 'bad_scalar_type',
      place: this.place(scalar.range),
      message: `\`${key}\` must be a whole number from 0 to 4294967295, found \`${scalar.value}\``,
    });
    return undefined;
  }

  /** A sequence of scalars, each of which may be empty but not null. */
  texts(key: string): readonly YamlScalar[] | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (node.kind !== 'sequence') {
      const message = `\`${key}\` of ${this.owner} must be a sequence, found ${nounOf(node)}`;
      const hint = node.kind === 'scalar' ? `write \`${key}: [${node.value}]\`` : undefined;
      this.fail({ kind: 'not_sequence', place: this.placeOf(key), message, hint });
      return undefined;
    }
    const scalars: YamlScalar[] = [];
    for (const item of node.items) {
      if (item.kind === 'scalar') scalars.push(item);
      else {
        const message = `each entry of \`${key}\` must be a single value, found ${nounOf(item)}`;
        this.fail({ kind: 'list_item_not_scalar', place: this.place(item.range), message });
      }
    }
    return scalars;
  }

  warnUnknownKeys(known: readonly string[]): void {
    for (const { key } of this.mapping.entries) {
      if (key.kind === 'scalar' && known.includes(key.value)) continue;
      const name = key.kind === 'scalar' ? key.value : undefined;
      const nearest = name === undefined ? undefined : nearestName(name, known);
      this.warn({
        kind: 'unknown_key',
        place: this.place(key.range),
        message: `${this.owner} has an unknown key${name === undefined ? '' : ` \`${name}\``}, which is ignored`,
        hint: nearest === undefined ? undefined : `did you mean \`${nearest}\`?`,
      });
    }
  }

  fail(problem: Omit<Problem, 'item'>): void {
    this.failed = true;
    this.report.add({ ...problem, item: this.item });
  }

  warn(problem: Omit<Problem, 'item'>): void {
    this.report.add({ ...problem, item: this.item });
  }

  private keyRange(key: string): TextRange {
    return entryOf(this.mapping, key)?.key.range ?? this.itemPlace.range;
  }

  private similarKey(key: string): YamlScalar | undefined {
    const keys = this.mapping.entries.flatMap((entry) => (entry.key.kind === 'scalar' ? [entry.key] : []));
    const name = nearestName(
      key,
      keys.map((scalar) => scalar.value),
    );
    return keys.find((scalar) => scalar.value === name);
  }
}

function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  const isRegular = text === lower || text === text.toUpperCase() || text.slice(1) === lower.slice(1);
  return isRegular ? BOOLEANS.get(lower) : undefined;
}

/** An unsigned number of 32 bits as Falco's YAML library reads it: decimal, `0x` hexadecimal or `0` octal. */
export function parseUnsigned(text: string): number | undefined {
  const match = /^\+?(?:0[xX]([0-9a-fA-F]+)|0([0-7]*)|([1-9][0-9]*))\s*$/.exec(text);
  if (match === null) return undefined;
  const [, hexadecimal, octal, decimal] = match;
  const value =
    hexadecimal !== undefined
      ? Number.parseInt(hexadecimal, 16)
      : decimal !== undefined
        ? Number(decimal)
        : Number.parseInt(octal || '0', 8);
  return value <= 0xffff_ffff ? value : undefined;
}
