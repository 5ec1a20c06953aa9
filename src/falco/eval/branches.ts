import type { Predicate } from './predicate.ts';
import type { TriggerFinder, TriggerSet } from './triggers.ts';

/** One way for a predicate to hold, and what that needs; without triggers, nothing is known of it. */
export interface Branch {
  readonly predicate: Predicate;
  readonly triggers: TriggerSet | undefined;
}

/** Predicates with more alternatives are left whole. */
const MAX_BRANCHES = 64;
/** Triggers that fire so often are no reason to leave alternatives together. */
const COMMON_RATE = 0.9;

/** Divides a predicate into alternatives that need different triggers. It holds where one of them does. */
export function branchesOf(predicate: Predicate, finder: TriggerFinder): readonly Branch[] {
  const alternatives = divide(predicate, finder);
  const whole = alternatives.length > MAX_BRANCHES ? [predicate] : alternatives;
  return whole.map((alternative) => ({ predicate: alternative, triggers: finder.necessary(alternative) }));
}

function divide(predicate: Predicate, finder: TriggerFinder): readonly Predicate[] {
  switch (predicate.kind) {
    case 'or': {
      const alternatives = predicate.operands.flatMap((operand) => divide(operand, finder));
      // What takes one search is quicker done than woken.
      const simple = alternatives.filter(isSimple);
      if (simple.length < 2) return alternatives;
      const rest = alternatives.filter((alternative) => !isSimple(alternative));
      return [{ kind: 'or', operands: simple }, ...rest];
    }
    case 'and': {
      const { operands } = predicate;
      const rarest = finder.rarestOf(operands);
      const isRare = rarest !== undefined && (finder.necessary(rarest)?.rate ?? 1) < COMMON_RATE;
      const chosen = isRare ? rarest : operands.find(({ kind }) => kind === 'or');
      if (chosen === undefined) return [predicate];
      const alternatives = divide(chosen, finder);
      if (alternatives.length < 2 || alternatives.length > MAX_BRANCHES) return [predicate];
      const others = operands.filter((operand) => operand !== chosen);
      return alternatives.map((alternative) => ({ kind: 'and', operands: [alternative].concat(others) }));
    }
    case 'not':
    case 'test':
      return [predicate];
  }
}

function isSimple(predicate: Predicate): boolean {
  return (
    predicate.kind === 'test' && predicate.test.kind === 'constants' && predicate.test.operator !== 'regex'
  );
}
