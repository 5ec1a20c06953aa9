import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCall } from '../../src/cli/rule-call.ts';
import { checkExamples, createExampleBench } from '../../src/cli/rule-example-check.ts';
import { parseExamples } from '../../src/cli/rule-examples.ts';
import { policyWith } from '../../src/cli/rule-policy.ts';
import { formatDiagnostic, loadRules } from '../../src/falco/index.ts';
import {
  CODING_AGENT_CATALOGUE,
  DEFAULT_SETTINGS,
  packageRoot,
  prefixAt,
  readPolicy,
  ruleFiles,
} from '../../src/guard/index.ts';
import { ACTIONS } from '../../src/shell/index.ts';

const SKILL = 'skills/prempti-falco-rules';
const REFERENCES = readdirSync(join(packageRoot(), SKILL, 'references')).map(
  (name) => `${SKILL}/references/${name}`,
);

const policy = readPolicy(prefixAt(join(packageRoot(), 'no-prefix')), []);

/** A fenced block of YAML that holds rules or examples of rules. */
interface Block {
  /** The nearest heading above it. */
  readonly heading: string;
  readonly kind: 'rules' | 'examples';
  readonly text: string;
}

function blocksIn(file: string): readonly Block[] {
  const text = readFileSync(join(packageRoot(), file), 'utf8');
  let heading = file;
  return [...text.matchAll(/^#+ (.+)$|^```yaml\n([\s\S]*?)^```$/gm)].flatMap(([, title, yaml]): Block[] => {
    if (title !== undefined) heading = title;
    if (yaml === undefined || !/^- (rule|macro|list):/m.test(yaml)) return [];
    return [{ heading, kind: /^ +(no_)?match:/m.test(yaml) ? 'examples' : 'rules', text: yaml }];
  });
}

/** What a person who copies a block into `rules/user` is told about it. */
function complaints(text: string): readonly string[] {
  const files = ruleFiles(policyWith(policy, [{ name: 'copied.yaml', text }]));
  const { diagnostics } = loadRules(files, { catalogues: [CODING_AGENT_CATALOGUE] });
  // A macro shown by itself is not used yet.
  const own = diagnostics.filter(({ file, code }) => file === 'copied.yaml' && code !== 'RULE014');
  return own.map(({ message }) => message);
}

const documents = ['README.md', 'docs/rules.md', 'rules/README.md', `${SKILL}/SKILL.md`, ...REFERENCES].map(
  (file) => ({ file, blocks: blocksIn(file) }),
);

describe.each(documents)('$file', ({ blocks }) => {
  it.each(blocks.filter(({ kind }) => kind === 'rules'))(
    'has rules under "$heading" that load',
    ({ text }) => {
      expect(complaints(text)).toEqual([]);
    },
  );

  const examples = blocks.flatMap((block, index) => {
    if (block.kind === 'rules') return [];
    const before = blocks.slice(0, index).findLast(({ kind }) => kind === 'rules');
    return [{ ...block, rules: before?.text ?? '' }];
  });

  it.each(examples)('has examples under "$heading" that hold for the rules above them', ({ text, rules }) => {
    const bench = createExampleBench(
      policyWith(policy, [{ name: 'copied.yaml', text: rules }]),
      DEFAULT_SETTINGS,
    );
    const parsed = parseExamples(text);
    expect(parsed.problems).toEqual([]);
    for (const entry of parsed.rules) {
      const { state, checked } = checkExamples(bench, entry);
      expect(state).toBe('checked');
      const wrong = checked.filter(({ ok }) => !ok);
      expect(wrong.map(({ example, verdict, rules }) => [describeCall(example), verdict, ...rules])).toEqual(
        [],
      );
    }
  });
});

describe('the reference of the language', () => {
  const language = readFileSync(join(packageRoot(), SKILL, 'references', 'language.md'), 'utf8');

  it('names every action', () => {
    const section = /^## Actions\n([\s\S]*?)^## /m.exec(language)?.[1] ?? '';
    const named = [...section.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name);
    expect(named.sort()).toEqual(Object.keys(ACTIONS).sort());
  });

  const conditions = [...language.matchAll(/^\|.*\| `([^`]+)` \|$/gm)].map(([, code = '']) =>
    code.replaceAll('\\|', '|'),
  );

  it('has an example for each operator', () => {
    expect(conditions).toHaveLength(9);
  });

  it.each(conditions)('shows %s, which is a condition', (condition) => {
    const rule = `- rule: R\n  desc: d\n  condition: >\n    ${condition}\n  output: o\n  priority: INFO\n  source: coding_agent\n`;
    expect(complaints(rule)).toEqual([]);
  });
});

it('shows in docs/rules.md what a wrong field name gives', () => {
  const guide = readFileSync(join(packageRoot(), 'docs', 'rules.md'), 'utf8');
  const shown = /^```\n(docker\.yaml:[\s\S]*?)\n```$/m.exec(guide)?.[1];
  const [rule] = blocksIn('docs/rules.md');
  const text = rule?.text.replace('fs.write', 'fs.wrte') ?? '';
  const files = [...ruleFiles(policy), { name: 'docker.yaml', text }];
  const { diagnostics } = loadRules(files, { catalogues: [CODING_AGENT_CATALOGUE] });
  const [diagnostic] = diagnostics.filter(({ file }) => file === 'docker.yaml');
  expect(diagnostic && formatDiagnostic(diagnostic, new Map([['docker.yaml', text]]))).toBe(shown);
});

describe('the recipes', () => {
  const blocks = blocksIn(`${SKILL}/references/recipes.md`);

  it.each(blocks.filter(({ kind }) => kind === 'rules'))(
    'show "$heading" by calls it matches and calls it leaves alone',
    (block) => {
      const next = blocks[blocks.indexOf(block) + 1];
      expect(next).toMatchObject({ heading: block.heading, kind: 'examples' });
      for (const { match, noMatch } of parseExamples(next?.text ?? '').rules) {
        expect(match.length).toBeGreaterThan(0);
        expect(noMatch.length).toBeGreaterThan(0);
      }
    },
  );
});
