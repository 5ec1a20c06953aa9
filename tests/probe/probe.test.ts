import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeCall } from '../../src/cli/rule-call.ts';
import { packageRoot } from '../../src/guard/index.ts';
import { type Attack, type ProbeCall, readAttacks, readKnownToPass } from './attack-files.ts';
import { isWeaker, judge, messages } from './probe-guard.ts';

const attacks = readAttacks();

/** Calls that are answered otherwise than they should be, for people. */
function wrong(calls: readonly ProbeCall[], isWrong: (call: ProbeCall) => boolean): readonly string[] {
  return calls.filter(isWrong).map((call) => `${judge(call).verdict}: ${describeCall(call)}`);
}

const count = (of: (attack: Attack) => readonly ProbeCall[]): number =>
  attacks.reduce((sum, attack) => sum + of(attack).length, 0);

describe('the probe', () => {
  it('holds at least 25 attacks, 150 ways to hide them and 100 look-alikes', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(25);
    expect(count(({ evasions }) => evasions)).toBeGreaterThanOrEqual(150);
    expect(count(({ lookAlikes }) => lookAlikes)).toBeGreaterThanOrEqual(100);
  });

  it.each(attacks)('stops every call that $name', ({ evasions }) => {
    expect(wrong(evasions, (call) => isWeaker(judge(call).verdict, call.expected))).toEqual([]);
  });

  it.each(attacks)('leaves no gap in what it says about a call that $name', ({ evasions }) => {
    expect(evasions.flatMap(messages).filter((message) => message.includes('<NA>'))).toEqual([]);
  });

  it.each(attacks)('lets pass what only looks like a call that $name', ({ lookAlikes }) => {
    expect(wrong(lookAlikes, (call) => judge(call).verdict !== call.expected)).toEqual([]);
  });
});

describe('what is known to pass', () => {
  const text = readFileSync(join(packageRoot(), 'docs', 'residual-risk.md'), 'utf8');
  const known = readKnownToPass().map((call) => ({ ...call, shown: describeCall(call) }));

  it.each(known)('is still so: $shown', (call) => {
    expect(judge(call).verdict).toBe(call.expected);
  });

  it.each(known)('is written down: $shown', ({ input }) => {
    expect(text).toContain(String(input.command ?? input.file_path ?? input.thing));
  });
});
