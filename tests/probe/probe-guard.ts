import { checkRecord, createDefaultGuard } from '../../src/cli/check-records.ts';
import type { RuleCall } from '../../src/cli/rule-call.ts';
import type { Expected } from './attack-files.ts';

const HOME = '/home/dev';
const CWD = `${HOME}/project`;
const guard = createDefaultGuard(HOME);

/** What the default rules say to a call, with the rules that say it. */
export function judge({ tool, input }: RuleCall): {
  readonly verdict: Expected;
  readonly rules: readonly string[];
} {
  const { verdict, rules } = checkRecord(guard, { id: 'probe', tool, input, cwd: CWD }, { home: HOME });
  return { verdict: verdict === 'deny' || verdict === 'ask' ? verdict : 'pass', rules };
}

const STRENGTH: Readonly<Record<Expected, number>> = { pass: 0, ask: 1, deny: 2 };

export function isWeaker(verdict: Expected, than: Expected): boolean {
  return STRENGTH[verdict] < STRENGTH[than];
}
