import { nearestName } from '../diagnostic-suggestion.ts';
import type { Collection, Origin } from './collection.ts';
import { PRIORITIES, type Priority, type RuleKeys } from './definitions.ts';
import type { ItemReader } from './item-reader.ts';
import { readExceptions } from './read-exceptions.ts';
import {
  type Overridable,
  type Override,
  readAppendFlag,
  readOverride,
  refuseBoth,
} from './read-override.ts';
import { TracedText } from './traced-text.ts';

/** Every key that a rule item may have. */
export const RULE_KEYS = [
  'rule',
  'condition',
  'output',
  'desc',
  'priority',
  'source',
  'enabled',
  'tags',
  'exceptions',
  'warn_evttypes',
  'skip-if-unknown-filter',
  'capture',
  'capture_duration',
  'append',
  'override',
] as const;

const OVERRIDABLE: Overridable = {
  append: ['condition', 'output', 'desc', 'tags', 'exceptions'],
  replace: [
    'condition',
    'output',
    'desc',
    'priority',
    'tags',
    'exceptions',
    'capture',
    'capture_duration',
    'enabled',
    'warn_evttypes',
    'skip-if-unknown-filter',
  ],
};

/** Falco's default for `source`. */
const DEFAULT_SOURCE = 'syscall';

/** Reads an item with the key `rule`, in the order in which Falco looks at its keys. */
export function readRule(reader: ItemReader, collection: Collection): void {
  const name = reader.requiredText('rule');
  if (name === undefined) return;
  reader.rename({ type: 'rule', name: name.value });
  const origin: Origin = { name: name.value, place: reader.place(name.range) };
  const append = readAppendFlag(reader);
  const override = readOverride(reader, OVERRIDABLE);
  refuseBoth(reader, append, override);
  const isOverride = override.append.size + override.replace.size > 0;
  // What was meant to change a rule is not to be blamed for not defining one.
  if (reader.failed && !isOverride && reader.node('override')?.kind === 'mapping') {
    collection.broken.add(name.value);
    return;
  }
  if (isOverride) overrideRule(reader, collection, origin, override);
  else if (append) appendRule(reader, collection, origin);
  else if (['condition', 'output', 'desc', 'priority'].some((key) => reader.has(key))) {
    defineRule(reader, collection, origin);
  } else enableRule(reader, collection, origin);
  if (reader.failed) collection.broken.add(name.value);
}

function defineRule(reader: ItemReader, collection: Collection, origin: Origin): void {
  const condition = readText(reader, 'condition', 'required');
  const output = readText(reader, 'output', 'required');
  const description = reader.requiredText('desc');
  const priority = readPriority(reader);
  const source = reader.text('source')?.value ?? DEFAULT_SOURCE;
  const enabled = reader.boolean('enabled') ?? true;
  const warnEvttypes = reader.boolean('warn_evttypes') ?? true;
  const skipIfUnknownFilter = reader.boolean('skip-if-unknown-filter') ?? false;
  const capture = reader.boolean('capture') ?? false;
  const captureDurationMs = reader.unsigned('capture_duration') ?? 0;
  const tags = readTags(reader) ?? [];
  const exceptions = readExceptions(reader, 'define') ?? [];
  if (condition === undefined || output === undefined) return;
  // With stand-ins for what is wrong, so that the condition and the output are checked all the same.
  const problems = collection.defineRule(origin, source, {
    condition,
    output: output.trim(),
    description: description?.value ?? '',
    priority: priority ?? 'Debug',
    enabled,
    warnEvttypes,
    skipIfUnknownFilter,
    capture,
    captureDurationMs,
    tags,
    exceptions,
  });
  for (const problem of problems) reader.fail(problem);
  if (reader.failed) return;
  if (!collection.sources.has(source)) warnUnknownSource(reader, collection, source);
  reader.warnUnknownKeys(RULE_KEYS);
}

function warnUnknownSource(reader: ItemReader, collection: Collection, source: string): void {
  const isDefault = !reader.has('source');
  const nearest = nearestName(source, collection.sources.keys());
  const known = [...collection.sources.keys()].map((name) => `\`${name}\``).join(', ');
  reader.warn({
    kind: 'unknown_source',
    place: isDefault ? reader.itemPlace : reader.placeOf('source'),
    message: isDefault
      ? `${reader.owner} has no \`source\`, which means \`${source}\`; that source is unknown, so the rule is skipped`
      : `the source \`${source}\` of ${reader.owner} is unknown, so the rule is skipped`,
    hint: nearest === undefined ? `the known sources are ${known}` : `did you mean \`${nearest}\`?`,
  });
}

function enableRule(reader: ItemReader, collection: Collection, origin: Origin): void {
  if (!reader.has('enabled')) {
    reader.fail({
      kind: 'missing_key:enabled',
      place: reader.itemPlace,
      message: `${reader.owner} has neither \`condition\`, \`output\`, \`desc\` and \`priority\` to define it nor \`enabled\` to switch it`,
    });
    return;
  }
  const enabled = reader.boolean('enabled');
  if (enabled === undefined) return;
  reader.warn({
    kind: 'deprecated_enabled',
    place: reader.placeOf('enabled'),
    message: 'switching a rule by `enabled` alone is deprecated',
    hint: 'add `override: {enabled: replace}`',
  });
  const problem = collection.enableRule(origin, enabled);
  if (problem === undefined) reader.warnUnknownKeys(RULE_KEYS);
  else reader.fail(problem);
}

function appendRule(reader: ItemReader, collection: Collection, origin: Origin): void {
  const condition = reader.has('condition') ? readText(reader, 'condition', 'optional') : undefined;
  const exceptions = readExceptions(reader, 'append');
  const source = readOptionalSource(reader);
  if (reader.failed) return;
  const problem = collection.appendToRule({ ...origin, source }, { condition, exceptions });
  if (problem === undefined) reader.warnUnknownKeys(RULE_KEYS);
  else reader.fail(problem);
}

function overrideRule(reader: ItemReader, collection: Collection, origin: Origin, override: Override): void {
  const unnamed = new Set(OVERRIDABLE.replace.filter((key) => reader.has(key)));
  const source = readOptionalSource(reader);
  for (const operation of ['append', 'replace'] as const) {
    const keys = override[operation];
    if (keys.size === 0) continue;
    const changes = readChanges(reader, operation, keys, unnamed);
    if (reader.failed) continue;
    const problem =
      operation === 'append'
        ? collection.appendToRule({ ...origin, source }, changes)
        : collection.replaceInRule({ ...origin, source }, changes);
    if (problem !== undefined) reader.fail(problem);
  }
  for (const key of [...unnamed].sort()) {
    reader.fail({
      kind: 'override_key_without_entry',
      place: reader.placeOf(key),
      message: `${reader.owner} has \`${key}\`, but \`override\` does not say what to do with it`,
      hint: `add \`${key}: replace\`${OVERRIDABLE.append.includes(key) ? ` or \`${key}: append\`` : ''} under \`override\``,
    });
  }
  if (!reader.failed) reader.warnUnknownKeys(RULE_KEYS);
}

/** Reads the keys that one operation names and takes them off the set of keys that none has named. */
function readChanges(
  reader: ItemReader,
  operation: 'append' | 'replace',
  keys: ReadonlySet<string>,
  unnamed: Set<string>,
): RuleKeys {
  const read = <Value>(key: string, readValue: () => Value): Value | undefined => {
    if (!keys.has(key)) return undefined;
    if (unnamed.delete(key)) return readValue();
    reader.fail({
      kind: 'override_entry_without_key',
      place: reader.placeOf('override'),
      message: `\`override\` of ${reader.owner} names \`${key}\`, but the item has no \`${key}\``,
      hint: `add \`${key}:\` to the item or take it out of \`override\``,
    });
    return undefined;
  };
  return {
    condition: read('condition', () => readText(reader, 'condition', 'optional')),
    exceptions: read('exceptions', () => readExceptions(reader, operation)),
    output: read('output', () => readText(reader, 'output', 'optional')),
    description: read('desc', () => reader.text('desc')?.value),
    tags: read('tags', () => readTags(reader)),
    priority: read('priority', () => readPriority(reader)),
    capture: read('capture', () => reader.boolean('capture')),
    captureDurationMs: read('capture_duration', () => reader.unsigned('capture_duration')),
    enabled: read('enabled', () => reader.boolean('enabled')),
    warnEvttypes: read('warn_evttypes', () => reader.boolean('warn_evttypes')),
    skipIfUnknownFilter: read('skip-if-unknown-filter', () => reader.boolean('skip-if-unknown-filter')),
  };
}

function readText(
  reader: ItemReader,
  key: 'condition' | 'output',
  need: 'required' | 'optional',
): TracedText | undefined {
  const scalar = need === 'required' ? reader.requiredText(key) : reader.text(key);
  return scalar === undefined ? undefined : TracedText.ofScalar(reader.file, scalar);
}

function readTags(reader: ItemReader): readonly string[] | undefined {
  return reader.texts('tags')?.map((scalar) => scalar.value);
}

/** In an item that changes a rule an empty source is no source. */
function readOptionalSource(reader: ItemReader): string | undefined {
  const node = reader.node('source');
  const isEmpty = node === undefined || node.kind === 'null' || (node.kind === 'scalar' && node.value === '');
  return isEmpty ? undefined : reader.text('source')?.value;
}

function readPriority(reader: ItemReader): Priority | undefined {
  const scalar = reader.requiredText('priority');
  if (scalar === undefined) return undefined;
  const priority = parsePriority(scalar.value);
  if (priority !== undefined) return priority;
  const nearest = nearestName(scalar.value, PRIORITIES);
  const names = PRIORITIES.map((name) => `\`${name.toUpperCase()}\``).join(', ');
  reader.fail({
    kind: 'bad_priority',
    place: reader.place(scalar.range),
    message: `\`${scalar.value}\` is no priority`,
    hint:
      nearest === undefined ? `the priorities are ${names}` : `did you mean \`${nearest.toUpperCase()}\`?`,
  });
  return undefined;
}

/** Reads a priority in any case; `info` is short for `informational`. */
export function parsePriority(text: string): Priority | undefined {
  const lower = text.toLowerCase();
  const name = lower === 'info' ? 'informational' : lower;
  return PRIORITIES.find((priority) => priority.toLowerCase() === name);
}
