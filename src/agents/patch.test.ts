import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patchedFiles } from './patch.ts';
import { OddShape } from './payload.ts';

const patch = (...lines: string[]): string => ['*** Begin Patch', ...lines, '*** End Patch', ''].join('\n');

const written = (path: string, patchOp: string, content: string) => ({
  file: { path, access: 'write' },
  patchOp,
  content,
});
const gone = (path: string, patchOp: string) => ({ file: { path, access: 'delete' }, patchOp });

describe('a patch', () => {
  test('is one file for each operation, in order', () => {
    const text = patch(
      '*** Add File: new/added.txt',
      '+first',
      '+second',
      '*** Update File: notes.txt',
      '@@ def f():',
      ' alpha',
      '-beta',
      '+BETA',
      '*** Delete File: /etc/old.txt',
      '*** Update File: ../from.txt',
      '*** Move to: ~/.bashrc',
      '@@',
      '-a',
      '+b',
      '*** End of File',
    );
    expect(patchedFiles(text)).toEqual([
      written('new/added.txt', 'Add', 'first\nsecond'),
      written('notes.txt', 'Update', 'alpha\nBETA'),
      gone('/etc/old.txt', 'Delete'),
      gone('../from.txt', 'Move'),
      written('~/.bashrc', 'Move', 'b'),
    ]);
  });

  test.each([
    [
      'a bare move',
      patch('*** Update File: a', '*** Move to: b'),
      [gone('a', 'Move'), written('b', 'Move', '')],
    ],
    ['no envelope', '*** Delete File: a', [gone('a', 'Delete')]],
    [
      'a here-document around it',
      `apply_patch <<'EOF'\n${patch('*** Delete File: a')}EOF`,
      [gone('a', 'Delete')],
    ],
    ['carriage returns', '*** Begin Patch\r\n*** Add File: a\r\n+x\r\n', [written('a', 'Add', 'x')]],
    ['blanks around a header', patch('  *** Delete File:   a b  '), [gone('a b', 'Delete')]],
    ['no blank after the colon', patch('***Delete File:a'), [gone('a', 'Delete')]],
    [
      'headers within added lines',
      patch('*** Add File: a', '+*** Delete File: b', '-*** Add File: c'),
      [written('a', 'Add', '*** Delete File: b')],
    ],
    [
      'one file twice',
      patch('*** Delete File: a', '*** Add File: a', '+x'),
      [gone('a', 'Delete'), written('a', 'Add', 'x')],
    ],
  ])('may have %s', (_, text, files) => {
    expect(patchedFiles(text)).toEqual(files);
  });

  test.each([
    ['', 'the patch names no file'],
    ['*** Begin Patch\n*** End Patch', 'the patch names no file'],
    ['--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b', 'the patch names no file'],
    [
      patch(...Array.from({ length: 257 }, (_, i) => `*** Delete File: ${i}`)),
      'the patch changes more than 256 files',
    ],
  ])('%j is refused', (text, problem) => {
    expect(() => patchedFiles(text)).toThrow(new OddShape(problem));
  });

  test('of any lines throws nothing else', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('*** Add File: a', '*** Update File: b', '*** Move to: c', '+x', ' y', '@@'),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          expect(patchedFiles(lines.join('\n')).length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(OddShape);
        }
      }),
    );
  });
});
