import { describe, expect, it } from 'vitest';
import type { Diagnostic } from './diagnostic.ts';
import { DIAGNOSTIC_CODES } from './diagnostic-codes.ts';
import { toSarif } from './diagnostic-sarif.ts';

const DIAGNOSTIC: Diagnostic = {
  code: 'RULE014',
  falcoCode: 'LOAD_UNUSED_LIST',
  kind: 'unused_list',
  severity: 'warning',
  message: 'unused',
  file: 'rules/my list.yaml',
  range: { start: 9, end: 12 },
  related: [{ message: 'see', file: '/abs/x.yaml', range: { start: 0, end: 0 } }],
  hint: 'remove it',
};

const TOOL = { name: 'prempti', version: '1.0.0' };

describe('toSarif', () => {
  it('gives each diagnostic a result with its place', () => {
    const [run] = toSarif([DIAGNOSTIC], new Map([['rules/my list.yaml', '# 😀\n- l: é\n']]), TOOL).runs;
    expect(run?.results).toEqual([
      {
        ruleId: 'RULE014',
        level: 'warning',
        message: { text: 'unused. Help: remove it' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'rules/my%20list.yaml' },
              region: { startLine: 2, startColumn: 5, endLine: 3, endColumn: 1 },
            },
          },
        ],
        relatedLocations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'file:///abs/x.yaml' },
              region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
            },
            message: { text: 'see' },
          },
        ],
        properties: { falcoCode: 'LOAD_UNUSED_LIST', kind: 'unused_list' },
      },
    ]);
  });

  it('lists every code with what it is about', () => {
    const [run] = toSarif([], new Map(), TOOL).runs;
    expect(run?.tool.driver).toMatchObject(TOOL);
    expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(Object.keys(DIAGNOSTIC_CODES));
    expect(run?.tool.driver.rules[0]).toEqual({
      id: 'LANG001',
      shortDescription: { text: DIAGNOSTIC_CODES.LANG001 },
      help: { text: 'See docs/diagnostics.md#lang001 in the package prempti.' },
    });
  });

  it.each([
    ['C:\\rules\\a b.yaml', 'file:///C:/rules/a%20b.yaml'],
    ['/tmp/a#b.yaml', 'file:///tmp/a%23b.yaml'],
    ['a/b.yaml', 'a/b.yaml'],
  ])('writes %s as %s', (file, uri) => {
    const [result] = toSarif([{ ...DIAGNOSTIC, file }], new Map(), TOOL).runs[0]?.results ?? [];
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri);
  });
});
