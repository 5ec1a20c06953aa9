import { type Agent, claudeCode, type Decision, type JsonObject } from '../agents/index.ts';
import { formatDiagnostic } from '../falco/index.ts';
import { createGuard, type Guard, packageRoot, prefixAt, readPolicy, ruleFiles } from '../guard/index.ts';

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
  if (!isObject(value)) return { ok: false, problem: 'expected an object with "id", "tool" and "input"' };
  const { id, tool, input, cwd } = value;
  if (typeof id !== 'string') return { ok: false, problem: '"id" is not a string' };
  if (typeof tool !== 'string') return { ok: false, problem: '"tool" is not a string' };
  if (!isObject(input)) return { ok: false, problem: '"input" is not an object' };
  if (cwd !== undefined && typeof cwd !== 'string') return { ok: false, problem: '"cwd" is not a string' };
  return { ok: true, record: { id, tool, input: input as JsonObject, ...(cwd !== undefined && { cwd }) } };
}

/**
 * Puts a record to a guard the way a live call gets there: as the payload of a hook, through the agent's adapter.
 * A payload that the adapter refuses is answered `deny`, as the service does.
 */
export function checkRecord(
  guard: Guard,
  record: CheckRecord,
  options: { readonly home: string; readonly agent?: Agent },
): CheckResult {
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
      return { id, verdict: 'deny', rules: [] };
    case 'notice':
      return { id, verdict: 'defer', rules: [] };
    case 'calls': {
      const { verdict, events } = guard.judge(parsed.calls, { timeMs: 0 });
      const alerts = events.flatMap((event) => event.alerts);
      const rules = alerts.filter((alert) => alert.verdict !== 'seen').map((alert) => alert.rule);
      return { id, verdict, rules: [...new Set(rules)] };
    }
  }
}

/**
 * A guard of the rules that ship with the package, in guardrails mode, whatever this machine is configured to.
 *
 * @throws Error with the diagnostics when the rules do not load.
 */
export function createDefaultGuard(home: string): Guard {
  const nowhere = prefixAt(`${packageRoot()}/no-prefix`);
  const rules = ruleFiles(readPolicy(nowhere));
  const result = createGuard({ rules, home, mode: 'guardrails', defaultAction: 'defer' });
  if (result.ok) return result.guard;
  const sources = new Map(rules.map((file) => [file.name, file.text]));
  throw new Error(result.diagnostics.map((d) => formatDiagnostic(d, sources)).join('\n'));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
