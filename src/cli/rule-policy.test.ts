import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PolicyFile } from '../guard/index.ts';
import { guardOf, policyWith } from './rule-policy.ts';

const policy: readonly PolicyFile[] = [
  { path: '/p/default/1.yaml', origin: 'default', text: 'default' },
  { path: '/u/a.yaml', origin: 'user', text: 'a' },
  { path: '/u/b.yaml', origin: 'user', text: 'b' },
  { path: '/p/seen.yaml', origin: 'seen', text: 'seen' },
];

describe('policyWith', () => {
  it.each([
    ['puts a draft after the user files', 'draft.yaml', ['default', 'a', 'b', 'given', 'seen']],
    ['puts a draft in the place of its namesake', '/tmp/a.yaml', ['default', 'b', 'given', 'seen']],
    ['leaves a user file where it stands', '/u/a.yaml', ['default', 'given', 'b', 'seen']],
    ['leaves a default file where it stands', '/p/default/1.yaml', ['given', 'a', 'b', 'seen']],
  ])('%s', (_title, name, texts) => {
    expect(policyWith(policy, [{ name, text: 'given' }]).map(({ text }) => text)).toEqual(texts);
  });

  it('keeps names as they were given', () => {
    const part: PolicyFile = { path: resolve('x.yaml'), origin: 'user', text: '' };
    const seen: PolicyFile = { path: '/seen.yaml', origin: 'seen', text: '' };
    const [first] = policyWith([part, seen], [{ name: 'x.yaml', text: '' }]);
    expect(first?.path).toBe('x.yaml');
  });
});

describe('guardOf', () => {
  it('says what does not load, with the place', () => {
    const file: PolicyFile = { path: 'mine.yaml', origin: 'user', text: '- rule: R\n' };
    expect(() => guardOf([file], {})).toThrow(/the rules do not load:\nmine\.yaml:1:/);
  });

  it('says what cannot be read', () => {
    const file: PolicyFile = {
      path: 'x.yaml',
      origin: 'user',
      text: undefined,
      problem: 'x.yaml: no rights',
    };
    expect(() => guardOf([file], {})).toThrow('cannot read x.yaml: no rights');
  });
});
