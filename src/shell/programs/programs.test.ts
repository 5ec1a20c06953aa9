import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../actions.ts';
import { BEHAVIOURS } from '../behaviours/index.ts';
import { analyzeCommand } from '../index.ts';
import { FLAG_ROLES, type Program, ROLES, type Spec } from '../program/spec.ts';
import { summarize } from '../testing/summary.ts';
import { PROGRAMS } from './index.ts';

const context = { cwd: '/w', home: '/h' };
const optionRoles: readonly string[] = [...ROLES, ...FLAG_ROLES];

function title(program: Program): string {
  return program.names.split(' ', 1)[0] as string;
}

/** A spec and those of its subcommands. */
function allSpecs(spec: Spec): readonly Spec[] {
  const inner = Object.values(spec.subcommands ?? {}).filter((value) => typeof value !== 'string');
  return [spec, ...inner.flatMap((value) => allSpecs(value as Spec))];
}

describe('the table of programs', () => {
  it('describes at least 250 programs', () => {
    const names = new Set(PROGRAMS.flatMap((program) => program.names.split(' ')));
    expect(names.size).toBeGreaterThan(250);
  });

  it('has examples for every entry', () => {
    expect(PROGRAMS.filter((program) => Object.keys(program.examples).length === 0).map(title)).toEqual([]);
  });

  it('has no behaviour that nothing uses', () => {
    const used = new Set(
      PROGRAMS.flatMap(allSpecs)
        .flatMap((spec) => [spec, ...Object.values(spec.when ?? {})])
        .map(({ behaviour }) => behaviour),
    );
    expect(Object.keys(BEHAVIOURS).filter((name) => !used.has(name))).toEqual([]);
  });

  describe.each(PROGRAMS.map((program) => [title(program), program] as const))('%s', (_, program) => {
    it.each(Object.entries(program.examples))('%s', (command, expected) => {
      expect(summarize(analyzeCommand(command, context))).toBe(expected);
    });

    it('uses roles, behaviours and actions that exist', () => {
      const unknown: string[] = [];
      for (const spec of allSpecs(program)) {
        for (const role of Object.values(spec.options ?? {}))
          if (!optionRoles.includes(role)) unknown.push(role);
        const plans = [spec.operands, ...Object.values(spec.when ?? {}).map((value) => value.operands)];
        for (const token of plans.flatMap((plan) => plan?.split(' ') ?? [])) {
          const role = token.replace(/\.\.\.$|\?$/, '');
          if (role !== '' && !(ROLES as readonly string[]).includes(role)) unknown.push(token);
        }
        if (spec.behaviour !== undefined && BEHAVIOURS[spec.behaviour] === undefined)
          unknown.push(spec.behaviour);
        const named = typeof spec.actions === 'string' ? [spec.actions] : Object.keys(spec.actions ?? {});
        for (const action of named) if (!(action in ACTIONS)) unknown.push(action);
      }
      expect(unknown).toEqual([]);
    });
  });
});
