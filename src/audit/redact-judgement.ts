import type { ToolCall } from '../agents/index.ts';
import type { JudgedEvent, Judgement } from '../guard/index.ts';
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
  const { events, text } = redactedOf(judgement.events);
  return { ...judgement, reason: text(judgement.reason), events };
}

/** Redacts texts about the calls of a judgement. */
export function redactionOf({ events }: Judgement): (text: string) => string {
  return redactedOf(events).text;
}

function redactedOf(events: Judgement['events']): Redacted {
  const known = redactions.get(events) ?? redactAll(events);
  redactions.set(events, known);
  return known;
}

function redactAll(events: Judgement['events']): Redacted {
  const found = new FoundSecrets();
  for (const { secrets = [] } of events) for (const secret of secrets) found.add(secret);
  const redact = remembered((text) => redactText(text, found));
  const redacted = events.map((event) => redactEvent(event, redact));
  const mask = remembered((text) => found.mask(text));
  return {
    events: found.isEmpty ? redacted : redacted.map((event) => maskEvent(event, mask)),
    text: (text) => found.mask(redactText(text, found)),
  };
}

function maskEvent({ call, fields, alerts }: JudgedEvent, mask: Redact): JudgedEvent {
  return {
    call,
    fields: maskFields(fields, mask),
    alerts: alerts.map((alert) => ({
      ...alert,
      message: mask(alert.message),
      outputFields: maskFields(alert.outputFields, mask),
    })),
  };
}

function redactEvent({ call, fields, alerts }: JudgedEvent, redact: Redact): JudgedEvent {
  return {
    call: redactCall(call, redact),
    fields: redactFields(fields, redact),
    alerts: alerts.map((alert) => ({
      ...alert,
      message: redact(alert.message),
      outputFields: redactFields(alert.outputFields, redact),
    })),
  };
}

/** Of a canonical form nothing is learnt: options stand in another order there, before words that are not theirs. */
function redactFields<T>(fields: Readonly<Record<string, T>>, redact: Redact): Record<string, T> {
  const redacted = Object.entries(fields).map(([name, value]) => [
    name,
    redactValue(value, name === 'exec.canonical' ? redactText : redact),
  ]);
  return Object.fromEntries(redacted) as Record<string, T>;
}

function redactCall({ input: _, command, file, content, ...names }: ToolCall, redact: Redact): ToolCall {
  return { ...(redactValue(names, redact) as Omit<ToolCall, 'input'>), input: {} };
}

function maskFields<T>(fields: Readonly<Record<string, T>>, mask: Redact): Record<string, T> {
  const masked = Object.entries(fields).map(([name, value]) => [
    name,
    NAMES.test(name) ? value : maskValue(value, mask),
  ]);
  return Object.fromEntries(masked) as Record<string, T>;
}

function maskValue(value: unknown, mask: Redact): unknown {
  if (typeof value === 'string') return mask(value);
  return Array.isArray(value) ? value.map((item) => maskValue(item, mask)) : value;
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
