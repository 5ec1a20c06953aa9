import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { claudeCode } from '../../agents/index.ts';
import { readAuditLog } from '../../audit/index.ts';
import { type Prefix, packageRoot } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { problemsOf } from '../problems.ts';
import { readClaudeDecision, runHook } from '../run-hook.ts';
import { runningStatus } from '../running-service.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

const TIMEOUT_MS = 5_000;

/** The service writes within 50 ms; a slow disk may take longer. */
const RECORD_TIMEOUT_MS = 1_000;
const RECORDS_SEARCHED = 200;

/** How the pipeline answered, or why it did not. */
type Health =
  | {
      readonly ok: true;
      readonly decision: string;
      readonly reason: string;
      /** Absent where the hook evaluated the call itself. */
      readonly servicePid: number | null;
      readonly elapsedMs: number;
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

/** `health`: a harmless call sent through the real hook and everything behind it. */
export function healthVerb(): Command {
  return prefixVerb('health')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('health', 'health --json'))
    .action(async (options: { prefix?: string; json?: boolean }) => {
      const health = await checkHealth(prefixOf(options));
      if (!health.ok) process.exitCode = 1;
      if (options.json === true) console.log(JSON.stringify(health));
      else if (health.ok) show(health);
      else throw new CliFailure(`FAIL: ${health.problem}`);
    });
}

async function checkHealth(prefix: Prefix): Promise<Health> {
  const client = join(packageRoot(), 'dist', 'hook-client.cjs');
  if (!existsSync(client)) return failed(`the hook ${client} is missing; run "npm run build"`);
  const service = await runningStatus(prefix);
  const startedMs = Date.now();
  const run = await runHook(claudeCode, prefix, SYNTHETIC_CALL, TIMEOUT_MS);
  if (run.exitCode === undefined) return failed(`the hook gave no answer within ${TIMEOUT_MS} ms`);
  const answer = readClaudeDecision(run);
  if (answer === undefined) {
    return failed(`the hook ended with status ${run.exitCode}: ${run.stderr || run.stdout}`);
  }
  const { decision, reason } = answer;
  if (decision === 'deny' && reason.startsWith('Prempti ')) return failed(reason);
  const unrecorded = await recordProblems(prefix.auditLog, startedMs);
  const problems = problemsOf(prefix, await runningStatus(prefix));
  return {
    ok: true,
    decision,
    reason,
    servicePid: service?.pid ?? null,
    elapsedMs: Math.round(run.elapsedMs),
    warnings: [...problems, ...unrecorded],
  };
}

function failed(problem: string): Health {
  return { ok: false, problem };
}

function show({ decision, reason, servicePid, elapsedMs, warnings }: Health & { readonly ok: true }): void {
  const shown = decision === 'defer' ? 'defer / no decision' : decision;
  const note = decision === 'deny' || decision === 'ask' ? ` (${reason})` : '';
  const where =
    servicePid === null ? 'evaluated by the hook itself: no service is running' : `service pid ${servicePid}`;
  console.log(`OK: pipeline healthy (synthetic event → ${shown})${note}; ${where}; ${elapsedMs} ms`);
  for (const warning of warnings) console.error(`warning: ${warning}`);
}

/** What is wrong with the audit, seen by the record of the call; nothing where it has come, as it does within moments. */
async function recordProblems(path: string, sinceMs: number): Promise<readonly string[]> {
  try {
    for (const end = Date.now() + RECORD_TIMEOUT_MS; Date.now() < end; await sleep(20)) {
      const lines = readAuditLog(path, { tail: RECORDS_SEARCHED });
      const isThere = lines.some(
        ({ record }) =>
          record?.output_fields['tool.use_id'] === SYNTHETIC_CALL.tool_use_id &&
          Date.parse(record.time) >= sinceMs,
      );
      if (isThere) return [];
    }
  } catch (error) {
    return [`the audit cannot be read: ${(error as Error).message}`];
  }
  return [`the call is not on record in ${path}`];
}

const SYNTHETIC_CALL = {
  session_id: 'health-check',
  cwd: homedir(),
  hook_event_name: 'PreToolUse',
  tool_name: 'Bash',
  tool_input: { command: 'echo health-check' },
  tool_use_id: 'health-check',
};
