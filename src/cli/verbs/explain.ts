import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { findAgent, isJsonObject, type JsonObject } from '../../agents/index.ts';
import { nearestName } from '../../falco/index.ts';
import { type Guard, type Judgement, policyHash, ruleFiles } from '../../guard/index.ts';
import { type CallOptions, readCall, rulesFor, withCallOptions } from '../call-options.ts';
import { outcomeLabel } from '../call-view.ts';
import { judgeRecord } from '../check-records.ts';
import {
  checkData,
  type EventExplanation,
  explainEvent,
  explainRuleFor,
  outcomeOf,
  type RecordedMatches,
  type RuleExplanation,
  traceData,
  verdictChange,
  worstOf,
} from '../explanation.ts';
import {
  formatChange,
  formatFields,
  formatHead,
  formatMatching,
  formatNear,
  formatRuleTree,
} from '../explanation-view.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { describeProject, projectData } from '../project-view.ts';
import { type RecordedCall, recordedCall } from '../recorded-call.ts';
import { describeCall } from '../rule-call.ts';
import type { OpenedPolicy } from '../rule-policy.ts';
import { type Terminal, terminalFor } from '../terminal.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

interface ExplainOptions extends CallOptions {
  readonly agent: string;
  readonly rule?: string;
}

/** What to explain: the fields of each event, and what the audit says became of them. */
interface Subject {
  readonly tool: string;
  readonly input: JsonObject;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** No agent has sent it: what it seems to say of one means nothing. */
  readonly isMadeUp?: boolean;
  /** Absent for a call that was not made. */
  readonly recorded?: RecordedCall['recorded'];
  readonly judged?: RecordedCall['judged'];
}

const EXAMPLES = `
Examples:
  premptictl explain 'git push --force'
  premptictl explain --tool Write ~/.ssh/config
  premptictl explain 1790000000000001            a call of the audit trail, by the correlation id of its reason
  premptictl explain '{"tool": "Read", "input": {"file_path": "/etc/passwd"}}'
  premptictl explain - --agent codex < payload.json
  premptictl explain 'git push' --rule 'Ask before rewriting published history'`;

/** `explain CALL`: why the rules say what they say. The call is not made, and nothing is recorded. */
export function explainVerb(): Command {
  return withCallOptions(
    prefixVerb('explain').argument(
      '[call]',
      'a command line, a correlation id, or JSON: {"tool", "input"} or the payload of a hook; - reads JSON',
    ),
  )
    .option('--agent <name>', 'whose payload the JSON is', 'claude')
    .option('--rule <name>', 'one rule with all its conditions, whether it matches or not')
    .addHelpText('after', EXAMPLES)
    .action((call: string | undefined, options: ExplainOptions) => explain(call, options));
}

function explain(argument: string | undefined, options: ExplainOptions): void {
  const asked = findCall(argument, options);
  const policy = rulesFor(prefixOf(options), asked.folder, options);
  const subject = asked.subjectBy(policy.guard);
  const terminal = terminalFor(process.stdout);
  for (const problem of policy.problems) console.error(terminal.paint('red', `problem: ${problem}`));
  if (options.rule !== undefined) {
    const rules = explainNamedRule(options.rule, subject, policy);
    if (options.json === true) console.log(jsonLine(rules.map(ruleData)));
    else console.log(rules.map((rule) => formatRuleTree(rule, terminal)).join('\n\n'));
    return;
  }
  const events = subject.events.map((fields, index) =>
    explainEvent(fields, policy, recordedMatches(subject, index, policy)),
  );
  if (options.json === true) console.log(jsonLine(explanationData(subject, events, policy)));
  else console.log(format(subject, events, policy, terminal));
}

/** A call that the command line tells of: where it is made, and what a guard makes of it. */
interface AskedCall {
  readonly folder: string;
  readonly subjectBy: (guard: Guard) => Subject;
}

function findCall(argument: string | undefined, options: ExplainOptions): AskedCall {
  if (argument !== undefined && /^[0-9]+$/.test(argument)) {
    const recorded = recordedCall(argument, prefixOf(options));
    return { folder: String(recorded.events[0]?.['agent.cwd'] ?? ''), subjectBy: () => recorded };
  }
  const text = argument === '-' ? readFileSync(0, 'utf8') : argument;
  const cwd = resolve(options.cwd);
  if (text === undefined || (argument !== '-' && !text.trimStart().startsWith('{'))) {
    return madeUpCall({ ...readCall(text, options), cwd });
  }
  const payload = parseObject(text);
  const { tool, input } = payload;
  if (typeof tool === 'string' && isJsonObject(input)) {
    return madeUpCall({ tool, input, cwd: typeof payload.cwd === 'string' ? payload.cwd : cwd });
  }
  const agent = findAgent(options.agent);
  if (agent === undefined) throw new CliFailure(`there is no agent "${options.agent}"`);
  const parsed = agent.parse(payload);
  switch (parsed.kind) {
    case 'invalid':
      throw new CliFailure(`${agent.title} sends no such payload: ${parsed.problem}`);
    case 'notice':
    case 'outcome':
    case 'session-start':
    case 'settings-change':
      throw new CliFailure(`${parsed.event} asks for no decision`);
    case 'calls': {
      const { calls } = parsed;
      return {
        folder: calls[0]?.cwd ?? '',
        subjectBy: (guard) => subjectOf(guard.judge(calls, { timeMs: 0 })),
      };
    }
  }
}

function madeUpCall(call: {
  readonly tool: string;
  readonly input: JsonObject;
  readonly cwd: string;
}): AskedCall {
  const subjectBy = (guard: Guard): Subject => {
    const judged = judgeRecord(guard, { id: 'explain', ...call }, { home: homedir() });
    if (judged.kind === 'refused') throw new CliFailure(`no agent makes this call: ${judged.problem}`);
    return { ...subjectOf(judged.judgement), isMadeUp: true };
  };
  return { folder: call.cwd, subjectBy };
}

function subjectOf({ events }: Judgement): Subject {
  const { tool = '', input = {} } = events[0]?.call ?? {};
  return { tool, input, events: events.map(({ fields }) => fields) };
}

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliFailure(`the call is not JSON: ${(error as Error).message}`);
  }
  if (!isJsonObject(value)) throw new CliFailure('the call is no JSON object');
  return value;
}

function explainNamedRule(name: string, subject: Subject, policy: OpenedPolicy): readonly RuleExplanation[] {
  const rules = policy.ruleSet.rules;
  const rule = rules.find((candidate) => candidate.name === name);
  if (rule !== undefined) {
    return subject.events.map((fields, index) =>
      explainRuleFor(fields, rule, policy, recordedMatches(subject, index, policy)),
    );
  }
  const nearest = nearestName(
    name,
    rules.map((candidate) => candidate.name),
  );
  const hint = nearest === undefined ? 'see "premptictl rules list"' : `did you mean "${nearest}"?`;
  throw new CliFailure(`there is no rule "${name}"; ${hint}`);
}

function ruleData({ rule, verdict, file, line, trace, matches, change }: RuleExplanation): object {
  const checks = change?.checks.map((check) => ({ ...checkData(check), holds: check.holds })) ?? null;
  return {
    rule,
    verdict,
    file,
    line,
    matches: matches ?? null,
    change: checks,
    trace: traceData(trace),
  };
}

/** What the record knows of rules beyond the fields of an event. */
function recordedMatches(
  { recorded, judged }: Subject,
  event: number,
  { policy, settings }: OpenedPolicy,
): RecordedMatches | undefined {
  if (recorded === undefined) return undefined;
  const rules = judged?.matches[event];
  const isSame = judged?.policy === policyHash(ruleFiles(policy), settings);
  return isSame && rules !== undefined ? { rules } : {};
}

const SAID_BY_AGENTS = /^(correlation[.]|tool[.]use_id$|agent[.](?!name$|os$|cwd$|real_cwd))/;

/** The fields that tell something of the call. */
function tellingFields({ isMadeUp }: Subject, { fields }: EventExplanation): EventExplanation['fields'] {
  if (isMadeUp !== true) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !SAID_BY_AGENTS.test(name)));
}

function explanationData(
  subject: Subject,
  events: readonly EventExplanation[],
  policy: OpenedPolicy,
): object {
  const { tool, input, recorded } = subject;
  const change = verdictChange(events, policy);
  return {
    verdict: outcomeOf(events, policy),
    worst: worstOf(events, policy),
    tool,
    input,
    recorded: recorded ?? null,
    events: events.map((event) => ({
      fields: tellingFields(subject, event),
      matching: event.matching.map(ruleData),
      uncertain: event.uncertain.map(ruleData),
      near: event.near.map(ruleData),
    })),
    change:
      change === undefined ? null : { verdict: change.verdict, rules: change.rules.map(({ rule }) => rule) },
    projects: policy.projectFiles.map(projectData),
    problems: policy.problems,
  };
}

function format(
  subject: Subject,
  events: readonly EventExplanation[],
  policy: OpenedPolicy,
  terminal: Terminal,
): string {
  const { tool, input, recorded } = subject;
  const outcomes = [...new Set([outcomeOf(events, policy), worstOf(events, policy)])];
  const width = (terminal.columns ?? 120) - 8;
  const call = terminal.paint('bold', describeCall({ tool, input }, width));
  const label = outcomes.map((outcome) => outcomeLabel(outcome, terminal)).join(' or ');
  const parts = [`${label} ${call}${recordedNote(recorded, outcomes, terminal)}`];
  const title = (text: string): string => terminal.paint('bold', text);
  for (const event of events) {
    const { matching, uncertain, near, narrow } = event;
    parts.push(`${title('Fields')}\n${formatFields(tellingFields(subject, event), terminal)}`);
    const rules = matching.map((rule) => formatMatching(rule, narrow, terminal));
    if (rules.length > 0) parts.push(`${title('Matching rules')}\n${rules.join('\n')}`);
    const unknown = uncertain.map((rule) => formatHead(rule, terminal));
    const unknownTitle = title('Rules for which what is masked or cut decides');
    if (unknown.length > 0) parts.push(`${unknownTitle}\n${unknown.join('\n')}`);
    if (rules.length + unknown.length === 0) parts.push(title('No rule matches'));
    const nearly = near.map((rule) => formatNear(rule, terminal));
    if (nearly.length > 0) parts.push(`${title('One condition short')}\n${nearly.join('\n')}`);
  }
  const change = verdictChange(events, policy);
  if (change !== undefined) parts.push(formatChange(change, terminal));
  const projects = policy.projectFiles.map(describeProject);
  if (projects.length > 0) parts.push(terminal.paint('dim', projects.join('\n')));
  return parts.join('\n\n');
}

function recordedNote(
  recorded: Subject['recorded'],
  outcomes: readonly string[],
  terminal: Terminal,
): string {
  if (recorded === undefined) return '';
  const { time, verdict } = recorded;
  const then = verdict === 'defer' ? 'pass' : verdict;
  const now = outcomes.map((outcome) => `"${outcome}"`).join(' or ');
  const why = outcomes.length > 1 ? ', as what is masked or cut decides' : '';
  const change = now === `"${then}"` ? '' : ` as "${then}"; by the rules of today it is ${now}${why}`;
  return `\n${terminal.paint('dim', `recorded ${time.slice(0, 19)}Z${change}`)}`;
}
