import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGuard, EVENT_SOURCE, recordedEvent } from '../guard/index.ts';
import {
  type ComparedField,
  type Exception,
  exceptionYaml,
  type Fields,
  isExcepted,
  valueFor,
} from './exception.ts';

const RULE = `
- rule: 'Ask: always'
  desc: d
  condition: tool.name exists
  output: o
  priority: WARNING
  source: coding_agent
`;

/** Whether the rule leaves an event alone, once it has the exception. */
function leavesAlone(exception: Exception, fields: Fields): boolean {
  const text = exceptionYaml('Ask: always', 'approved_1', exception);
  const loaded = createGuard({
    rules: [
      { name: 'r.yaml', text: RULE },
      { name: 'e.yaml', text },
    ],
  });
  if (!loaded.ok) throw new Error(`${loaded.diagnostics[0]?.message}:\n${text}`);
  return loaded.ruleSet.match(EVENT_SOURCE, recordedEvent(fields)).length === 0;
}

function exceptionFor(fields: Fields, ...compared: readonly ComparedField[]): Exception {
  const values = compared.map((field) => valueFor(fields, field) ?? '');
  return { fields: compared, values: [values] };
}

const LINE: ComparedField = { name: 'exec.line', comparison: 'in' };
const COMMAND: ComparedField = { name: 'tool.input_command', comparison: '=' };
const FOLDER: ComparedField = { name: 'tool.real_file_path', comparison: 'pmatch' };

describe('an exception', () => {
  test.each<[what: string, ...compared: ComparedField[]]>([
    ['a command', COMMAND],
    ['all lines of it', LINE],
    ['both', LINE, COMMAND],
  ])('of %s is read as it is meant, whatever the command is', (_what, ...compared) => {
    const command = fc.oneof(
      fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
      fc.constantFrom(
        '(a',
        'val(x)',
        ' a ',
        '- a',
        "it's",
        '"a" b',
        '#x',
        'a: b',
        'null',
        '\\',
        'a\nb',
        '~',
        '%',
        'a,b',
      ),
    );
    const property = fc.property(
      command,
      fc.array(command, { minLength: 1, maxLength: 3 }),
      (text, lines) => {
        const fields = { 'tool.name': 'Bash', 'tool.input_command': text, 'exec.line': lines };
        const exception = exceptionFor(fields, ...compared);
        const other = { ...fields, 'tool.input_command': `${text}!`, 'exec.line': [...lines, 'another'] };
        expect([leavesAlone(exception, fields), leavesAlone(exception, other)]).toEqual([true, false]);
        expect([isExcepted(fields, exception), isExcepted(other, exception)]).toEqual([true, false]);
      },
    );
    fc.assert(property, { numRuns: 50 });
  });

  test.each<[path: string, isLeftAlone: boolean]>([
    ['/home/dev/app/docs/a.md', true],
    ['/home/dev/app/docs/deep/b.md', true],
    ['/home/dev/app/docs.md', false],
    ['/home/dev/app/a.md', false],
  ])('of a folder leaves %s alone: %j', (path, isLeftAlone) => {
    const fields = {
      'tool.name': 'Write',
      'agent.real_cwd': '/home/dev/app',
      'tool.real_file_path': '/home/dev/app/docs/a.md',
    };
    const exception = exceptionFor(fields, FOLDER);
    const other = { ...fields, 'tool.real_file_path': path };
    expect([leavesAlone(exception, other), isExcepted(other, exception)]).toEqual([isLeftAlone, isLeftAlone]);
  });

  test.each<[what: string, field: ComparedField, fields: Fields]>([
    ['a masked text', COMMAND, { 'tool.input_command': 'curl -u ****' }],
    ['a list with a masked text', LINE, { 'exec.line': ['ls', 'curl -u ****'] }],
    ['nothing', LINE, {}],
    [
      'a file beside the project',
      FOLDER,
      { 'agent.real_cwd': '/work/app', 'tool.real_file_path': '/work/other/a' },
    ],
    [
      'a file right in the project',
      FOLDER,
      { 'agent.real_cwd': '/work/app', 'tool.real_file_path': '/work/app/a' },
    ],
    [
      'a folder that is a pattern',
      FOLDER,
      { 'agent.real_cwd': '/work/app', 'tool.real_file_path': '/work/app/[x]/a' },
    ],
  ])('is never made of %s', (_what, field, fields) => {
    expect(valueFor(fields, field)).toBeUndefined();
  });
});
