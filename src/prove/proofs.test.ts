import { describe, expect, test } from 'vitest';
import type { Program } from './program.ts';
import { formatProofs, type Proof, parseProofs, unprovedBecause } from './proofs.ts';

const PROGRAM: Program = { path: '/bin/agent', file: '/opt/agent/cli', sizeBytes: 7, modifiedMs: 1000 };
const PROOF: Proof = { program: PROGRAM, version: '1.2.3', prempti: '0.1.0', provedMs: 2000, passed: true };

describe('unprovedBecause', () => {
  test.each<[what: string, proof: Proof | undefined, program: Program, why: string | undefined]>([
    ['the program that was proved', PROOF, PROGRAM, undefined],
    ['the same program by another link', PROOF, { ...PROGRAM, path: '/usr/bin/agent' }, undefined],
    ['no proof', undefined, PROGRAM, 'was never proved to block'],
    ['another file', PROOF, { ...PROGRAM, file: '/x' }, 'changed since 1.2.3 was proved to block'],
    ['another size', PROOF, { ...PROGRAM, sizeBytes: 8 }, 'changed since 1.2.3 was proved to block'],
    ['another time', PROOF, { ...PROGRAM, modifiedMs: 1 }, 'changed since 1.2.3 was proved to block'],
    ['a failed proof', { ...PROOF, passed: false }, PROGRAM, 'did not pass its last proof'],
    [
      'another Prempti',
      { ...PROOF, prempti: '0.0.9' },
      PROGRAM,
      'was proved to block with Prempti 0.0.9, not 0.1.0',
    ],
  ])('knows %s', (_what, proof, program, why) => {
    expect(unprovedBecause(proof, program, '0.1.0')).toBe(why);
  });
});

test('unprovedBecause knows another version that made calls, behind a program that stays as it was', () => {
  expect(unprovedBecause(PROOF, PROGRAM, '0.1.0', '1.2.3')).toBeUndefined();
  expect(unprovedBecause({ ...PROOF, version: '' }, PROGRAM, '0.1.0', '1.2.4')).toBeUndefined();
  expect(unprovedBecause(PROOF, PROGRAM, '0.1.0', '1.2.4')).toBe(
    'ran as 1.2.4 since 1.2.3 was proved to block',
  );
});

describe('parseProofs', () => {
  test('reads what was written', () => {
    expect(parseProofs(formatProofs({ agent: PROOF }))).toEqual({ agent: PROOF });
  });

  test.each([
    ['no file', undefined],
    ['no JSON', '{'],
    ['a list', '[]'],
    ['null', 'null'],
    ['something else under a name', '{"agent": 1}'],
    ['a proof with a part missing', JSON.stringify({ agent: { ...PROOF, program: {} } })],
    ['a proof that says nothing', JSON.stringify({ agent: { ...PROOF, passed: 'yes' } })],
  ])('takes %s for no proof', (_what, text) => {
    expect(parseProofs(text)).toEqual({});
  });
});
