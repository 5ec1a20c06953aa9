import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printCanonical } from '../condition/printer.ts';
import { type LoadResult, loadRules } from './load-rules.ts';
import { ruleYaml, TEST_CATALOGUE } from './testing/catalogue.ts';

/** Raised for long runs; fast-check prints the seed of a failure. */
const RUNS = Number(process.env.FALCO_PROPERTY_RUNS ?? 500);

const number = fc.nat(2);
const condition = fc
  .tuple(
    number,
    number,
    fc.constantFrom('tool.name in (L)', 'M', 'M or agent.name = L', 'not M and tool.name in (x, L)'),
  )
  .map(([list, macro, text]) => text.replace('L', `l${list}`).replace('M', `m${macro}`));
const change = fc.constantFrom(
  '',
  '  append: true\n',
  '  override: {KEY: append}\n',
  '  override: {KEY: replace}\n',
);

const item = fc.oneof(
  fc
    .tuple(number, fc.array(fc.constantFrom('a', 'b', '"c d"', 'l0', 'l1'), { maxLength: 3 }), change)
    .map(
      ([name, items, how]) =>
        `- list: l${name}\n  items: [${items.join(', ')}]\n${how.replace('KEY', 'items')}`,
    ),
  fc.tuple(number, condition, change).map(([name, text, how]) => {
    const word = /append/.test(how) ? 'or ' : '';
    return `- macro: m${name}\n  condition: ${word}${text}\n${how.replace('KEY', 'condition')}`;
  }),
  fc.tuple(number, condition).map(([name, text]) => ruleYaml({ name: `r${name}`, condition: text })),
  fc
    .tuple(number, condition)
    .map(([name, text]) => `- rule: r${name}\n  condition: and ${text}\n  override: {condition: append}\n`),
  fc.tuple(number, fc.boolean()).map(([name, on]) => `- rule: r${name}\n  enabled: ${on}\n`),
);
/** Everything defined once, in an order in which it compiles. */
const BASE = [0, 1, 2]
  .map(
    (name) =>
      `- list: l${name}\n  items: [x${name}]\n- macro: m${name}\n  condition: tool.name = y${name}\n${ruleYaml({ name: `r${name}` })}`,
  )
  .join('');

function summary({ ruleSet }: LoadResult): unknown {
  return ruleSet?.rules.map(({ name, enabled, condition: tree }) => [name, enabled, printCanonical(tree)]);
}

it('means the same whether items stand in one file or in several', () => {
  let loaded = 0;
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 8 }), fc.array(fc.boolean()), (items, cuts) => {
      const texts = [BASE];
      for (const [index, text] of items.entries()) {
        if (cuts[index]) texts.push(text);
        else texts[texts.length - 1] += text;
      }
      const files = texts.map((text, index) => ({ name: `${index}`, text }));
      const apart = loadRules(files, { catalogues: [TEST_CATALOGUE] });
      if (!apart.ok) return;
      loaded++;
      const together = loadRules([{ name: 'all', text: texts.join('') }], { catalogues: [TEST_CATALOGUE] });
      expect(summary(together)).toEqual(summary(apart));
    }),
    { numRuns: RUNS },
  );
  expect(loaded).toBeGreaterThan(RUNS / 10);
});
