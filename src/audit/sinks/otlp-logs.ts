import type { AuditRecord } from '../record.ts';
import { severityOf } from './severity.ts';

/** By the severity of syslog: https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#appendix-b-severitynumber-example-mappings */
const SEVERITY_NUMBERS = [21, 19, 18, 17, 13, 10, 9, 5] as const;

/** Fields that have a name in OpenTelemetry's semantic conventions, beside their own. */
const CONVENTIONS: Readonly<Record<string, string>> = {
  'agent.name': 'gen_ai.agent.name',
  'agent.session_id': 'gen_ai.conversation.id',
  'tool.name': 'gen_ai.tool.name',
  'tool.use_id': 'gen_ai.tool.call.id',
};

type AnyValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly AnyValue[] } }
  | { readonly kvlistValue: { readonly values: readonly KeyValue[] } };

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

/** An `ExportLogsServiceRequest` in the JSON of OTLP: lowerCamelCase keys, 64-bit integers as text. */
export function toOtlpLogs(records: readonly AuditRecord[], version: string, observedMs: number): object {
  const hosts = Map.groupBy(records, ({ hostname }) => hostname);
  const observed = `${observedMs}000000`;
  return {
    resourceLogs: [...hosts].map(([host, ofHost]) => ({
      resource: {
        attributes: keyValues({ 'service.name': 'prempti', 'service.version': version, 'host.name': host }),
      },
      scopeLogs: [
        { scope: { name: 'prempti', version }, logRecords: ofHost.map((one) => toLogRecord(one, observed)) },
      ],
    })),
  };
}

function toLogRecord(record: AuditRecord, observedTimeUnixNano: string): object {
  const { output_fields: fields, rule, source, tags, priority, message, time } = record;
  const conventional = Object.entries(CONVENTIONS).map(([from, to]) => [to, fields[from]]);
  return {
    timeUnixNano: nanosecondsOf(time),
    observedTimeUnixNano,
    severityNumber: SEVERITY_NUMBERS[severityOf(priority)],
    severityText: priority,
    body: { stringValue: message },
    attributes: keyValues({
      ...Object.fromEntries(conventional),
      'security_rule.name': rule,
      'falco.source': source,
      'falco.tags': tags,
      ...fields,
    }),
  };
}

/** Of a time in UTC with nine decimals; a `Date` would lose the last six. */
function nanosecondsOf(time: string): string {
  const [seconds = '', rest = ''] = time.split('.');
  const wholeMs = Date.parse(time.includes('.') ? `${seconds}Z` : time);
  const nanoseconds = /^\d+/.exec(rest)?.[0].padEnd(9, '0').slice(0, 9) ?? '000000000';
  return wholeMs >= 0 ? String(BigInt(wholeMs) * 1_000_000n + BigInt(nanoseconds)) : '0';
}

function keyValues(values: Readonly<Record<string, unknown>>): readonly KeyValue[] {
  return Object.entries(values).flatMap(([key, one]) => {
    const value = anyValue(one);
    return value === undefined ? [] : [{ key, value }];
  });
}

function anyValue(value: unknown): AnyValue | undefined {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'boolean':
      return { boolValue: value };
    case 'number':
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    case 'object':
      if (value === null) return undefined;
      if (Array.isArray(value))
        return { arrayValue: { values: value.flatMap((item) => anyValue(item) ?? []) } };
      return { kvlistValue: { values: keyValues(value as Record<string, unknown>) } };
    default:
      return undefined;
  }
}
