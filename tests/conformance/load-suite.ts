import { decodeText } from '../../src/falco/condition/byte-string.ts';
import { printCanonical } from '../../src/falco/condition/printer.ts';
import { VECTOR_CATALOGUE } from '../../src/falco/eval/testing/vector-fields.ts';
import {
  type AppendOutput,
  type Diagnostic,
  formatVersion,
  type LoadOptions,
  type LoadResult,
  loadRules,
  meetsRequirement,
  parsePriority,
  type Rule,
  type RuleSet,
  type Toggle,
} from '../../src/falco/index.ts';
import { comparable } from './kinds.ts';
import { type Json, type Outcome, outcomeOf } from './outcome.ts';
import { eventOf } from './vector-values.ts';

export interface VectorAppendOutput {
  readonly source?: string;
  readonly rule?: string;
  readonly tags?: readonly string[];
  readonly extra_output?: string;
  readonly extra_fields?: AppendOutput['extraFields'];
  readonly suggested_output?: boolean;
}

interface LoadVectorOptions {
  readonly min_priority?: string;
  readonly rule_matching?: 'first' | 'all';
  readonly append_output?: readonly VectorAppendOutput[];
  readonly toggle?: readonly Toggle[];
  readonly plugins?: readonly { readonly name: string; readonly version: string }[];
}

interface ExpectedLoad {
  readonly ok: boolean;
  readonly errors?: readonly { readonly code: string; readonly kind?: string }[];
  readonly warnings: readonly { readonly code: string; readonly item?: string }[];
}

export interface LoadVector {
  readonly id: string;
  readonly files: readonly string[];
  readonly options?: LoadVectorOptions;
  readonly events?: readonly { readonly fields: Readonly<Record<string, Json>>; readonly matches: Json }[];
  readonly expect: {
    readonly success: boolean;
    readonly loads: readonly ExpectedLoad[];
    readonly [key: string]: Json | readonly ExpectedLoad[];
  };
}

/** `rule-load.json`: rule files loaded one after the other into one engine. */
export function runLoadVector(vector: LoadVector): Outcome {
  const { options = {} } = vector;
  const files = vector.files.map((text, index) => ({ name: `${index}.yaml`, text }));
  const loaded = loadRules(files, loadOptions(options));
  const ruleSet = loaded.ruleSet?.toggle(options.toggle ?? []);
  const { loads, ...rest } = vector.expect;
  const expected = {
    ...rest,
    loads: loads.map(({ ok, errors = [], warnings }) => ({ ok, errors, warnings })),
    events: vector.events?.map(({ matches }) => matches),
  };
  const actual = {
    success: loaded.ok,
    loads: loads.map((load, index) => loadOf(loaded, index, load)),
    ...pick(
      {
        enabled: ruleSet?.rules.filter(({ enabled }) => enabled).map(({ name }) => name),
        enabled_count: ruleSet?.rules.filter(({ enabled }) => enabled).length,
        rules: ruleSet && Object.fromEntries(ruleSet.rules.map((rule) => [rule.name, ruleOf(rule)])),
        required_engine_version: loaded.requiredEngineVersion && formatVersion(loaded.requiredEngineVersion),
        plugins_ok: loaded.requiredPlugins.every((plugin) => meetsRequirement(plugin, options.plugins ?? [])),
      },
      Object.keys(rest),
    ),
    events: vector.events?.map(({ fields }) => matchesOf(ruleSet, fields)),
  };
  return outcomeOf(vector.id, clean(actual), clean(expected));
}

export function loadOptions(options: LoadVectorOptions): LoadOptions {
  const minPriority = options.min_priority === undefined ? undefined : parsePriority(options.min_priority);
  return {
    catalogues: [VECTOR_CATALOGUE],
    strict: true,
    ruleMatching: options.rule_matching ?? 'all',
    appendOutput: (options.append_output ?? []).map(appendOutputOf),
    ...(minPriority === undefined ? {} : { minPriority }),
  };
}

function appendOutputOf(vector: VectorAppendOutput): AppendOutput {
  return {
    ...(vector.source === undefined ? {} : { source: vector.source }),
    ...(vector.rule === undefined ? {} : { rule: vector.rule }),
    ...(vector.tags === undefined ? {} : { tags: vector.tags }),
    ...(vector.extra_output === undefined ? {} : { extraOutput: vector.extra_output }),
    ...(vector.extra_fields === undefined ? {} : { extraFields: vector.extra_fields }),
    ...(vector.suggested_output === undefined ? {} : { suggestedOutput: vector.suggested_output }),
  };
}

/** What Falco says to a file: it ends with the first error. A kind that the vector does not name is left out. */
function loadOf(loaded: LoadResult, index: number, expected: ExpectedLoad): Json {
  const load = loaded.loads[index];
  if (load === undefined) return null;
  const end = load.diagnostics.findIndex(({ severity }) => severity === 'error');
  const warnings = end === -1 ? load.diagnostics : load.diagnostics.slice(0, end);
  const error = load.diagnostics[end];
  return {
    ok: load.ok,
    errors: error === undefined ? [] : [errorOf(error, expected)],
    warnings: warnings.map(({ falcoCode, item }) => ({
      code: falcoCode,
      ...(item === undefined ? {} : { item: item.name }),
    })),
  };
}

function errorOf({ falcoCode, kind }: Diagnostic, { errors = [] }: ExpectedLoad): Json {
  const [first] = errors;
  if (first !== undefined && first.kind === undefined) return { code: falcoCode };
  return { code: falcoCode, kind: comparable(kind, first?.kind, 'load') ?? null };
}

function ruleOf(rule: Rule): Json {
  const { output, priority, source, tags, description, capture, captureDurationMs } = rule;
  return {
    condition: decodeText(printCanonical(rule.condition)),
    output,
    priority,
    source,
    tags,
    desc: description,
    ...(rule.exceptionFields.length === 0 ? {} : { exception_fields: rule.exceptionFields }),
    ...(rule.extraFields.size === 0 ? {} : { extra_fields: Object.fromEntries(rule.extraFields) }),
    ...(capture ? { capture } : {}),
    ...(captureDurationMs === 0 ? {} : { capture_duration: captureDurationMs }),
  };
}

function matchesOf(ruleSet: RuleSet | undefined, fields: Readonly<Record<string, Json>>): Json {
  return ruleSet?.match('coding_agent', eventOf(fields)).map(({ rule }) => rule.name) ?? null;
}

function pick(
  values: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(keys.flatMap((key) => (key in values ? [[key, values[key]]] : [])));
}

function clean(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
