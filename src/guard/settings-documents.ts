import { RULE_FILE_SCHEMA } from '../falco/index.ts';
import { PROJECT_KEYS } from './project-settings.ts';
import { DEFAULT_SETTINGS, SETTING_KEYS } from './setting-keys.ts';
import { type SettingType, typeSchema } from './setting-type.ts';
import { inYaml } from './settings-template.ts';

const SCHEMA_VERSION = 'http://json-schema.org/draft-07/schema#';

/** The JSON Schema of the settings file: what editors complete and check by. */
export function settingsSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: SCHEMA_VERSION,
    title: 'Settings of Prempti (config/prempti.yaml)',
    ...objectSchema({ ...sections(), ...keySchemas(() => true, '') }),
  };
}

/** The JSON Schema of a project's file. */
export const PROJECT_SCHEMA: Readonly<Record<string, unknown>> = {
  $schema: SCHEMA_VERSION,
  title: 'Policy of a project for Prempti (.prempti.yaml)',
  ...objectSchema(
    Object.fromEntries(
      PROJECT_KEYS.map(({ name, type, meaning }) => [
        name,
        {
          description: meaning,
          ...typeSchema(type),
          ...(type.kind === 'items' && { items: RULE_FILE_SCHEMA.items }),
        },
      ]),
    ),
  ),
};

/** A Markdown page with the tables of keys, as they are now, between their marks. */
export function documentWithSettings(page: string): string {
  const between = (text: string, marks: RegExp, table: string): string =>
    text.replace(marks, (_, open, close) => `${open}\n${table}\n\n${close}`);
  return between(
    between(page, /(<!-- settings.*-->\n)[\s\S]*(<!-- \/settings -->)/, settingsTable()),
    /(<!-- project settings.*-->\n)[\s\S]*(<!-- \/project settings -->)/,
    projectTable(),
  );
}

function projectTable(): string {
  const rows = PROJECT_KEYS.map(({ name, meaning }) => `| \`${name}\` | ${meaning} |`);
  return ['| key | meaning |', '| --- | --- |', ...rows].join('\n');
}

function settingsTable(): string {
  const rows = SETTING_KEYS.map(
    (key) => `| \`${key.name}\` | \`${inYaml(key)}\` | ${key.meaning}${allowed(key.type)} |`,
  );
  return ['| key | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function allowed(type: SettingType): string {
  switch (type.kind) {
    case 'choice':
    case 'switch':
    case 'items':
    case 'map':
      return '';
    case 'number':
      return ` (${type.min} to ${type.max})`;
    case 'names':
      return type.values === undefined ? '' : `: ${type.values.map((value) => `\`${value}\``).join(', ')}`;
  }
}

function sections(): Readonly<Record<string, unknown>> {
  const names = new Set(
    SETTING_KEYS.flatMap(({ name }) => (name.includes('.') ? [name.split('.')[0] ?? ''] : [])),
  );
  return Object.fromEntries(
    [...names].map((section) => {
      const prefix = `${section}.`;
      return [section, objectSchema(keySchemas((name) => name.startsWith(prefix), prefix))];
    }),
  );
}

function keySchemas(isIn: (name: string) => boolean, prefix: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    SETTING_KEYS.filter(({ name }) => isIn(name)).map((key) => [
      key.name.slice(prefix.length),
      { description: key.meaning, default: DEFAULT_SETTINGS[key.setting], ...typeSchema(key.type) },
    ]),
  );
}

function objectSchema(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { type: 'object', additionalProperties: false, properties };
}
