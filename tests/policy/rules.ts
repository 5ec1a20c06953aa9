import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  formatDiagnostic,
  type LoadResult,
  loadRules,
  type Rule,
  type RuleFile,
} from '../../src/falco/index.ts';
import {
  CODING_AGENT_CATALOGUE,
  type PolicyFile,
  packageRoot,
  prefixAt,
  readPolicy,
  ruleFiles,
} from '../../src/guard/index.ts';

/** The names of the packs that ship with the package. */
export const PACKS: readonly string[] = readdirSync(join(packageRoot(), 'rules', 'packs')).map((name) =>
  basename(name, '.yaml'),
);

/** The files of the policy that ships with the package, with these packs, the catch-all included. */
export function shippedPolicy(packs: readonly string[] = []): readonly PolicyFile[] {
  return readPolicy(prefixAt(join(packageRoot(), 'no-prefix')), packs);
}

/** The files that ship with the package, the catch-all included. */
function defaultFiles(): readonly RuleFile[] {
  return ruleFiles(shippedPolicy());
}

/** Loads the default files and those of packs, one after the other. */
export function loadShipped(packs: readonly string[]): LoadResult {
  const files = ruleFiles(shippedPolicy(packs)).map((file) => ({ ...file, isKnown: false }));
  return loadRules(files, { catalogues: [CODING_AGENT_CATALOGUE] });
}

/** The rules of one pack, in order. */
export function packRules(pack: string): readonly Rule[] {
  const { ruleSet } = loadShipped([pack]);
  return ruleSet?.rules.filter(({ file }) => basename(file) === `${pack}.yaml`) ?? [];
}

/** Loads the default files and then others, as a user's would be. */
export function loadWith(...files: readonly RuleFile[]): LoadResult {
  return loadRules([...defaultFiles(), ...files], { catalogues: [CODING_AGENT_CATALOGUE] });
}

/** The rules that ship with the package, in order. */
export function defaultRules(): readonly Rule[] {
  const { ruleSet, diagnostics } = loadWith();
  if (ruleSet === undefined) {
    const sources = new Map(defaultFiles().map((file) => [file.name, file.text]));
    throw new Error(diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources)).join('\n'));
  }
  return ruleSet.rules;
}

/** What a rule's tags ask for. */
export function verdictOf(rule: Rule): 'deny' | 'ask' | 'none' {
  if (rule.tags.includes('coding_agent_deny')) return 'deny';
  return rule.tags.includes('coding_agent_ask') ? 'ask' : 'none';
}
