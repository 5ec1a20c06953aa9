import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent, Decision } from '../agents/index.ts';
import { type AuditRecord, readAuditLog } from '../audit/index.ts';
import type { Prefix } from '../guard/index.ts';
import { askOverHttp } from './ask-over-http.ts';
import { HARMLESS_CALLS, HEALTH_CHECK } from './harmless-call.ts';
import { type HookRun, runHook } from './run-hook.ts';

const TIMEOUT_MS = 5_000;

/** The service writes within 50 ms; a slow disk may take longer. */
const RECORD_TIMEOUT_MS = 1_000;
const RECORDS_SEARCHED = 200;

/** What came of a harmless call that was sent the way an agent sends its own. */
export type Probe =
  | {
      readonly ok: true;
      readonly decision: Decision;
      readonly reason: string;
      readonly elapsedMs: number;
      /** Why it is not known to be on record. */
      readonly unrecorded?: string;
    }
  | { readonly ok: false; readonly problem: string };

/** Sends a harmless call through the hook of an agent, and reads the answer as the agent does. */
export async function probeAgent(agent: Agent, isOverHttp: boolean, prefix: Prefix): Promise<Probe> {
  const payload = HARMLESS_CALLS[agent.id];
  const startedMs = Date.now();
  const ask = isOverHttp ? askOverHttp : runHook;
  let run: HookRun;
  try {
    run = await ask(agent, prefix, payload, TIMEOUT_MS);
  } catch (error) {
    return { ok: false, problem: `the hook cannot be run: ${(error as Error).message}` };
  }
  if (run.exitCode === undefined)
    return { ok: false, problem: `the hook gave no answer within ${TIMEOUT_MS} ms` };
  const { record, problem } = await recordOf(agent, prefix, startedMs);
  const said = record === undefined ? NOTHING_SAID : [answerIn(record)];
  const { event } = agent.parse(payload);
  const answer = said.find(({ decision, reason }) =>
    [{}, { isHeadless: true }].some((how) => isSame(run, agent.render(event, { decision, reason }, how))),
  );
  if (answer === undefined) {
    return {
      ok: false,
      problem: `the hook ended with status ${run.exitCode}: ${(run.stderr || run.stdout).trim()}`,
    };
  }
  // Of rules they begin with the name of one.
  if (answer.reason.startsWith('Prempti ')) return { ok: false, problem: answer.reason };
  const elapsedMs = Math.round(run.elapsedMs);
  return { ok: true, ...answer, elapsedMs, ...(problem !== undefined && { unrecorded: problem }) };
}

/** What answers there are that need no reason. */
const NOTHING_SAID = (['defer', 'allow'] as const).map((decision) => ({ decision, reason: '' }));

const isSame = (run: HookRun, reply: ReturnType<Agent['render']>): boolean =>
  run.stdout === reply.stdout && run.stderr === reply.stderr && run.exitCode === reply.exitCode;

function answerIn({ output_fields: fields }: AuditRecord): { decision: Decision; reason: string } {
  const decision = fields['prempti.enforced'] as Decision;
  return { decision, reason: decision === 'defer' ? '' : String(fields['prempti.reason'] ?? '') };
}

/** The record of the call, as it comes within moments, or what keeps it from coming. */
async function recordOf(
  { name }: Agent,
  { auditLog }: Prefix,
  sinceMs: number,
): Promise<{ readonly record?: AuditRecord; readonly problem?: string }> {
  try {
    for (const end = Date.now() + RECORD_TIMEOUT_MS; Date.now() < end; await sleep(20)) {
      const record = readAuditLog(auditLog, { tail: RECORDS_SEARCHED }).findLast(
        ({ record: found }) =>
          found?.output_fields['agent.name'] === name &&
          found.output_fields['agent.session_id'] === HEALTH_CHECK &&
          found.output_fields['prempti.enforced'] !== undefined &&
          Date.parse(found.time) >= sinceMs,
      )?.record;
      if (record !== undefined) return { record };
    }
  } catch (error) {
    return { problem: `the audit cannot be read: ${(error as Error).message}` };
  }
  return { problem: `the call is not on record in ${auditLog}` };
}
