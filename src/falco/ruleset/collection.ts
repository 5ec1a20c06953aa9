import { nearestName } from '../diagnostic-suggestion.ts';
import type {
  Change,
  ExceptionDefinition,
  ListDefinition,
  ListItem,
  MacroDefinition,
  RuleDefinition,
  RuleKeys,
} from './definitions.ts';
import { type CheckField, checkException, isGiven } from './exceptions.ts';
import type { Place, Problem } from './report.ts';
import type { TracedText } from './traced-text.ts';
import { compareVersions, type Version } from './versions.ts';

type Definition = ListDefinition | MacroDefinition | RuleDefinition;

/** A plugin that one of the alternatives must provide. */
export type PluginRequirement = readonly { readonly name: string; readonly version: Version }[];

/** The item of a rule file that an operation is done for. */
export interface Origin {
  readonly name: string;
  readonly place: Place;
  /** The event source that the item names, if it does. */
  readonly source?: string | undefined;
}

/**
 * Everything that the files read so far have defined, in order of first definition; a redefinition keeps its
 * place in that order. An operation answers with the mistake that kept it from being done.
 *
 * @see https://github.com/falcosecurity/falco/blob/master/userspace/engine/rule_loader_collector.cpp
 */
export class Collection {
  readonly lists = new Map<string, ListDefinition>();
  readonly macros = new Map<string, MacroDefinition>();
  readonly rules = new Map<string, RuleDefinition>();
  readonly plugins: PluginRequirement[] = [];
  /** The newest engine version that a file asks for. */
  engineVersion: Version | undefined;
  /** Names of items that had a mistake: what refers to them is not to be blamed. */
  readonly broken = new Set<string>();
  /** Whether a file could not be read at all, so that anything may be defined in it. */
  isIncomplete = false;
  /** The known event sources, each with the check of fields that exceptions name. */
  readonly sources: ReadonlyMap<string, CheckField>;
  private step = 0;

  constructor(sources: ReadonlyMap<string, CheckField>) {
    this.sources = sources;
  }

  requireEngine(version: Version): void {
    if (this.engineVersion === undefined || compareVersions(this.engineVersion, version) < 0) {
      this.engineVersion = version;
    }
  }

  defineList({ name, place }: Origin, items: readonly ListItem[]): void {
    this.lists.set(name, { ...this.define(name, place, this.lists.get(name)), items: [...items] });
  }

  appendToList({ name, place }: Origin, items: readonly ListItem[]): Problem | undefined {
    const list = this.lists.get(name);
    if (list === undefined) return this.unknown('append_unknown_list', name, place, this.lists);
    for (const item of items) list.items.push(item);
    this.change(list, { kind: 'appended', place, keys: ['items'] });
    return undefined;
  }

  defineMacro({ name, place }: Origin, condition: TracedText): void {
    this.macros.set(name, { ...this.define(name, place, this.macros.get(name)), condition: [condition] });
  }

  appendToMacro({ name, place }: Origin, condition: TracedText): Problem | undefined {
    const macro = this.macros.get(name);
    if (macro === undefined) return this.unknown('append_unknown_macro', name, place, this.macros);
    macro.condition.push(condition);
    this.change(macro, { kind: 'appended', place, keys: ['condition'] });
    return undefined;
  }

  /** A rule with wrong exceptions is defined without them. */
  defineRule(
    { name, place }: Origin,
    source: string,
    keys: { readonly [Key in keyof Required<RuleKeys>]: NonNullable<RuleKeys[Key]> },
  ): readonly Problem[] {
    const previous = this.rules.get(name);
    if (previous !== undefined && previous.source !== source)
      return [sourceMismatch(previous, source, place)];
    const checkField = this.sources.get(source);
    const problems: Problem[] = [];
    const exceptions: ExceptionDefinition[] = [];
    for (const exception of keys.exceptions) {
      const problem = isGiven(exception.fields)
        ? checkException(exception, checkField)
        : needsFields(exception);
      if (problem === undefined) exceptions.push(exception);
      else problems.push(problem);
    }
    this.rules.set(name, {
      ...this.define(name, place, previous),
      ...keys,
      source,
      isSourceKnown: checkField !== undefined,
      condition: [keys.condition],
      output: [keys.output],
      tags: new Set(keys.tags),
      exceptions,
    });
    return problems;
  }

  appendToRule(origin: Origin, keys: RuleKeys): Problem | undefined {
    const { name, place } = origin;
    const rule = this.rules.get(name);
    if (rule === undefined) return this.unknown('append_unknown_rule', name, place, this.rules);
    const mismatch = checkSource(rule, origin);
    if (mismatch !== undefined) return mismatch;
    const given = givenKeys(keys);
    if (given.length === 0) {
      const message = `rule \`${name}\` is to be appended to, but there is neither \`condition\` nor \`exceptions\``;
      return { kind: 'append_without_keys', place, message };
    }
    if (keys.condition !== undefined) rule.condition.push(keys.condition);
    if (keys.output !== undefined) rule.output.push(keys.output);
    if (keys.description !== undefined) rule.description += ` ${keys.description}`;
    for (const tag of keys.tags ?? []) rule.tags.add(tag);
    const problem = this.appendExceptions(rule, keys.exceptions ?? []);
    this.change(rule, { kind: 'appended', place, keys: given });
    return problem;
  }

  replaceInRule(origin: Origin, keys: RuleKeys): Problem | undefined {
    const { name, place } = origin;
    const rule = this.rules.get(name);
    if (rule === undefined) return this.unknown('replace_unknown_rule', name, place, this.rules);
    const mismatch = checkSource(rule, origin);
    if (mismatch !== undefined) return mismatch;
    const { condition, output, tags, exceptions, ...simple } = keys;
    if (condition !== undefined) rule.condition = [condition];
    if (output !== undefined) rule.output = [output];
    if (tags !== undefined) rule.tags = new Set(tags);
    if (exceptions !== undefined) rule.exceptions = [...exceptions];
    Object.assign(
      rule,
      Object.fromEntries(Object.entries(simple).filter(([, value]) => value !== undefined)),
    );
    this.change(rule, { kind: 'replaced', place, keys: givenKeys(keys) });
    return undefined;
  }

  enableRule({ name, place }: Origin, enabled: boolean): Problem | undefined {
    const rule = this.rules.get(name);
    if (rule === undefined) return this.unknown('enable_unknown_rule', name, place, this.rules);
    rule.enabled = enabled;
    rule.changes.push({ kind: enabled ? 'enabled' : 'disabled', place, keys: [] });
    return undefined;
  }

  private appendExceptions(
    rule: RuleDefinition,
    appended: readonly ExceptionDefinition[],
  ): Problem | undefined {
    if (appended.length === 0) return undefined;
    const known = new Map(rule.exceptions.toReversed().map((exception) => [exception.name, exception]));
    for (const exception of appended) {
      const previous = known.get(exception.name);
      const problem =
        previous === undefined
          ? this.checkNewException(rule, exception)
          : checkOnlyValues(previous, exception);
      if (problem !== undefined) return problem;
      if (previous !== undefined) for (const value of exception.values) previous.values.push(value);
      else {
        known.set(exception.name, exception);
        rule.exceptions.push(exception);
      }
    }
    return undefined;
  }

  private checkNewException(rule: RuleDefinition, exception: ExceptionDefinition): Problem | undefined {
    if (!isGiven(exception.fields)) {
      const nearest = nearestName(
        exception.name,
        rule.exceptions.map(({ name }) => name),
      );
      const problem = needsFields(exception);
      return nearest === undefined
        ? problem
        : { ...problem, hint: `did you mean the exception \`${nearest}\`?` };
    }
    if (exception.values.length === 0) {
      const message = `the new exception \`${exception.name}\` has no \`values\``;
      return { kind: 'exception_needs_values', place: exception.place, message };
    }
    return checkException(exception, this.sources.get(rule.source));
  }

  /** Says nothing where the definition is missing for a mistake that was told already. */
  private unknown(
    kind: Problem['kind'],
    name: string,
    place: Place,
    definitions: ReadonlyMap<string, unknown>,
  ): Problem | undefined {
    const isExcused = this.isIncomplete || this.broken.has(name);
    return isExcused ? undefined : unknownTarget(kind, name, place, definitions);
  }

  private define(name: string, place: Place, previous: Definition | undefined) {
    const step = this.step++;
    const changes: Change[] = previous?.changes ?? [];
    changes.push({ kind: previous === undefined ? 'defined' : 'redefined', place, keys: [] });
    return { name, place, index: previous?.index ?? step, visibility: step, changes };
  }

  private change(definition: Definition, change: Change): void {
    definition.visibility = this.step++;
    definition.changes.push(change);
  }
}

function givenKeys(keys: RuleKeys): readonly string[] {
  return Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [key]));
}

function checkOnlyValues(known: ExceptionDefinition, appended: ExceptionDefinition): Problem | undefined {
  for (const key of ['fields', 'comps'] as const) {
    const node = appended[key];
    if (!isGiven(node)) continue;
    return {
      kind: `exception_append_${key}`,
      place: { file: appended.file.name, range: node.range },
      message: `exception \`${known.name}\` is already defined, so only \`values\` can be appended to it`,
      hint: `remove \`${key}\``,
      related: [{ message: `\`${known.name}\` is defined here`, ...known.place }],
    };
  }
  return undefined;
}

function needsFields(exception: ExceptionDefinition): Problem {
  const message = `exception \`${exception.name}\` does not say which \`fields\` it compares`;
  return { kind: 'exception_needs_fields', place: exception.place, message, hint: 'add `fields:`' };
}

function checkSource(rule: RuleDefinition, { source, place }: Origin): Problem | undefined {
  return source === undefined || source === rule.source ? undefined : sourceMismatch(rule, source, place);
}

function sourceMismatch(rule: RuleDefinition, source: string, place: Place): Problem {
  return {
    kind: 'source_mismatch',
    place,
    message: `rule \`${rule.name}\` belongs to the source \`${rule.source}\`, but this item names \`${source}\``,
    related: [{ message: 'the rule is defined here', ...rule.place }],
  };
}

function unknownTarget(
  kind: Problem['kind'],
  name: string,
  place: Place,
  definitions: ReadonlyMap<string, unknown>,
): Problem {
  const type = kind.slice(kind.lastIndexOf('_') + 1);
  const nearest = nearestName(name, definitions.keys());
  const hint =
    nearest === undefined
      ? 'define it first, in this file or in one loaded before'
      : `did you mean \`${nearest}\`?`;
  return { kind, place, message: `there is no ${type} \`${name}\` that this item could change`, hint };
}
