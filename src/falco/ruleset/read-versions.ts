import type { Collection } from './collection.ts';
import { ItemReader, parseUnsigned } from './item-reader.ts';
import { ENGINE_VERSION, formatVersion, isCompatible, parseVersion, type Version } from './versions.ts';
import { nounOf, type YamlMapping, type YamlNode } from './yaml-node.ts';

/** Reads `required_engine_version: 0.31.0`, or the older `31` for the same. */
export function readRequiredEngineVersion(reader: ItemReader, collection: Collection): void {
  const scalar = reader.requiredText('required_engine_version');
  if (scalar === undefined) return;
  const minor = parseUnsigned(scalar.value);
  const version = minor === undefined ? parseVersion(scalar.value) : { major: 0, minor, patch: 0 };
  const place = reader.place(scalar.range);
  if (version === undefined) {
    reader.fail({
      kind: 'bad_engine_version',
      place,
      message: `\`${scalar.value}\` is no engine version`,
      hint: `write it as \`x.y.z\`; this engine is ${formatVersion(ENGINE_VERSION)}`,
    });
    return;
  }
  if (!isCompatible(ENGINE_VERSION, version)) {
    const message = `the rules need engine ${formatVersion(version)}, but this engine is ${formatVersion(ENGINE_VERSION)}`;
    reader.fail({ kind: 'engine_version_unsatisfied', place, message });
    return;
  }
  collection.requireEngine(version);
  reader.warnUnknownKeys(['required_engine_version']);
}

interface NamedVersion {
  readonly name: string;
  readonly version: Version;
}

/** Reads `required_plugin_versions`: which plugins, in which versions or by which alternatives, must be there. */
export function readRequiredPluginVersions(reader: ItemReader, collection: Collection): void {
  const node = reader.node('required_plugin_versions');
  if (node?.kind !== 'sequence') {
    const message = `\`required_plugin_versions\` must be a sequence, found ${nounOf(node as YamlNode)}`;
    const place = reader.placeOf('required_plugin_versions');
    reader.fail({ kind: 'plugin_versions_not_sequence', place, message });
    return;
  }
  for (const entry of node.items) readRequirement(reader, entry, collection);
  if (!reader.failed) reader.warnUnknownKeys(['required_plugin_versions']);
}

function readRequirement(reader: ItemReader, node: YamlNode, collection: Collection): void {
  if (node.kind !== 'mapping') {
    const message = `a required plugin version must be a mapping with \`name\` and \`version\`, found ${nounOf(node)}`;
    reader.fail({ kind: 'plugin_version_not_map', place: reader.place(node.range), message });
    return;
  }
  const entry = new ItemReader(reader.file, node, reader.report, 'this requirement');
  const texts = [readTexts(entry), ...readAlternatives(entry)];
  const versions: NamedVersion[] = [];
  const names = new Set<string>();
  for (const text of entry.failed ? [] : texts) {
    if (text === undefined) continue;
    const version = parseVersion(text.version);
    if (version === undefined) {
      const message = `\`${text.version}\` is no version of plugin \`${text.name}\``;
      entry.fail({ kind: 'bad_plugin_version', place: text.place, message, hint: 'write it as `x.y.z`' });
      continue;
    }
    if (names.has(text.name)) {
      const message = `plugin \`${text.name}\` stands twice among the alternatives`;
      entry.fail({ kind: 'duplicate_plugin_alternative', place: text.place, message });
    }
    names.add(text.name);
    versions.push({ name: text.name, version });
  }
  if (entry.failed) reader.failed = true;
  else collection.plugins.push(versions);
}

function readAlternatives(entry: ItemReader): readonly ReturnType<typeof readTexts>[] {
  const node = entry.node('alternatives');
  if (node === undefined) return [];
  if (node.kind !== 'sequence') {
    const message = `\`alternatives\` must be a sequence, found ${nounOf(node)}`;
    entry.fail({ kind: 'plugin_alternatives_not_sequence', place: entry.placeOf('alternatives'), message });
    return [];
  }
  return node.items.map((item) => {
    if (item.kind === 'mapping') return readAlternative(entry, item);
    const message = `an alternative must be a mapping with \`name\` and \`version\`, found ${nounOf(item)}`;
    entry.fail({ kind: 'plugin_alternative_not_map', place: entry.place(item.range), message });
    return undefined;
  });
}

function readAlternative(entry: ItemReader, mapping: YamlMapping): ReturnType<typeof readTexts> {
  const alternative = new ItemReader(entry.file, mapping, entry.report, 'this alternative');
  const texts = readTexts(alternative);
  if (alternative.failed) entry.failed = true;
  return texts;
}

function readTexts(reader: ItemReader) {
  const name = reader.requiredText('name');
  const version = reader.requiredText('version');
  if (name === undefined || version === undefined) return undefined;
  return { name: name.value, version: version.value, place: reader.place(version.range) };
}
