import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitRecord } from './fit-record.ts';
import { fakeSinkRecord } from './testing/records.ts';

describe('fitRecord', () => {
  it('leaves alone what fits', () => {
    const one = fakeSinkRecord('a');
    expect(fitRecord(one, one.line.length)).toBe(one.line);
  });

  it('leaves out the largest fields first, and says so', () => {
    const output_fields = { 'tool.input': 'x'.repeat(5_000), 'tool.name': 'Write', 'fs.write': ['/a'] };
    const text = fitRecord(fakeSinkRecord('a', { output_fields }), 1024);
    expect(JSON.parse(text)).toMatchObject({
      rule: 'A rule',
      output_fields: { 'prempti.truncated': true, 'tool.name': 'Write', 'fs.write': ['/a'] },
    });
    expect(text).not.toContain('xxx');
  });

  it('is valid JSON that fits, of any record', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 500 });
    const records = fc.record({
      hostname: texts,
      output: texts,
      message: texts,
      rule: texts,
      priority: texts,
      time: texts,
      tags: fc.array(texts, { maxLength: 3 }),
      output_fields: fc.dictionary(texts, fc.oneof(texts, fc.array(texts, { maxLength: 3 }))),
    });
    fc.assert(
      fc.property(records, fc.integer({ min: 300, max: 4096 }), (more, maxBytes) => {
        const text = fitRecord(fakeSinkRecord('', more), maxBytes);
        expect(JSON.parse(text)).toHaveProperty('rule');
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
      }),
      { numRuns: 100 },
    );
  });
});
