import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../diagnostic-format.ts';
import { loadRules } from './load-rules.ts';
import { ruleYaml, TEST_CATALOGUE } from './testing/catalogue.ts';
import type { RuleFile } from './traced-text.ts';

const options = { catalogues: [TEST_CATALOGUE] };

function load(...texts: readonly string[]) {
  return loadRules(
    texts.map((text, index): RuleFile => ({ name: `${index + 1}.yaml`, text })),
    options,
  );
}

/** All diagnostics as they are printed. */
function told(...texts: readonly string[]): string {
  const sources = new Map(texts.map((text, index) => [`${index + 1}.yaml`, text]));
  return load(...texts)
    .diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources))
    .join('\n');
}

describe('loadRules', () => {
  it('tells all mistakes in all files, in the order of the text', () => {
    const first = [
      '- macro: shells',
      '  condition: tool.name in (bash zsh)',
      '- list: names',
      '  items: x',
      ruleYaml({ name: 'A', condition: 'tool.nme = x and agent.pid = abc', output: '"%tool.x"' }),
    ].join('\n');
    const second = `${ruleYaml({ name: 'B', condition: 'tool.name lik x' })}- rule: C\n  condition: tool.name\n  override: {condition: append}\n`;
    expect(load(first, second).diagnostics.map(({ file, kind }) => `${file} ${kind}`)).toEqual([
      '1.yaml syntax:expected_close_paren',
      '1.yaml not_sequence',
      '1.yaml unknown_field',
      '1.yaml condition:bad_number',
      '1.yaml unknown_output_field',
      '2.yaml syntax:expected_operator',
      '2.yaml append_unknown_rule',
    ]);
    expect(load(first, second).loads.map(({ file, ok }) => [file, ok])).toEqual([['1.yaml', false]]);
  });

  it('blames nothing on what was not defined for another mistake', () => {
    const broken = '- macro: m\n  condition: (\n- macro: n\n  condition: m or tool.name = x\n- list: l\n';
    const uses = `${ruleYaml({ condition: 'n and tool.name in (l)' })}- list: l\n  items: [x]\n  override: {items: append}\n`;
    expect(load(`${broken}${uses}`).diagnostics.map(({ kind }) => kind)).toEqual([
      'syntax:expected_check',
      'missing_key:items',
    ]);
    expect(load('- [', ruleYaml({ condition: 'm' })).diagnostics.map(({ kind }) => kind)).toEqual([
      'yaml_syntax',
    ]);
  });

  it('tells what else is wrong around the call of an unknown macro', () => {
    const rules = `- macro: m\n  condition: nosuch or agent.nam = x\n${ruleYaml({ condition: 'm and other and tool.nme = x' })}`;
    expect(load(rules).diagnostics.map(({ message }) => message)).toEqual([
      'there is no macro `nosuch`',
      'the source `coding_agent` has no field `agent.nam`',
      'there is no macro `other`',
      'the source `coding_agent` has no field `tool.nme`',
    ]);
  });

  it('tells what is wrong in a macro to each rule that is skipped for it, and to the first that is not', () => {
    const rule = (name: string, extra = '') => ruleYaml({ name, condition: 'm', extra });
    const skipped = 'skip-if-unknown-filter: true';
    const text = `- macro: m\n  condition: agent.nam = x\n${rule('A', skipped)}${rule('B', skipped)}${rule('C')}${rule('D')}`;
    expect(load(text).loads[0]?.diagnostics.map(({ kind, item }) => `${item?.name} ${kind}`)).toEqual([
      'A skipped_unknown_field',
      'B skipped_unknown_field',
      'C unknown_field',
    ]);
  });

  it('warns of what is unused only in the end', () => {
    const macro = '- macro: m\n  condition: tool.name = x\n';
    const { loads, diagnostics } = load(macro, ruleYaml({ condition: 'm' }));
    expect(loads.map((file) => file.diagnostics.map(({ kind }) => kind))).toEqual([['unused_macro'], []]);
    expect(diagnostics).toEqual([]);
  });

  it('lets a later file change what earlier rules are made of', () => {
    const base = `- list: l\n  items: [a]\n- macro: m\n  condition: tool.name in (l)\n${ruleYaml({ condition: 'm' })}`;
    const { ruleSet } = load(
      base,
      '- list: l\n  items: [b]\n  override: {items: append}\n',
      '- macro: m\n  condition: and agent.name = x\n  override: {condition: append}\n',
    );
    const matches = (tool: string, agent: string) =>
      ruleSet?.match('coding_agent', { get: (name) => (name === 'tool.name' ? tool : agent) }).length;
    expect([matches('b', 'x'), matches('b', 'y'), matches('c', 'x')]).toEqual([1, 0, 0]);
  });

  it('keeps where each definition comes from and what changed it', () => {
    const { definitions } = load(
      ruleYaml(),
      '- rule: R\n  condition: and agent.name = x\n  tags: [t]\n  override: {condition: append, tags: replace}\n- rule: R\n  enabled: false\n',
    );
    const rule = definitions.rules.get('R');
    expect(rule?.changes.map(({ kind, place, keys }) => [kind, place.file, ...keys])).toEqual([
      ['defined', '1.yaml'],
      ['appended', '2.yaml', 'condition'],
      ['replaced', '2.yaml', 'tags'],
      ['disabled', '2.yaml'],
    ]);
  });

  it('allows our extensions unless it is strict', () => {
    const text = ruleYaml({ condition: 'fs.write startswith /etc' });
    expect(load(text).ok).toBe(true);
    const strict = loadRules([{ name: '1.yaml', text }], { ...options, strict: true });
    expect(strict.diagnostics.map(({ kind }) => kind)).toEqual(['condition:op_type']);
  });

  it('reports what is appended to outputs at the output', () => {
    const appendOutput = [{ extraOutput: 'x=%no.field' }];
    const [diagnostic] = loadRules([{ name: '1.yaml', text: ruleYaml() }], {
      ...options,
      appendOutput,
    }).diagnostics;
    expect(diagnostic).toMatchObject({
      kind: 'unknown_output_field',
      message: 'the source `coding_agent` has no field `no.field` (in what is appended: `o x=%no.field`)',
    });
  });
});

describe('a diagnostic', () => {
  it('points into a folded condition', () => {
    expect(told(ruleYaml({ condition: '>\n    tool.name = Bash\n    and tool.nmae = x' }))).toBe(
      [
        '1.yaml:5:9: error: the source `coding_agent` has no field `tool.nmae` [FIELD001, LOAD_ERR_COMPILE_CONDITION]',
        '  5 |     and tool.nmae = x',
        '    |         ^^^^^^^^^',
        '  help: did you mean `tool.name`?',
      ].join('\n'),
    );
  });

  it('points into a double quoted condition behind escapes', () => {
    expect(told(ruleYaml({ condition: '"tool.name = \\"é\\x41\\" and agent.pid = ü"' }))).toBe(
      [
        '1.yaml:3:53: error: expected a whole decimal number, found `ü` [LANG002, LOAD_ERR_COMPILE_CONDITION]',
        '  3 |   condition: "tool.name = \\"é\\x41\\" and agent.pid = ü"',
        '    |                                                     ^',
      ].join('\n'),
    );
  });

  it('leads from a macro to the rule that uses it', () => {
    const macros =
      '- macro: inner\n  condition: agent.pid > 1 or agent.nam = x\n- macro: outer\n  condition: not inner\n';
    expect(told(macros, ruleYaml({ condition: 'tool.name = x and outer' }))).toBe(
      [
        '1.yaml:2:31: error: the source `coding_agent` has no field `agent.nam` [FIELD001, LOAD_ERR_COMPILE_CONDITION]',
        '  2 |   condition: agent.pid > 1 or agent.nam = x',
        '    |                               ^^^^^^^^^',
        '  help: did you mean `agent.name`?',
        '1.yaml:4:18: note: macro `inner` is used here by macro `outer`',
        '  4 |   condition: not inner',
        '    |                  ^^^^^',
        '2.yaml:3:32: note: macro `outer` is used here by rule `R`',
        '  3 |   condition: tool.name = x and outer',
        '    |                                ^^^^^',
      ].join('\n'),
    );
  });

  it('leads from a list to its definition', () => {
    expect(
      told(`- list: pids\n  items: [1, two]\n${ruleYaml({ condition: 'agent.pid in (0, pids)' })}`),
    ).toBe(
      [
        '1.yaml:5:31: error: expected a whole decimal number, found `two` [LANG002, LOAD_ERR_COMPILE_CONDITION]',
        '  5 |   condition: agent.pid in (0, pids)',
        '    |                               ^^^^',
        '1.yaml:1:9: note: from list `pids`, which is defined here',
        '  1 | - list: pids',
        '    |         ^^^^',
      ].join('\n'),
    );
  });

  it('points into appended text and exceptions', () => {
    const exceptions = 'exceptions:\n- name: e\n  fields: [agent.pid]\n  values: [[12], [x]]';
    const appended = '- rule: R\n  condition: and agent.nme = y\n  override: {condition: append}\n';
    expect(told(ruleYaml({ extra: exceptions }), appended)).toBe(
      [
        '1.yaml:10:21: error: expected a whole decimal number, found `x` [LANG002, LOAD_ERR_COMPILE_CONDITION]',
        '  10 |     values: [[12], [x]]',
        '     |                     ^',
        '2.yaml:2:18: error: the source `coding_agent` has no field `agent.nme` [FIELD001, LOAD_ERR_COMPILE_CONDITION]',
        '  2 |   condition: and agent.nme = y',
        '    |                  ^^^^^^^^^',
        '  help: did you mean `agent.name`?',
      ].join('\n'),
    );
  });
});

describe('the mistakes of rule files', () => {
  const broken = (extra: string) => ruleYaml({ extra });
  const changed = (item: string) => `${ruleYaml()}- rule: R\n${item.replace(/^/gm, '  ')}\n`;
  it.each([
    // text, the line of the excerpt, message, hint
    [
      'rule: R\n',
      'rule',
      'a rule file must be a sequence of items (`- rule: ...`), found a mapping',
      'put `- ` before each item and indent its other keys by two blanks',
    ],
    ['- R\n', 'R', 'an item must be a mapping such as `rule: ...`, found a single value'],
    [
      '- rul: R\n',
      'rul',
      'this item is neither a rule, a macro, a list nor a required version, and is ignored',
      'did you mean `rule`?',
    ],
    [
      '- rule: R\n',
      'rule',
      'rule `R` has neither `condition`, `output`, `desc` and `priority` to define it nor `enabled` to switch it',
    ],
    ['- macro: m\n  cond: x\n', 'cond', 'macro `m` has no `condition`', 'rename `cond` to `condition`'],
    ['- list: l\n', 'list', 'list `l` has no `items`', 'add `items:`'],
    [
      '- list: l\n  items: a\n',
      'a',
      '`items` of list `l` must be a sequence, found a single value',
      'write `items: [a]`',
    ],
    [
      '- list: l\n  items: [{a: b}]\n',
      '{a: b}',
      'each entry of `items` must be a single value, found a mapping',
    ],
    [
      '- macro: m-x\n  condition: tool.name = x\n',
      'm-x',
      "`m-x` is not fit for a macro's name, so no condition can use it",
      'a name is made of letters, digits and `_` and begins with a letter',
    ],
    [
      '- list: a b\n  items: []\n',
      'a b',
      "`a b` is not fit for a list's name",
      'a name has no blanks, quotes, parentheses, commas or `=`',
    ],
    [broken('enabled: maybe'), 'maybe', '`enabled` must be `true` or `false`, found `maybe`'],
    [broken('enabled:'), 'enabled', '`enabled` of rule `R` has no value'],
    [
      broken('tags: x'),
      'x',
      '`tags` of rule `R` must be a sequence, found a single value',
      'write `tags: [x]`',
    ],
    [
      broken('capture_duration: -1'),
      '-1',
      '`capture_duration` must be a whole number from 0 to 4294967295, found `-1`',
    ],
    [
      broken('enabeld: true'),
      'enabeld',
      'rule `R` has an unknown key `enabeld`, which is ignored',
      'did you mean `enabled`?',
    ],
    [ruleYaml().replace('WARNING', 'WARN'), 'WARN', '`WARN` is no priority', 'did you mean `WARNING`?'],
    [
      ruleYaml().replace('coding_agent', 'coding-agent'),
      'coding-agent',
      'the source `coding-agent` of rule `R` is unknown, so the rule is skipped',
      'did you mean `coding_agent`?',
    ],
    [ruleYaml({ condition: 'is_bash' }), 'is_bash', 'there is no macro `is_bash`'],
    [
      `- macro: is_bash\n  condition: tool.name = x\n${ruleYaml({ condition: 'is_bsh' })}`,
      'is_bsh',
      'there is no macro `is_bsh`',
      'did you mean `is_bash`?',
    ],
    [
      `- list: l\n  items: [x]\n${ruleYaml({ condition: 'l' })}`,
      'l',
      'there is no macro `x`',
      'a list cannot stand alone: write `field in (...)` around its name',
    ],
    [
      `- macro: a\n  condition: b\n- macro: b\n  condition: tool.name = x\n${ruleYaml({ condition: 'a' })}`,
      'b',
      'macro `b` is defined only after macro `a`, which uses it',
      'move `b` before `a`',
    ],
    [
      '- macro: a\n  condition: tool.name = x\n- macro: a\n  condition: a\n',
      'a',
      'macro `a` is used in a circle that leads back to itself',
    ],
    [
      `${ruleYaml()}- macro: unused\n  condition: tool.name = x\n`,
      'unused',
      'macro `unused` is used by no rule or macro',
    ],
    [
      changed('append: true'),
      'R',
      'rule `R` is to be appended to, but there is neither `condition` nor `exceptions`',
    ],
    [
      changed('condition: x\noverride: {condition: prepend}'),
      'prepend',
      '`prepend` is no operation of `override`; expected `append` or `replace`',
    ],
    [
      changed('priority: INFO\noverride: {priority: append}'),
      'priority',
      '`priority` of rule `R` cannot be appended to',
      'write `priority: replace`',
    ],
    [
      changed('desc: x\noverride: {tags: replace}'),
      '{tags: replace}',
      '`override` of rule `R` names `tags`, but the item has no `tags`',
      'add `tags:` to the item or take it out of `override`',
    ],
    [
      changed('desc: x\noutput: y\noverride: {desc: replace}'),
      'y',
      'rule `R` has `output`, but `override` does not say what to do with it',
      'add `output: replace` or `output: append` under `override`',
    ],
    [
      changed('desc: x\noverride: [desc]'),
      '[desc]',
      '`override` of rule `R` must be a mapping such as `condition: append`, found a sequence',
    ],
    [
      changed('condition: or tool.name = y\nsource: other\nappend: true'),
      'R',
      'rule `R` belongs to the source `coding_agent`, but this item names `other`',
    ],
    [
      '- rule: X\n  condition: x\n  override: {condition: append}\n',
      'X',
      'there is no rule `X` that this item could change',
      'define it first, in this file or in one loaded before',
    ],
    [broken('exceptions: {}'), '{}', '`exceptions` of rule `R` must be a sequence, found a mapping'],
    [broken('exceptions: [{name: e}]'), 'name', 'exception `e` has no `fields`', 'add `fields:`'],
    [
      broken('exceptions: [{name: e, fields: tool.nme}]'),
      'tool.nme',
      'the source `coding_agent` has no field `tool.nme` (in exception `e`)',
      'did you mean `tool.name`?',
    ],
    [
      broken('exceptions: [{name: e, fields: tool.name, comps: contains}]'),
      'contains',
      '`contains` is no comparison operator for exception `e`',
      'with one field the operators are `in`, `pmatch` and `intersects`; write `fields: [tool.name]` to use `contains`',
    ],
    [
      broken('exceptions: [{name: e, fields: [tool.name], comps: [is]}]'),
      'is',
      '`is` is no comparison operator for exception `e`',
      'did you mean `in`?',
    ],
    [
      broken('exceptions: [{name: e, fields: [tool.name, agent.name], comps: [=]}]'),
      '[=]',
      'exception `e` has 2 fields but 1 comparison operators',
      'give one operator for each field',
    ],
    [
      broken('exceptions: [{name: e, fields: [tool.name, agent.name], values: [x]}]'),
      'x',
      'exception `e` compares 2 fields, but this entry has a single value',
      'write `- [value1, value2]`',
    ],
    [
      broken('exceptions: [{name: e, fields: tool.name, values: [[x]]}]'),
      '[x]',
      'a value of exception `e` is a sequence, but `fields` is a single field',
      'write `fields: [tool.name]`, or the values without the inner brackets',
    ],
    [
      broken('exceptions: [{name: e, fields: tool.name, values: x}]'),
      'x',
      '`values` of exception `e` must be a sequence, found a single value',
      'write `values: [x]`',
    ],
    ['- required_engine_version: 1.0.0\n', '1.0.0', 'the rules need engine 1.0.0, but this engine is 0.63.0'],
    [
      '- required_engine_version: x\n',
      'x',
      '`x` is no engine version',
      'write it as `x.y.z`; this engine is 0.63.0',
    ],
    [
      '- required_plugin_versions: [{name: a, version: 1}]\n',
      '1',
      '`1` is no version of plugin `a`',
      'write it as `x.y.z`',
    ],
    [ruleYaml({ output: '"%"' }), '%', 'the output ends with `%`'],
  ])('%j: at %j', (text, culprit, message, hint = undefined) => {
    const { diagnostics } = load(text);
    const found =
      diagnostics.find((diagnostic) => diagnostic.message.includes(message)) ?? diagnostics.at(-1);
    expect({
      culprit: found && text.slice(found.range.start, found.range.end),
      message: found?.message,
      hint: found?.hint,
    }).toEqual({ culprit, message, hint });
  });
});
