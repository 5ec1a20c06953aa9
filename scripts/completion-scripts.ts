import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPLETION_SHELLS, completionNodes, completionScript } from '../src/cli/completion-script.ts';
import { loadVerbs } from '../src/cli/verb-table.ts';

/**
 * Writes what `premptictl completion` prints: a script for each shell, and what they know as JSON. Shells read theirs
 * whenever one starts, which must not take the time of loading every verb.
 */

const folder = join(import.meta.dirname, '..', 'dist', 'completion');
const nodes = completionNodes(await loadVerbs());
mkdirSync(folder, { recursive: true });
for (const shell of COMPLETION_SHELLS) writeFileSync(join(folder, shell), completionScript(shell, nodes));
writeFileSync(join(folder, 'json'), `${JSON.stringify(nodes)}\n`);
