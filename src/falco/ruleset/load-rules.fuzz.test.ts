import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../diagnostic-format.ts';
import { loadRules } from './load-rules.ts';
import { ruleYaml, TEST_CATALOGUE } from './testing/catalogue.ts';

/** Raised for long runs; fast-check prints the seed of a failure. */
const RUNS = Number(process.env.FALCO_PROPERTY_RUNS ?? 1500);

/** Stretches of rule files, in sense and nonsense. */
const FRAGMENTS = [
  '- rule: R\n',
  '- macro: m\n',
  '- list: l\n',
  '  condition: ',
  'm and ',
  'not ',
  'tool.name in (l)',
  ' or tool.nme = "x',
  "'",
  '"',
  '\n',
  '  ',
  '  output: "%tool.name %',
  '  desc: d\n',
  '  priority: INFO\n',
  '  source: coding_agent\n',
  '  append: true\n',
  '  override:\n    condition: append\n',
  '  items: [a, b, l]\n',
  '  exceptions:\n  - name: e\n    fields: tool.name\n    values: [x, *a]\n',
  '  tags: &a [t]\n',
  '---\n',
  '[',
  '{',
  ']',
  '}',
  ': ',
  ', ',
  '>\n',
  '|\n',
  '  enabled: off\n',
  '- required_engine_version: 1\n',
  '- required_plugin_versions: [{name: p, version: 1.0.0}]\n',
  'agent.pid > 1',
  'fs.write startswith /a',
  'tool.arg[x]',
  '\t',
  '\r',
  '\0',
  '\ufeff',
  'é',
  '#',
  ruleYaml(),
  ruleYaml({ name: 'S', condition: 'm' }),
  '- macro: m\n  condition: tool.name = l\n',
] as const;

function load(texts: readonly string[]): void {
  const files = texts.map((text, index) => ({ name: `${index}`, text }));
  const sources = new Map(files.map(({ name, text }) => [name, text]));
  const { ok, ruleSet, diagnostics } = loadRules(files, { catalogues: [TEST_CATALOGUE] });
  expect(ok).toBe(!diagnostics.some(({ severity }) => severity === 'error'));
  expect(ruleSet !== undefined).toBe(ok);
  ruleSet?.match('coding_agent', { get: () => 'x' }).map((match) => match.alert());
  for (const diagnostic of diagnostics) {
    for (const { file, range } of [diagnostic, ...diagnostic.related]) {
      const { length } = sources.get(file) as string;
      expect([0 <= range.start, range.start <= range.end, range.end <= length]).toEqual([true, true, true]);
    }
    expect(formatDiagnostic(diagnostic, sources)).toContain(diagnostic.code);
  }
}

describe('loadRules', () => {
  it('answers any text with rules or with diagnostics inside the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(fc.property(fc.array(texts, { minLength: 1, maxLength: 3 }), load), { numRuns: RUNS });
  });

  it('survives every cut and every changed character of a rule file', () => {
    const text = `- list: l\n  items: [a, "b c"]\n- macro: m\n  condition: >\n    tool.name in (l)\n${ruleYaml({ condition: 'm and "x" = y', extra: 'exceptions:\n- name: e\n  fields: [tool.name]\n  values: [[a]]' })}`;
    for (let at = 0; at <= text.length; at++) {
      load([text.slice(0, at)]);
      load([text.slice(at)]);
      for (const char of '"([:%') load([`${text.slice(0, at)}${char}${text.slice(at + 1)}`]);
    }
  });

  const rules = (count: number, condition: (index: number) => string) =>
    Array.from({ length: count }, (_, index) =>
      ruleYaml({ name: `r${index}`, condition: condition(index) }),
    ).join('');
  const macros = (count: number, condition: (index: number) => string) =>
    Array.from(
      { length: count },
      (_, index) => `- macro: m${index}\n  condition: ${condition(index)}\n`,
    ).join('');
  const lists = (count: number, items: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => `- list: l${index}\n  items: [${items(index)}]\n`).join('');
  it.each([
    ['many wrong rules', rules(5_000, () => 'tool.nme = x and (')],
    [
      'one macro with many mistakes, used a lot',
      `- macro: m\n  condition: ${'tool.nme = x and '.repeat(500)}m2\n${rules(500, () => 'm')}`,
    ],
    [
      'macros that double each other',
      `${macros(100, (index) => (index === 0 ? 'tool.name exists' : `m${index - 1} and m${index - 1}`))}${rules(1, () => 'm99')}`,
    ],
    [
      'a long chain of macros',
      `${macros(5_000, (index) => (index === 0 ? 'tool.name exists' : `m${index - 1}`))}${rules(1, () => 'm4999')}`,
    ],
    [
      'a chain of macros in the wrong order',
      `${macros(2_000, (index) => `m${index + 1} or m${index + 1}`)}${macros(2_000, (index) => `m${index + 1} or m${index + 1}`)}`,
    ],
    [
      'lists that multiply each other',
      `${lists(20, (index) => Array.from({ length: 500 }, () => (index === 0 ? 'x' : `l${index - 1}`)).join(','))}${rules(1, () => 'tool.name in (l19)')}`,
    ],
    [
      'one condition with thousands of lists',
      `${lists(5_000, () => 'x')}${rules(1, () => `tool.name in (${Array.from({ length: 5_000 }, (_, index) => `l${index}`).join(',')})`)}`,
    ],
    ['a long condition', rules(1, () => `${'tool.name = "some value" or '.repeat(20_000)}tool.name exists`)],
    ['deep parentheses', rules(1, () => `${'('.repeat(10_000)}tool.name exists${')'.repeat(10_000)}`)],
    ['costly expressions', rules(50, () => 'tool.name regex "((a{1,100}){1,100}){1,100}"')],
    [
      'unfolded aliases in exceptions',
      `- &a [x, x, x, x, x, x, x, x]\n- &b [*a, *a, *a, *a, *a, *a, *a, *a]\n- &c [*b, *b, *b, *b]\n${ruleYaml({ extra: 'exceptions:\n- name: e\n  fields: *a\n  comps: *b\n  values: *c' })}`,
    ],
    [
      'many appends',
      `- list: l\n  items: [x]\n${'- list: l\n  items: [x]\n  append: true\n'.repeat(5_000)}${rules(1, () => 'tool.name in (l)')}`,
    ],
    ['10 MB in quotes that are never closed', `- rule: "${'a\n'.repeat(5_000_000)}`],
    ['10 MB in one value', `- rule: ${'a'.repeat(10_000_000)}`],
    ['brackets in brackets', '['.repeat(10_000)],
    ['negations in negations', rules(1, () => `${'not('.repeat(10_000)}tool.name exists`)],
    ['functions in functions', rules(1, () => `${'tolower('.repeat(10_000)}tool.name`)],
    ['many unknown macros with similar names', macros(3_000, (index) => `n${index}`)],
    ['many dedented lines in brackets', `- list: l\n  items: [\n${'x,\n'.repeat(150_000)}]\n`],
    [
      'hostile patterns',
      rules(50, () => `tool.name glob "${'*a'.repeat(100)}" or fs.write pmatch (${'*/'.repeat(100)})`),
    ],
    ['a long output', ruleYaml({ output: `"${'%tool.name '.repeat(20_000)}"` })],
  ])('is done soon with %s', { timeout: 120_000 }, (_, text) => {
    // Processor time, which does not depend on what else the machine does.
    const start = process.threadCpuUsage();
    load([text]);
    expect(process.threadCpuUsage(start).user / 1e6).toBeLessThan(10);
  });
});
