import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from './prefix.ts';
import { DEFAULT_SETTINGS, SETTING_KEYS } from './setting-keys.ts';
import { parseSettings } from './settings.ts';
import { documentWithSettings, PROJECT_SCHEMA, settingsSchema } from './settings-documents.ts';
import { settingsTemplate } from './settings-template.ts';

const read = (...path: string[]): string => readFileSync(join(packageRoot(), ...path), 'utf8');

describe('what is made from the table of settings', () => {
  test('is current (else run "npm run docs:settings")', () => {
    const page = read('docs', 'configuration.md');
    expect(page).toContain('| `mode` | `guardrails` |');
    expect(documentWithSettings(page)).toBe(page);
    expect(page).toContain('| `rules` |');
    expect(JSON.parse(read('schema', 'prempti.schema.json'))).toEqual(settingsSchema());
    expect(JSON.parse(read('schema', 'project.schema.json'))).toEqual(PROJECT_SCHEMA);
  });

  test('is a new file that says nothing but the defaults', () => {
    const text = settingsTemplate('file:///s.json');
    expect(parseSettings(text, 'p')).toMatchObject({ given: {}, problems: [] });
    const uncommented = text.replaceAll(/^# ([\w.]+: )/gm, '$1');
    expect(parseSettings(uncommented, 'p')).toMatchObject({ given: DEFAULT_SETTINGS, problems: [] });
  });

  test('is a schema with every key, in its section and by its whole name', () => {
    const { properties } = settingsSchema() as { properties: Record<string, { properties?: object }> };
    for (const { name } of SETTING_KEYS) {
      expect(Object.keys(properties)).toContain(name);
      const [section = '', key] = name.split('.');
      if (key !== undefined) expect(Object.keys(properties[section]?.properties ?? {})).toContain(key);
    }
  });
});
