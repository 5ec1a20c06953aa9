import { type AuditLog, openAuditLog } from '../audit/index.ts';
import { type Prefix, readSettings } from '../guard/index.ts';
import { CliFailure } from './failure.ts';

/**
 * Puts what a person says into the audit before it counts.
 *
 * @throws CliFailure where that cannot be written
 */
export function onRecord(prefix: Prefix, append: (audit: AuditLog) => void): void {
  const audit = openAuditLog(prefix, readSettings(prefix).settings, 'once');
  append(audit);
  audit.close();
  const { problem, written } = audit.status();
  if (written === 0) throw new CliFailure(problem ?? 'it could not be recorded');
}
