import type { SinkSettings } from '../../guard/index.ts';
import { type AuditRecord, OUTCOME_TAG } from '../record.ts';
import { severityOf } from './severity.ts';

/** The one that has it tells of the call itself. */
const OF_A_CALL = 'prempti.verdict';

/** Which records a sink takes: `alerts` are those that tell of more than that a call was made and how it ended. */
export function recordFilter({
  records,
  minPriority,
}: Pick<SinkSettings, 'records' | 'minPriority'>): (record: AuditRecord) => boolean {
  const lowest = severityOf(minPriority);
  return ({ priority, output_fields, tags }) =>
    severityOf(priority) <= lowest &&
    (records === 'all' || !(OF_A_CALL in output_fields || tags.includes(OUTCOME_TAG)));
}
