import { DEFAULT_SETTINGS, SETTING_KEYS, type SettingKey } from './setting-keys.ts';
import { typeSchema } from './setting-type.ts';

/** The JSON Schema of the settings file: what editors complete and check by. */
export const SETTINGS_SCHEMA: Readonly<Record<string, unknown>> = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Settings of Prempti (config/prempti.yaml)',
  ...objectSchema({ ...sections(), ...keySchemas(() => true, '') }),
};

/** A new settings file: every key with what it means, as comments, so that all defaults stand. */
export function settingsTemplate(schemaUrl: string): string {
  const keys = SETTING_KEYS.map((key) => `\n# ${key.meaning}\n# ${key.name}: ${inYaml(key)}\n`);
  return `# yaml-language-server: $schema=${schemaUrl}
# Settings of Prempti. Every key is optional; the values shown are the defaults.
${keys.join('')}`;
}

/** A Markdown page with the table of keys, as it is now, between its marks. */
export function documentWithSettings(page: string): string {
  return page.replace(/(<!-- settings.*-->\n)[\s\S]*(<!-- \/settings -->)/, (_, open, close) => {
    return `${open}\n${settingsTable()}\n\n${close}`;
  });
}

function settingsTable(): string {
  const rows = SETTING_KEYS.map(
    (key) => `| \`${key.name}\` | \`${inYaml(key)}\` | ${key.meaning}${allowed(key)} |`,
  );
  return ['| key | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function allowed({ type }: SettingKey): string {
  switch (type.kind) {
    case 'choice':
    case 'switch':
      return '';
    case 'number':
      return ` (${type.min} to ${type.max})`;
    case 'names':
      return type.values === undefined ? '' : `: ${type.values.map((value) => `\`${value}\``).join(', ')}`;
  }
}

function inYaml({ setting }: SettingKey): string {
  const value = DEFAULT_SETTINGS[setting];
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
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
