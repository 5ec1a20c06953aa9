import type { ToolCall } from '../agents/index.ts';
import type { JudgedEvent, Judgement } from '../guard/index.ts';
import { type FoundSecrets, maskFound, redactText, redactValue } from './redact.ts';

/**
 * Fields that tell the words of a command apart: `--password` and its value are two of them, and only the command as
 * it was sent shows that the second is a secret. What a program is called and which files it touches stays.
 */
const WORDS_OF_COMMANDS: ReadonlySet<string> = new Set([
  'exec.arg',
  'exec.line',
  'exec.canonical',
  'exec.script',
]);

/**
 * The judgement as it may be written: every string redacted, every value ready for JSON. Of the calls only what names
 * them is left; what they hold is in the fields.
 */
export function redactJudgement(judgement: Judgement): Judgement {
  const inReason: FoundSecrets = new Set();
  const reason = redactText(judgement.reason, inReason);
  return { ...judgement, reason, events: judgement.events.map((event) => redactEvent(event, inReason)) };
}

function redactEvent(event: JudgedEvent, foundBefore: FoundSecrets): JudgedEvent {
  const found: FoundSecrets = new Set(foundBefore);
  const alerts = event.alerts.map((alert) => ({
    ...alert,
    message: redactText(alert.message, found),
    outputFields: redactValue(alert.outputFields, found) as Record<string, unknown>,
  }));
  const fields = redactValue(event.fields, found) as JudgedEvent['fields'];
  const call = redactCall(event.call);
  if (found.size === 0) return { call, fields, alerts };
  return {
    call,
    fields: withoutFound(fields, found),
    alerts: alerts.map((alert) => ({ ...alert, outputFields: withoutFound(alert.outputFields, found) })),
  };
}

function redactCall({ input: _, command, file, content, ...names }: ToolCall): ToolCall {
  return { ...(redactValue(names) as Omit<ToolCall, 'input'>), input: {} };
}

function withoutFound<T>(fields: Readonly<Record<string, T>>, found: FoundSecrets): Record<string, T> {
  const masked = Object.entries(fields).map(([name, value]) => {
    const isWords = WORDS_OF_COMMANDS.has(name) && Array.isArray(value);
    return [name, isWords ? value.map((item) => maskFound(String(item), found)) : value];
  });
  return Object.fromEntries(masked) as Record<string, T>;
}
