import { type Agent, claudeCode, type Decision, isJsonObject, type JsonObject } from '../agents/index.ts';
import {
  type Guard,
  GuardError,
  type Installation,
  installationAt,
  type Judgement,
  type OpenedGuard,
  openGuard,
  packageRoot,
  prefixAt,
  readPolicy,
} from '../guard/index.ts';
import type { ProjectOption } from './call-options.ts';
import { CliFailure } from './failure.ts';
import { guardOf } from './rule-policy.ts';

/** One recorded tool call, in the names of Claude Code. */
export interface CheckRecord {
  readonly id: string;
  readonly tool: string;
  readonly input: JsonObject;
  /** Default: the home directory. */
  readonly cwd?: string;
}

/** What the rules say to one record. */
export interface CheckResult {
  readonly id: string;
  /** What an agent in guardrails mode would be answered. */
  readonly verdict: Decision;
  /** Every matching rule in rule order, those that only report included, the catch-all left out. */
  readonly rules: readonly string[];
}

/** Reads one line of a file of records; gives what is wrong with it instead of throwing. */
export function parseCheckRecord(
  line: string,
): { readonly ok: true; readonly record: CheckRecord } | { readonly ok: false; readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { ok: false, problem: `not JSON (${(error as Error).message})` };
  }
  if (!isJsonObject(value)) return { ok: false, problem: 'expected an object with "id", "tool" and "input"' };
  const { id, tool, input, cwd } = value;
  if (typeof id !== 'string') return { ok: false, problem: '"id" is not a string' };
  if (typeof tool !== 'string') return { ok: false, problem: '"tool" is not a string' };
  if (!isJsonObject(input)) return { ok: false, problem: '"input" is not an object' };
  if (cwd !== undefined && typeof cwd !== 'string') return { ok: false, problem: '"cwd" is not a string' };
  return { ok: true, record: { id, tool, input: input as JsonObject, ...(cwd !== undefined && { cwd }) } };
}

/** What came of putting a record to a guard; `refused`: the adapter does not understand the payload. */
export type JudgedRecord =
  | { readonly kind: 'judged'; readonly judgement: Judgement }
  | { readonly kind: 'refused'; readonly problem: string };

export interface RecordOptions {
  readonly home: string;
  /** Default: Claude Code. */
  readonly agent?: Agent;
}

/** Puts a record to a guard the way a live call gets there: as the payload of a hook, through the agent's adapter. */
export function judgeRecord(guard: Guard, record: CheckRecord, options: RecordOptions): JudgedRecord {
  const { id, tool, input, cwd = options.home } = record;
  const parsed = (options.agent ?? claudeCode).parse({
    session_id: 'check',
    transcript_path: `${options.home}/.claude/projects/check/check.jsonl`,
    cwd,
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: tool,
    tool_input: input,
    tool_use_id: id,
  });
  switch (parsed.kind) {
    case 'invalid':
      return { kind: 'refused', problem: parsed.problem };
    case 'notice':
    case 'outcome':
    case 'session-start':
    case 'settings-change':
      return { kind: 'refused', problem: `${parsed.event} asks for no decision` };
    case 'calls':
      return { kind: 'judged', judgement: guard.judge(parsed.calls, { timeMs: 0 }) };
  }
}

/** The verdict and the matching rules of a record. A payload that is refused is answered `deny`, as the service does. */
export function checkRecord(guard: Guard, record: CheckRecord, options: RecordOptions): CheckResult {
  const { id } = record;
  const judged = judgeRecord(guard, record, options);
  if (judged.kind === 'refused') return { id, verdict: 'deny', rules: [] };
  const { verdict, events } = judged.judgement;
  const alerts = events.flatMap((event) => event.alerts);
  const rules = alerts.filter((alert) => alert.verdict !== 'seen').map((alert) => alert.rule);
  return { id, verdict, rules: [...new Set(rules)] };
}

/** With nothing in it, so that the defaults apply. */
const NOWHERE = prefixAt(`${packageRoot()}/no-prefix`);

/**
 * A guard of the rules that ship with the package, these packs included, in guardrails mode, whatever this machine
 * is configured to.
 *
 * @throws CliFailure with the diagnostics when the rules do not load.
 */
export function createDefaultGuard(home: string, packs: readonly string[] = []): Guard {
  const installation = exampleInstallation(home);
  return guardOf(readPolicy(NOWHERE, packs), {
    home,
    installation,
    mode: 'guardrails',
    defaultAction: 'defer',
  }).guard;
}

/**
 * The same, and what the project of a folder adds: it can only make the rules stricter, whatever the person trusts.
 *
 * @throws CliFailure where the rules cannot be read
 */
export function openDefaultGuard(home: string, project: ProjectOption): OpenedGuard {
  const options = { home, project, installation: exampleInstallation(home) };
  try {
    return openGuard(NOWHERE, options);
  } catch (error) {
    throw error instanceof GuardError ? new CliFailure(error.message) : error;
  }
}

/** A guard that runs from a checkout in this home, so that records say the same on every machine. */
export function exampleInstallation(home: string): Installation {
  const places = {
    packageRoot: `${home}/src/prempti`,
    prefix: `${home}/.prempti`,
    runtimes: ['/usr/bin/node'],
    hookFiles: [{ agent: 'claude', path: `${home}/.claude/settings.json` }],
    isCheckout: true,
  };
  return installationAt(places, home);
}
