import { expect, test } from 'vitest';
import { redactValue } from './redact.ts';
import { keptTexts } from './redacted-value.ts';

const TOKEN = 'ghp_0123456789abcdefABCDEF0123456789abcd';

test.each<[what: string, value: unknown]>([
  ['a text', 'git push [3 more]'],
  ['a number', 5],
  ['a list', ['git', 'push']],
  ['an empty list', []],
])('of %s without secrets all is left', (_what, value) => {
  expect(keptTexts(redactValue(value))).toBeUndefined();
});

test('of a text with secrets, what stands around them is left', () => {
  const text = `curl -H "X: ${TOKEN}" -u dev:Abcdef123456 https://x.example`;
  expect(keptTexts(redactValue(text))).toEqual({
    texts: [['curl -H "X: ghp_', '" -u dev:', ' https://x.example']],
    isComplete: true,
  });
});

test('of a list, texts without secrets are whole', () => {
  expect(keptTexts(redactValue(['echo', TOKEN]))).toEqual({
    texts: [['echo'], ['ghp_', '']],
    isComplete: true,
  });
});

test('of a long text its beginning is left', () => {
  const text = `${'a'.repeat(70_000)}end`;
  expect(keptTexts(redactValue(text))).toEqual({ texts: [['a'.repeat(64 * 1024), '']], isComplete: true });
});

test('of a long list its first texts are left', () => {
  const list = Array.from({ length: 2000 }, (_, n) => String(n));
  expect(keptTexts(redactValue(list))).toEqual({
    texts: list.slice(0, 1024).map((text) => [text]),
    isComplete: false,
  });
});

test('of a field that could not be worked out nothing is left', () => {
  expect(keptTexts('[cannot be worked out: too deep]')).toEqual({ texts: [], isComplete: false });
});
