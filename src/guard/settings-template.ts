import { DEFAULT_SETTINGS, SETTING_KEYS, type SettingKey } from './setting-keys.ts';

/** A new settings file: every key with what it means, as comments, so that all defaults stand. */
export function settingsTemplate(schemaUrl: string): string {
  const keys = SETTING_KEYS.map((key) => `\n# ${key.meaning}\n# ${key.name}: ${inYaml(key)}\n`);
  return `# yaml-language-server: $schema=${schemaUrl}
# Settings of Prempti. Every key is optional; the values shown are the defaults.
${keys.join('')}`;
}

/** The default of a key as it is written in the file. */
export function inYaml({ setting, type }: SettingKey): string {
  if (type.kind === 'map') return '{}';
  const value = DEFAULT_SETTINGS[setting];
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
}
