import { encodeText } from '../condition/byte-string.ts';
import { nearestName } from '../diagnostic-suggestion.ts';
import type { Collection } from './collection.ts';
import type { ListItem } from './definitions.ts';
import { ItemReader } from './item-reader.ts';
import { readAppendFlag, readOverride, refuseBoth } from './read-override.ts';
import { readRule } from './read-rule.ts';
import { readRequiredEngineVersion, readRequiredPluginVersions } from './read-versions.ts';
import type { Report } from './report.ts';
import { type RuleFile, TracedText } from './traced-text.ts';
import { nounOf, type YamlNode } from './yaml-node.ts';

export const LIST_KEYS = ['list', 'items', 'append', 'override'] as const;
export const MACRO_KEYS = ['macro', 'condition', 'append', 'override'] as const;

/** The kinds of items, by the key that makes them; where an item has several, the first counts. */
const READERS: ReadonlyMap<string, (reader: ItemReader, collection: Collection) => void> = new Map([
  ['required_engine_version', readRequiredEngineVersion],
  ['required_plugin_versions', readRequiredPluginVersions],
  ['list', readList],
  ['macro', readMacro],
  ['rule', readRule],
]);

/**
 * Reads what one YAML document defines into the collection.
 *
 * @see https://github.com/falcosecurity/falco/blob/master/userspace/engine/rule_loader_reader.cpp
 */
export function readDocument(file: RuleFile, root: YamlNode, collection: Collection, report: Report): void {
  const place = { file: file.name, range: root.range };
  switch (root.kind) {
    case 'null':
      return;
    case 'scalar': {
      const message = 'a rule file must be a sequence of items (`- rule: ...`), found a single value';
      report.add({ kind: 'not_yaml', place, message });
      return;
    }
    case 'mapping': {
      const message = 'a rule file must be a sequence of items (`- rule: ...`), found a mapping';
      const first = root.entries[0]?.key.range ?? root.range;
      report.add({
        kind: 'not_array',
        place: { file: file.name, range: first },
        message,
        hint: 'put `- ` before each item and indent its other keys by two blanks',
      });
      return;
    }
    case 'sequence':
      for (const item of root.items) readItem(file, item, collection, report);
  }
}

function readItem(file: RuleFile, node: YamlNode, collection: Collection, report: Report): void {
  if (node.kind === 'null') return;
  if (node.kind !== 'mapping') {
    const message = `an item must be a mapping such as \`rule: ...\`, found ${nounOf(node)}`;
    report.add({ kind: 'item_not_map', place: { file: file.name, range: node.range }, message });
    return;
  }
  const reader = new ItemReader(file, node, report, 'this item');
  for (const [key, read] of READERS) {
    if (!reader.has(key)) continue;
    read(reader, collection);
    return;
  }
  const keys = node.entries.flatMap(({ key }) => (key.kind === 'scalar' ? [key.value] : []));
  const nearest = keys.flatMap((key) => nearestName(key, READERS.keys()) ?? [])[0];
  reader.warn({
    kind: 'unknown_item',
    place: reader.itemPlace,
    message: 'this item is neither a rule, a macro, a list nor a required version, and is ignored',
    hint: nearest === undefined ? undefined : `did you mean \`${nearest}\`?`,
  });
}

function readList(reader: ItemReader, collection: Collection): void {
  const name = reader.requiredText('list');
  if (name === undefined) return;
  reader.rename({ type: 'list', name: name.value });
  if (!/^[^()"' \t\n\v\f\r=,]+$/.test(name.value)) {
    reader.warn({
      kind: 'invalid_list_name',
      place: reader.place(name.range),
      message: `\`${name.value}\` is not fit for a list's name`,
      hint: 'a name has no blanks, quotes, parentheses, commas or `=`',
    });
  }
  const scalars = readItems(reader);
  const append = readAppendFlag(reader);
  const override = readOverride(reader, { append: ['items'], replace: ['items'] });
  refuseBoth(reader, append, override);
  if (reader.failed || scalars === undefined) {
    collection.broken.add(name.value);
    return;
  }
  const origin = { name: name.value, place: reader.place(name.range) };
  const items = scalars.map(
    (scalar): ListItem => ({ bytes: encodeText(scalar.value), place: reader.place(scalar.range) }),
  );
  if (append || override.append.has('items')) {
    const problem = collection.appendToList(origin, items);
    if (problem !== undefined) reader.fail(problem);
  } else collection.defineList(origin, items);
  if (reader.failed) collection.broken.add(name.value);
  else reader.warnUnknownKeys(LIST_KEYS);
}

function readItems(reader: ItemReader): ReturnType<ItemReader['texts']> {
  if (reader.has('items')) return reader.texts('items');
  reader.requiredText('items');
  return undefined;
}

function readMacro(reader: ItemReader, collection: Collection): void {
  const name = reader.requiredText('macro');
  if (name === undefined) return;
  reader.rename({ type: 'macro', name: name.value });
  if (!/^[a-zA-Z][a-zA-Z0-9_]*$/.test(name.value)) {
    reader.warn({
      kind: 'invalid_macro_name',
      place: reader.place(name.range),
      message: `\`${name.value}\` is not fit for a macro's name, so no condition can use it`,
      hint: 'a name is made of letters, digits and `_` and begins with a letter',
    });
  }
  const scalar = reader.requiredText('condition');
  const append = readAppendFlag(reader);
  const override = readOverride(reader, { append: ['condition'], replace: ['condition'] });
  refuseBoth(reader, append, override);
  if (reader.failed || scalar === undefined) {
    collection.broken.add(name.value);
    return;
  }
  const origin = { name: name.value, place: reader.place(name.range) };
  const condition = TracedText.ofScalar(reader.file, scalar);
  if (append || override.append.has('condition')) {
    const problem = collection.appendToMacro(origin, condition);
    if (problem !== undefined) reader.fail(problem);
  } else collection.defineMacro(origin, condition);
  if (reader.failed) collection.broken.add(name.value);
  else reader.warnUnknownKeys(MACRO_KEYS);
}
