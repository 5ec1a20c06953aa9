/** Writes what is made from the tables of settings: those in docs/configuration.md and the JSON Schemas. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentWithSettings, PROJECT_SCHEMA, settingsSchema } from '../src/guard/settings-documents.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'configuration.md');

writeFileSync(page, documentWithSettings(readFileSync(page, 'utf8')));
for (const [name, schema] of [
  ['prempti.schema.json', settingsSchema()],
  ['project.schema.json', PROJECT_SCHEMA],
] as const)
  writeFileSync(join(root, 'schema', name), `${JSON.stringify(schema, undefined, 2)}\n`);
