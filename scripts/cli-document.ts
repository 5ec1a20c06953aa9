import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentWithVerbs, verbHelps } from './verb-document.ts';

/** Writes the help of every verb, and the types of what `--json` prints, into docs/cli.md. */

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'cli.md');
const types = readFileSync(join(root, 'schema', 'cli.d.ts'), 'utf8');
writeFileSync(page, documentWithVerbs(readFileSync(page, 'utf8'), await verbHelps(), types));
