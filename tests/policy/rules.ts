import {
  formatDiagnostic,
  type LoadResult,
  loadRules,
  type Rule,
  type RuleFile,
} from '../../src/falco/index.ts';
import {
  CODING_AGENT_CATALOGUE,
  packageRoot,
  prefixAt,
  readPolicy,
  ruleFiles,
} from '../../src/guard/index.ts';

/** The files that ship with the package, the catch-all included. */
export function defaultFiles(): readonly RuleFile[] {
  return ruleFiles(readPolicy(prefixAt(`${packageRoot()}/no-prefix`)));
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
