import { describe, expect, it } from 'vitest';
import type { Diagnostic } from './diagnostic.ts';
import { formatDiagnostic } from './diagnostic-format.ts';

function diagnostic(parts: Partial<Diagnostic>): Diagnostic {
  return {
    code: 'RULE005',
    falcoCode: 'LOAD_ERR_YAML_VALIDATE',
    kind: 'bad_priority',
    severity: 'error',
    message: 'wrong',
    file: 'r.yaml',
    range: { start: 0, end: 0 },
    related: [],
    ...parts,
  };
}

function format(text: string, parts: Partial<Diagnostic>, color = false): readonly string[] {
  return formatDiagnostic(diagnostic(parts), new Map([['r.yaml', text]]), { color }).split('\n');
}

describe('formatDiagnostic', () => {
  it('shows the line with carets below the culprit', () => {
    expect(format('a: b\nc: def\n', { range: { start: 8, end: 11 }, hint: 'fix it' })).toEqual([
      'r.yaml:2:4: error: wrong [RULE005, LOAD_ERR_YAML_VALIDATE]',
      '  2 | c: def',
      '    |    ^^^',
      '  help: fix it',
    ]);
  });

  it('shows the places that explain it', () => {
    const related = [{ message: 'because of this', file: 'r.yaml', range: { start: 0, end: 1 } }];
    expect(format('a: b\nc: def\n', { severity: 'warning', range: { start: 5, end: 6 }, related })).toEqual([
      'r.yaml:2:1: warning: wrong [RULE005, LOAD_ERR_YAML_VALIDATE]',
      '  2 | c: def',
      '    | ^',
      'r.yaml:1:1: note: because of this',
      '  1 | a: b',
      '    | ^',
    ]);
  });

  it('puts one caret where the range is empty, even at the end of the file', () => {
    expect(format('ab', { range: { start: 2, end: 2 } }).slice(1)).toEqual(['  1 | ab', '    |   ^']);
  });

  it('marks the first line of a range over several', () => {
    expect(format('ab\ncd', { range: { start: 1, end: 5 } }).slice(1)).toEqual(['  1 | ab', '    |  ^']);
  });

  it('keeps tabs so that carets stay aligned', () => {
    expect(format('\tab\tc', { range: { start: 4, end: 5 } }).slice(1)).toEqual([
      '  1 | \tab\tc',
      '    | \t  \t^',
    ]);
  });

  it('counts characters, not code units', () => {
    const [place] = format('😀é x', { range: { start: 4, end: 5 } });
    expect(place).toBe('r.yaml:1:4: error: wrong [RULE005, LOAD_ERR_YAML_VALIDATE]');
  });

  it.each([
    ['é x', 2, 3, '  ^'],
    ['e\u0301 x', 3, 4, '  ^'],
    ['😀 x', 3, 4, '   ^'],
    ['日本 x', 3, 4, '     ^'],
    ['カ日本x', 1, 3, '  ^^^^'],
  ])('puts carets below the columns that %s takes', (text, start, end, carets) => {
    expect(format(text, { range: { start, end } }).slice(1)).toEqual([`  1 | ${text}`, `    | ${carets}`]);
  });

  it('shortens a long line around the culprit', () => {
    const text = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
    const [, line = '', carets = ''] = format(text, { range: { start: 500, end: 504 } });
    expect(line.length).toBeLessThan(140);
    expect(line).toMatch(/^ {2}1 \| \.\.\.a+HEREb+\.\.\.$/);
    expect(carets.indexOf('^')).toBe(line.indexOf('HERE'));
  });

  it('shortens a long culprit', () => {
    const lines = format('x'.repeat(100_000), { range: { start: 0, end: 100_000 } });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
  });

  it('makes visible what would act on the terminal', () => {
    const text = 'a\u001b[31mb\u202ec';
    const shown = format(text, { message: 'found \u001b[0m', range: { start: 0, end: 1 } }).join('\n');
    expect([shown.includes('\u001b'), shown.includes('\u202e')]).toEqual([false, false]);
    expect(shown).toContain('a␛[31mb\ufffdc');
  });

  it('does without the line of a file whose text is not at hand', () => {
    expect(formatDiagnostic(diagnostic({ file: 'other.yaml' }), new Map())).toBe(
      'other.yaml: error: wrong [RULE005, LOAD_ERR_YAML_VALIDATE]',
    );
  });

  it('colours only on request', () => {
    expect(format('ab', {}, true).join('')).toContain('\u001b[1;31merror:\u001b[0m');
    expect(format('ab', {}, false).join('')).not.toContain('\u001b');
  });
});
