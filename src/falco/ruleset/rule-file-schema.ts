import { PRIORITIES } from './definitions.ts';

/** A JSON Schema, as plain data. */
export interface JsonSchema {
  readonly [key: string]: unknown;
}

const TEXT: JsonSchema = { type: 'string', minLength: 1 };
const FLAG: JsonSchema = { type: 'boolean' };
const SCALAR: JsonSchema = { type: ['string', 'number', 'boolean'] };
const SCALARS: JsonSchema = { type: 'array', items: SCALAR };
const VERSION: JsonSchema = { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+' };

const PRIORITY_NAMES = [...PRIORITIES.map((name) => name.toUpperCase()), 'INFO'];

function described(description: string, schema: JsonSchema): JsonSchema {
  return { ...schema, description };
}

function operations(keys: Readonly<Record<string, readonly string[]>>): JsonSchema {
  return {
    type: 'object',
    description:
      'Changes the earlier definition of the same name: says for each key whether it appends or replaces.',
    properties: Object.fromEntries(Object.entries(keys).map(([key, names]) => [key, { enum: names }])),
    additionalProperties: false,
    minProperties: 1,
  };
}

function item(required: readonly string[], properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'object', required, properties, additionalProperties: false };
}

const BOTH = ['append', 'replace'] as const;
const DEPRECATED_APPEND: JsonSchema = {
  ...FLAG,
  description: 'Deprecated: use `override`.',
  deprecated: true,
};

const EXCEPTION = item(['name'], {
  name: described('Unique within the rule.', TEXT),
  fields: described('The field, or the fields, whose values are compared.', {
    anyOf: [TEXT, { type: 'array', items: TEXT, minItems: 1 }],
  }),
  comps: described('The operator, or one for each field. Default `in` for one field, `=` for several.', {
    anyOf: [TEXT, { type: 'array', items: TEXT }],
  }),
  values: described('The values that are excepted; with several fields one sequence of values each.', {
    type: 'array',
  }),
});

const PLUGIN = {
  name: described('The name of the plugin.', TEXT),
  version: described('The least version that will do.', VERSION),
};

/** The keys of each kind of item. */
const ITEMS: readonly JsonSchema[] = [
  item(['rule'], {
    rule: described('The name of the rule.', SCALAR),
    desc: described('What the rule finds, and why that matters.', TEXT),
    condition: described('When the rule holds, in the rule language.', TEXT),
    output: described('What to say when it does; `%field` stands for a value.', TEXT),
    priority: described('How severe it is.', {
      anyOf: [
        { enum: PRIORITY_NAMES },
        { enum: PRIORITY_NAMES.map((name) => name.toLowerCase()) },
        { enum: PRIORITIES },
      ],
    }),
    source: described('The event source, e.g. `coding_agent`.', { type: ['string', 'null'] }),
    enabled: described('Whether the rule is tried. Default `true`.', FLAG),
    tags: described('Labels; some decide what happens on a match.', SCALARS),
    exceptions: described('Cases in which the rule does not hold.', {
      type: ['array', 'null'],
      items: EXCEPTION,
    }),
    warn_evttypes: described('Of no effect here; kept for Falco.', FLAG),
    'skip-if-unknown-filter': described(
      'Skips the rule, instead of failing, if it names an unknown field.',
      FLAG,
    ),
    capture: described('Of no effect here; kept for Falco.', FLAG),
    capture_duration: described('Of no effect here; kept for Falco.', { type: 'integer', minimum: 0 }),
    append: DEPRECATED_APPEND,
    override: operations({
      condition: BOTH,
      output: BOTH,
      desc: BOTH,
      tags: BOTH,
      exceptions: BOTH,
      priority: ['replace'],
      enabled: ['replace'],
      warn_evttypes: ['replace'],
      'skip-if-unknown-filter': ['replace'],
      capture: ['replace'],
      capture_duration: ['replace'],
    }),
  }),
  item(['macro', 'condition'], {
    macro: described('The name by which conditions use it.', { ...TEXT, pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' }),
    condition: described('A condition, in the rule language.', TEXT),
    append: DEPRECATED_APPEND,
    override: operations({ condition: BOTH }),
  }),
  item(['list', 'items'], {
    list: described('The name by which conditions use it.', { ...TEXT, pattern: '^[^()"\'\\s=,]+$' }),
    items: described('Values and names of earlier lists.', SCALARS),
    append: DEPRECATED_APPEND,
    override: operations({ items: BOTH }),
  }),
  item(['required_engine_version'], {
    required_engine_version: described('The least version of the rule engine that will do.', {
      anyOf: [VERSION, { type: 'integer', minimum: 0 }],
    }),
  }),
  item(['required_plugin_versions'], {
    required_plugin_versions: described('Plugins that must be there.', {
      type: 'array',
      items: item(['name', 'version'], {
        ...PLUGIN,
        alternatives: described('Plugins that serve as well.', {
          type: 'array',
          items: item(['name', 'version'], PLUGIN),
        }),
      }),
    }),
  }),
];

/**
 * A JSON Schema (draft 7) of rule files, for editors: `# yaml-language-server: $schema=<file>`. It describes the
 * structure; conditions and outputs are checked by loading the rules.
 */
export const RULE_FILE_SCHEMA: JsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Falco rules',
  type: ['array', 'null'],
  items: { anyOf: [...ITEMS, { type: 'null' }] },
};
