import { expect, it } from 'vitest';
import type { Diagnostic } from './diagnostic.ts';
import { toFalcoJson } from './diagnostic-json.ts';

const TEXT = '- rule: R\n  condition: tool.nme = x\n';

const DIAGNOSTIC: Diagnostic = {
  code: 'FIELD001',
  falcoCode: 'LOAD_ERR_COMPILE_CONDITION',
  kind: 'unknown_field',
  severity: 'error',
  message: 'no such field',
  file: 'r.yaml',
  range: { start: 23, end: 31 },
  related: [{ message: 'used here', file: 'r.yaml', range: { start: 2, end: 6 } }],
  hint: 'did you mean `tool.name`?',
  item: { type: 'rule', name: 'R' },
};

it('has the form of the validation results of Falco', () => {
  const position = { name: 'r.yaml', line: 1, column: 13, offset: 23 };
  expect(toFalcoJson([DIAGNOSTIC], new Map([['r.yaml', TEXT]]))).toEqual({
    falco_load_results: [
      {
        name: 'r.yaml',
        successful: false,
        errors: [
          {
            code: 'LOAD_ERR_COMPILE_CONDITION',
            codedesc: 'Error compiling condition',
            message: 'no such field',
            context: {
              locations: [
                {
                  item_type: 'rules content',
                  item_name: '',
                  position: { name: 'r.yaml', line: 0, column: 0, offset: 0 },
                },
                { item_type: 'rule', item_name: 'R', position },
                { item_type: 'condition expression', item_name: '', position },
              ],
              snippet: '  condition: tool.nme = x\n             ^\n',
            },
            details: {
              code: 'FIELD001',
              kind: 'unknown_field',
              hint: 'did you mean `tool.name`?',
              end: { name: 'r.yaml', line: 1, column: 21, offset: 31 },
              related: [
                { message: 'used here', position: { name: 'r.yaml', line: 0, column: 2, offset: 2 } },
              ],
            },
          },
        ],
        warnings: [],
      },
    ],
  });
});

it('has a result for every file, errors and warnings apart', () => {
  const warning: Diagnostic = { ...DIAGNOSTIC, severity: 'warning', file: 'b.yaml', related: [] };
  const sources = new Map([
    ['a.yaml', ''],
    ['b.yaml', TEXT],
  ]);
  const results = toFalcoJson([warning], sources).falco_load_results;
  expect(
    results.map(({ name, successful, errors, warnings }) => [
      name,
      successful,
      errors.length,
      warnings.length,
    ]),
  ).toEqual([
    ['a.yaml', true, 0, 0],
    ['b.yaml', true, 0, 1],
  ]);
});
