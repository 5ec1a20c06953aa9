import type { ToolCall } from '../agents/index.ts';
import type { Alert, JudgedEvent, Judgement } from '../guard/index.ts';
import { FoundSecrets } from './found-secrets.ts';
import { redactText, redactValue } from './redact.ts';

/**
 * Fields that name things: agents, files, programs, hosts. A part of them that happens to be somebody's password stays, so
 * that the record still says what was touched.
 */
const NAMES =
  /^(?:agent|correlation|fs|mcp|secret)\.|^(?:exec\.(?:name|action)|net\.(?:host|upload)|tool\.(?:name|use_id|mcp_server))$/;

type Redact = (text: string) => string;

/** What of a judgement is kept for the next time: its events are redacted for the reason, the approval and the record. */
interface Redacted {
  readonly events: readonly JudgedEvent[];
  /** Masks, in any text about these events, also what only they show to be a secret. */
  readonly text: Redact;
}

const redactions = new WeakMap<Judgement['events'], Redacted>();

/**
 * The judgement as it may be written: every string redacted, every value ready for JSON. Of the calls only what names
 * them is left; what they hold is in the fields. What one string shows to be a secret is masked in all others, too.
 */
export function redactJudgement(judgement: Judgement): Judgement {
  return { ...judgement, reason: redactedReason(judgement), events: redactedOf(judgement.events).events };
}

/** The reason as an agent may be told it. Where it says nothing of the calls, they are not looked at. */
export function redactedReason({ reason, events }: Judgement): string {
  return isOfRules(events) ? reason : redactedOf(events).text(reason);
}

/** Redacts texts about the calls of a judgement. */
export function redactionOf({ events }: Judgement): (text: string) => string {
  return redactedOf(events).text;
}

/** Whether the reason for a decision about these events is made of the rules' own words. */
function isOfRules(events: Judgement['events']): boolean {
  let isDecided = false;
  for (const { alerts } of events) {
    for (const alert of alerts) {
      if (alert.verdict !== 'deny' && alert.verdict !== 'ask') continue;
      if (!isHarmless(alert)) return false;
      isDecided = true;
    }
  }
  return isDecided;
}

function isHarmless({ isFixed, rule, message }: Alert): boolean {
  return isFixed === true && redactRecurring(rule) === rule && redactRecurring(message) === message;
}

function redactedOf(events: Judgement['events']): Redacted {
  const known = redactions.get(events) ?? redactAll(events);
  redactions.set(events, known);
  return known;
}

function redactAll(events: Judgement['events']): Redacted {
  const found = new FoundSecrets();
  for (const { secrets = [] } of events) for (const secret of secrets) found.add(secret);
  const redact = remembered((text) => (clean.has(text) ? text : redactText(text, found)));
  const redacted = events.map((event) => redactEvent(event, redact));
  const mask = remembered((text) => found.mask(text));
  return {
    events: found.isEmpty ? redacted : redacted.map((event) => maskEvent(event, mask)),
    text: (text) => found.mask(redactText(text, found)),
  };
}

function redactEvent({ call, fields, alerts }: JudgedEvent, redact: Redact): JudgedEvent {
  return {
    call: redactCall(call, redact),
    fields: redactFields(fields, redact),
    alerts: alerts.map((alert) => ({
      ...alert,
      message: alert.isFixed === true ? redactRecurring(alert.message) : redact(alert.message),
      outputFields: redactFields(alert.outputFields, redact),
    })),
  };
}

function maskEvent({ call, fields, alerts }: JudgedEvent, mask: Redact): JudgedEvent {
  return {
    call,
    fields: maskFields(fields, mask),
    alerts: alerts.map((alert) => ({
      ...alert,
      message: alert.isFixed === true ? alert.message : mask(alert.message),
      outputFields: maskFields(alert.outputFields, mask),
    })),
  };
}

function redactCall({ input: _, command, file, content, ...names }: ToolCall, redact: Redact): ToolCall {
  const redacted = changedFields<unknown>(names, (_name, value) => redactValue(value, redact));
  return { ...(redacted as Omit<ToolCall, 'input'>), input: {} };
}

/** Of a canonical form nothing is learnt: options stand in another order there, before words that are not theirs. */
function redactFields<T>(fields: Readonly<Record<string, T>>, redact: Redact): Readonly<Record<string, T>> {
  return changedFields(fields, (name, value) => {
    if (typeof value === 'string' && name.startsWith('agent.')) return redactRecurring(value, redact);
    return redactValue(value, name === 'exec.canonical' ? redactText : redact);
  });
}

function maskFields<T>(fields: Readonly<Record<string, T>>, mask: Redact): Readonly<Record<string, T>> {
  return changedFields(fields, (name, value) => (NAMES.test(name) ? value : maskValue(value, mask)));
}

function maskValue(value: unknown, mask: Redact): unknown {
  if (typeof value === 'string') return mask(value);
  return Array.isArray(value) ? value.map((item) => maskValue(item, mask)) : value;
}

/** The fields themselves where none of them changes. */
function changedFields<T>(
  fields: Readonly<Record<string, T>>,
  change: (name: string, value: T) => unknown,
): Readonly<Record<string, T>> {
  let changed: Record<string, T> | undefined;
  for (const name in fields) {
    const value = fields[name] as T;
    const now = change(name, value) as T;
    if (now === value) continue;
    changed ??= { ...fields };
    changed[name] = now;
  }
  return changed ?? fields;
}

/** Texts of sessions and rules are looked at once: many calls share them, and those of a day are few. */
const MAX_RECURRING = 256;
const MAX_RECURRING_LENGTH = 256;
const clean = new Set<string>();

/** As `redact`, of a text that comes again with other calls. */
function redactRecurring(text: string, redact: Redact = redactText): string {
  if (clean.has(text)) return text;
  const redacted = redact(text);
  if (redacted === text && text.length <= MAX_RECURRING_LENGTH) {
    if (clean.size === MAX_RECURRING) clean.clear();
    clean.add(text);
  }
  return redacted;
}

/** The same text stands in many fields. */
function remembered(redact: Redact): Redact {
  const known = new Map<string, string>();
  return (text) => {
    const result = known.get(text) ?? redact(text);
    known.set(text, result);
    return result;
  };
}
