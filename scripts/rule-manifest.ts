/** Writes the manifest of the rule files that ship, by which an installed package knows its own rules. */
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageRoot, prefixAt, readPolicy } from '../src/guard/index.ts';
import { MANIFEST_FILE, ruleManifest } from '../src/guard/rule-manifest.ts';

const root = packageRoot();
const packs = readdirSync(join(root, 'rules', 'packs')).map((name) => basename(name, '.yaml'));
const policy = readPolicy(prefixAt(join(root, 'no-prefix')), packs);
writeFileSync(join(root, MANIFEST_FILE), `${JSON.stringify(ruleManifest(policy), undefined, 2)}\n`);
