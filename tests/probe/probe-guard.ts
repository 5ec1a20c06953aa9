import {
  type CheckRecord,
  checkRecord,
  createDefaultGuard,
  judgeRecord,
} from '../../src/cli/check-records.ts';
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
  const { verdict, rules } = checkRecord(guard, recordOf({ tool, input }), { home: HOME });
  return { verdict: verdict === 'deny' || verdict === 'ask' ? verdict : 'pass', rules };
}

/** What an agent is told about a call, by every rule that stops it. */
export function messages(call: RuleCall): readonly string[] {
  const judged = judgeRecord(guard, recordOf(call), { home: HOME });
  if (judged.kind === 'refused') return [judged.problem];
  return judged.judgement.events
    .flatMap(({ alerts }) => alerts)
    .filter(({ verdict }) => verdict === 'deny' || verdict === 'ask')
    .map(({ message }) => message);
}

function recordOf({ tool, input }: RuleCall): CheckRecord {
  return { id: 'probe', tool, input, cwd: CWD };
}

const STRENGTH: Readonly<Record<Expected, number>> = { pass: 0, ask: 1, deny: 2 };

export function isWeaker(verdict: Expected, than: Expected): boolean {
  return STRENGTH[verdict] < STRENGTH[than];
}
