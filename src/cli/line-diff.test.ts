import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDiff } from './line-diff.ts';

test('shows what changes with three lines around it', () => {
  expect(lineDiff('/s.json', 'a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nd\nX\nY\nf\n')).toBe(`--- /s.json
+++ /s.json
@@ -2,5 +2,6 @@
 b
 c
 d
-e
+X
+Y
 f
`);
});

test.each([
  [undefined, 'a\n', '--- /dev/null\n+++ /s\n@@ -0,0 +1,1 @@\n+a\n'],
  ['a\n', undefined, '--- /s\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n'],
  ['a', 'a\n', '--- /s\n+++ /s\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n'],
  ['a\n', 'a\n', ''],
])('from %j to %j', (before, after, diff) => {
  expect(lineDiff('/s', before, after)).toBe(diff);
});

test('is a patch that git applies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'diff-'));
  const text = fc.array(fc.constantFrom('a', 'b', '', '{'), { minLength: 1, maxLength: 9 });
  try {
    fc.assert(
      fc.property(text, text, fc.constantFrom('', '\n'), (old, now, end) => {
        const [before, after] = [old.join('\n') + end, now.join('\n') + end];
        fc.pre(before !== after && before !== '' && after !== '');
        writeFileSync(join(folder, 'f'), before);
        const input = lineDiff('f', before, after).replace('--- f', '--- a/f').replace('+++ f', '+++ b/f');
        const git = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
          cwd: folder,
          input,
          encoding: 'utf8',
        });
        expect(git.stderr).toBe('');
        expect(readFileSync(join(folder, 'f'), 'utf8')).toBe(after);
      }),
      { numRuns: 25 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
