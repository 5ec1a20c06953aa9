import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { claudeCode } from '../../agents/index.ts';
import { readAuditLog } from '../../audit/index.ts';
import { packageRoot } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { problemsOf } from '../problems.ts';
import { readClaudeDecision, runHook } from '../run-hook.ts';
import { runningStatus } from '../running-service.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

const TIMEOUT_MS = 5_000;

/** The service writes within 50 ms; a slow disk may take longer. */
const RECORD_TIMEOUT_MS = 1_000;
const RECORDS_SEARCHED = 200;

/** `health`: a harmless call sent through the real hook and everything behind it. */
export function healthVerb(): Command {
  return prefixVerb('health').action((options: { prefix?: string }) => checkHealth(options));
}

async function checkHealth(options: { readonly prefix?: string }): Promise<void> {
  const prefix = prefixOf(options);
  const client = join(packageRoot(), 'dist', 'hook-client.cjs');
  if (!existsSync(client)) throw new CliFailure(`FAIL: the hook ${client} is missing; run "npm run build"`);
  const service = await runningStatus(prefix);
  const startedMs = Date.now();
  const run = await runHook(claudeCode, prefix, SYNTHETIC_CALL, TIMEOUT_MS);
  if (run.exitCode === undefined)
    throw new CliFailure(`FAIL: the hook gave no answer within ${TIMEOUT_MS} ms`);
  const answer = readClaudeDecision(run);
  if (answer === undefined) {
    throw new CliFailure(`FAIL: the hook ended with status ${run.exitCode}: ${run.stderr || run.stdout}`);
  }
  const { decision, reason } = answer;
  if (decision === 'deny' && reason.startsWith('Prempti ')) throw new CliFailure(`FAIL: ${reason}`);
  const shown = decision === 'defer' ? 'defer / no decision' : decision;
  const note = decision === 'deny' || decision === 'ask' ? ` (${reason})` : '';
  const where =
    service === undefined
      ? 'evaluated by the hook itself: no service is running'
      : `service pid ${service.pid}`;
  console.log(
    `OK: pipeline healthy (synthetic event → ${shown})${note}; ${where}; ${run.elapsedMs.toFixed(0)} ms`,
  );
  const unrecorded = await recordProblems(prefix.auditLog, startedMs);
  const problems = problemsOf(prefix, await runningStatus(prefix));
  for (const problem of [...problems, ...unrecorded]) console.error(`warning: ${problem}`);
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
