import { nearestName } from '../diagnostic-suggestion.ts';
import type { ItemReader } from './item-reader.ts';
import { nounOf, type YamlEntry } from './yaml-node.ts';

/** The keys that an item's `override` says to append to or to replace. */
export interface Override {
  readonly append: ReadonlySet<string>;
  readonly replace: ReadonlySet<string>;
}

/** Which keys each operation is allowed for. */
export interface Overridable {
  readonly append: readonly string[];
  readonly replace: readonly string[];
}

/** Reads `override`; where there is none, or where it is a scalar or empty, both sets are empty. */
export function readOverride(reader: ItemReader, overridable: Overridable): Override {
  const override = { append: new Set<string>(), replace: new Set<string>() };
  const node = reader.node('override');
  if (node?.kind === 'sequence' && node.items.length > 0) {
    const message = `\`override\` of ${reader.owner} must be a mapping such as \`condition: append\`, found ${nounOf(node)}`;
    reader.fail({ kind: 'override_not_mapping', place: reader.place(node.range), message });
  }
  if (node?.kind === 'mapping') {
    for (const entry of node.entries) readEntry(reader, entry, overridable, override);
  }
  return override;
}

function readEntry(
  reader: ItemReader,
  { key, value }: YamlEntry,
  overridable: Overridable,
  override: { readonly append: Set<string>; readonly replace: Set<string> },
): void {
  if (
    key.kind === 'sequence' ||
    key.kind === 'mapping' ||
    value.kind === 'sequence' ||
    value.kind === 'mapping'
  ) {
    const culprit = value.kind === 'sequence' || value.kind === 'mapping' ? value : key;
    const message = `an entry of \`override\` must be \`key: append\` or \`key: replace\`, found ${nounOf(culprit)}`;
    reader.fail({ kind: 'override_not_mapping', place: reader.place(culprit.range), message });
    return;
  }
  // Falco's YAML library reads a null as the word.
  const name = key.kind === 'null' ? 'null' : key.value;
  const operation = value.kind === 'null' ? 'null' : value.value;
  if (operation !== 'append' && operation !== 'replace') {
    reader.fail({
      kind: 'override_bad_operation',
      place: reader.place(value.kind === 'null' ? key.range : value.range),
      message: `\`${operation}\` is no operation of \`override\`; expected \`append\` or \`replace\``,
      hint: suggestion(operation, ['append', 'replace']),
    });
    return;
  }
  const allowed = overridable[operation];
  if (allowed.includes(name)) {
    override[operation].add(name);
    return;
  }
  const verb = operation === 'append' ? 'appended to' : 'replaced';
  const hint =
    operation === 'append' && overridable.replace.includes(name)
      ? `write \`${name}: replace\``
      : (suggestion(name, allowed) ??
        `the keys that can be ${verb} are ${allowed.map((k) => `\`${k}\``).join(', ')}`);
  reader.fail({
    kind: `override_${operation}_not_allowed`,
    place: reader.place(key.range),
    message: `\`${name}\` of ${reader.owner} cannot be ${verb}`,
    hint,
  });
}

function suggestion(word: string, words: readonly string[]): string | undefined {
  const nearest = nearestName(word, words);
  return nearest === undefined ? undefined : `did you mean \`${nearest}\`?`;
}

/** Reads the deprecated `append: true`, which excludes `override`. */
export function readAppendFlag(reader: ItemReader): boolean {
  const append = reader.boolean('append') ?? false;
  if (append) {
    reader.warn({
      kind: 'deprecated_append',
      place: reader.placeOf('append'),
      message: '`append: true` is deprecated',
      hint: 'name the keys to append to instead, e.g. `override: {condition: append}`',
    });
  }
  return append;
}

export function refuseBoth(
  reader: ItemReader,
  append: boolean,
  { append: appended, replace }: Override,
): void {
  if (!append || appended.size + replace.size === 0) return;
  reader.fail({
    kind: 'append_with_override',
    place: reader.placeOf('append'),
    message: `${reader.owner} has both \`append: true\` and \`override\``,
    hint: 'remove `append: true`',
  });
}
