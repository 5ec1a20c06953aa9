import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as falco from '../../src/falco/index.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'falco-api.md'), 'utf8');

test.each(Object.keys(falco))('%s is documented', (name) => {
  expect(page).toMatch(new RegExp(`\\|[^|]*\`${name}\\b[^|]*\\|`));
});
