/** Writes what is made from the table of settings: the table in docs/configuration.md and the JSON Schema. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentWithSettings, SETTINGS_SCHEMA } from '../src/guard/settings-documents.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'configuration.md');

writeFileSync(page, documentWithSettings(readFileSync(page, 'utf8')));
writeFileSync(
  join(root, 'schema', 'prempti.schema.json'),
  `${JSON.stringify(SETTINGS_SCHEMA, undefined, 2)}\n`,
);
