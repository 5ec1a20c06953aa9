import { describe, expect, it } from 'vitest';
import { FoundSecrets } from './found-secrets.ts';

const LONG = 'k3Xq9TzLm27BvRw8YpDs';

function foundOf(...secrets: readonly string[]): FoundSecrets {
  const found = new FoundSecrets();
  for (const secret of secrets) found.add(secret);
  return found;
}

/** What is left of a text, once a secret is known. */
const CASES: readonly (readonly [title: string, secret: string, text: string, left: string])[] = [
  ['as it is', LONG, `run ${LONG} now`, 'run **** now'],
  ['inside a longer word', LONG, `x${LONG}x`, 'x****x'],
  ['with quotes inside', LONG, `run ${LONG.slice(0, 3)}""${LONG.slice(3)}`, 'run ****'],
  ['with a backslash before each character', LONG, `run ${[...LONG].join('\\')} x`, 'run **** x'],
  ['escaped in JSON', 'say "so" now', '{"a":"say \\"so\\" now"}', '{"a":"****"}'],
  ['in pieces', LONG, `A=${LONG.slice(0, 8)}; run "$A"${LONG.slice(8)}`, 'A=****; run "$A"****'],
  ['in lower case', LONG, `run ${LONG.toLowerCase()} now`, 'run **** now'],
  ['in pieces in upper case', LONG, `A=${LONG.slice(0, 8).toUpperCase()}; x`, 'A=****; x'],
  ['short, as a word', 'hunter2', 'a hunter2, b', 'a ****, b'],
  ['short, at the start of a line in JSON', 'hunter2', '"a\\nhunter2\\nb"', '"a\\n****\\nb"'],
  ['short, behind an option', 'hunter2', '-phunter2', '-p****'],
  ['very short, as all of the text', 'abc', 'abc', '****'],
];

describe('FoundSecrets', () => {
  it.each(CASES)('masks a secret %s', (_title, secret, text, left) => {
    expect(foundOf(secret).mask(text)).toBe(left);
  });

  it.each([
    ['a short one inside a word', 'secret', 'cat secrets.ts my-secret2'],
    ['a short one in another case', 'hunter2', 'run HUNTER2 now'],
    ['a very short one inside a text', 'abc', 'abc def'],
  ])('leaves %s', (_title, secret, text) => {
    expect(foundOf(secret).mask(text)).toBe(text);
  });

  it('shows nothing of a text where there are more secrets than it keeps', () => {
    const many = Array.from({ length: 200 }, (_, index) => `secret-number-${index}`);
    expect(foundOf(...many).mask('anything')).toBe('****');
  });
});
