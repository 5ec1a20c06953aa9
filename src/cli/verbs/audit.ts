import { Command } from 'commander';
import { auditCheckpointsVerb } from './audit-checkpoints.ts';
import { auditExportVerb } from './audit-export.ts';
import { auditSearchVerb } from './audit-search.ts';
import { auditSessionVerb } from './audit-session.ts';
import { auditSessionsVerb } from './audit-sessions.ts';
import { auditStatsVerb } from './audit-stats.ts';
import { auditVacuumVerb } from './audit-vacuum.ts';
import { auditVerifyVerb } from './audit-verify.ts';

/** `audit ...`: the store of what agents did. */
export function auditVerb(): Command {
  return new Command('audit')
    .addCommand(auditSearchVerb())
    .addCommand(auditSessionsVerb())
    .addCommand(auditSessionVerb())
    .addCommand(auditStatsVerb())
    .addCommand(auditExportVerb())
    .addCommand(auditVerifyVerb())
    .addCommand(auditCheckpointsVerb())
    .addCommand(auditVacuumVerb());
}
