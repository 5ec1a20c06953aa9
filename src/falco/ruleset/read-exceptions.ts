import type { ExceptionDefinition, FiledNode } from './definitions.ts';
import { ItemReader } from './item-reader.ts';
import { entryOf, nounOf, type YamlNode } from './yaml-node.ts';

/**
 * Reads the `exceptions` of a rule item; `undefined` if there is no such key. Fields may be missing where values
 * are appended.
 */
export function readExceptions(
  rule: ItemReader,
  use: 'define' | 'append' | 'replace',
): readonly ExceptionDefinition[] | undefined {
  const node = rule.node('exceptions');
  if (node === undefined) return undefined;
  if (node.kind === 'null') return [];
  if (node.kind !== 'sequence') {
    const message = `\`exceptions\` of ${rule.owner} must be a sequence, found ${nounOf(node)}`;
    rule.fail({ kind: 'exceptions_not_sequence', place: rule.placeOf('exceptions'), message });
    return undefined;
  }
  const exceptions: ExceptionDefinition[] = [];
  const names = new Set<string>();
  for (const item of node.items) {
    const exception = readException(rule, item, use, names);
    if (exception !== undefined) exceptions.push(exception);
  }
  return exceptions;
}

function readException(
  rule: ItemReader,
  node: YamlNode,
  use: 'define' | 'append' | 'replace',
  names: Set<string>,
): ExceptionDefinition | undefined {
  if (node.kind !== 'mapping') {
    const message = `an exception must be a mapping with a \`name\`, found ${nounOf(node)}`;
    rule.fail({ kind: 'exception_not_map', place: rule.place(node.range), message });
    return undefined;
  }
  const reader = new ItemReader(rule.file, node, rule.report, 'this exception');
  reader.item = rule.item;
  const name = reader.requiredText('name');
  if (name !== undefined) {
    reader.rename({ type: 'exception', name: name.value });
    if (names.has(name.value)) {
      const message = `${rule.owner} has two exceptions named \`${name.value}\``;
      reader.warn({ kind: 'exception_name_not_unique', place: reader.place(name.range), message });
    }
    names.add(name.value);
  }
  const fields = readTexts(reader, 'fields', use === 'append');
  const comps = readTexts(reader, 'comps', true);
  const values = readValues(reader, use);
  if (reader.failed) rule.failed = true;
  if (reader.failed || name === undefined) return undefined;
  const { file } = rule;
  const place = reader.place(name.range);
  return { name: name.value, file, place, fields, comps, hasDefaultComps: use !== 'replace', values };
}

/** A text or a sequence of texts, none of them empty; null and mappings say nothing. */
function readTexts(reader: ItemReader, key: 'fields' | 'comps', isOptional: boolean): YamlNode | undefined {
  const node = reader.node(key);
  if (node !== undefined) return requireFilled(reader, key, node);
  if (!isOptional) reader.requiredText(key);
  return undefined;
}

function readValues(reader: ItemReader, use: 'define' | 'append' | 'replace'): FiledNode[] {
  const entry = entryOf(reader.mapping, 'values');
  if (entry === undefined) {
    if (use === 'append') {
      const message = `${reader.owner} is appended to without \`values\`, which does nothing`;
      reader.warn({ kind: 'append_no_values', place: reader.itemPlace, message });
    }
    return [];
  }
  const node = entry.value;
  if (node.kind !== 'sequence') {
    const message = `\`values\` of ${reader.owner} must be a sequence, found ${nounOf(node)}`;
    const hint = node.kind === 'scalar' ? `write \`values: [${node.value}]\`` : undefined;
    reader.fail({ kind: 'exception_values_not_sequence', place: reader.placeOf('values'), message, hint });
    return [];
  }
  for (const value of node.items) requireFilled(reader, 'values', value);
  return node.items.map((value) => ({ file: reader.file, node: value }));
}

function requireFilled(reader: ItemReader, key: string, node: YamlNode): YamlNode {
  if (node.kind === 'scalar' && node.value === '') {
    const message = `\`${key}\` of ${reader.owner} holds an empty value`;
    reader.fail({ kind: 'empty_value', place: reader.place(node.range), message });
  }
  if (node.kind === 'sequence') for (const item of node.items) requireFilled(reader, key, item);
  return node;
}
