import { SYSLOG_FACILITIES } from '../../guard/index.ts';
import { fitRecord } from './fit-record.ts';
import { severityOf } from './severity.ts';
import type { SinkRecord } from './sink.ts';

export interface SyslogFormat {
  readonly facility: string;
  readonly maxBytes: number;
  readonly processId: number;
}

/**
 * A record as a message of RFC 5424: no structured data, the record in Falco's JSON as the text. The JSON has no control
 * characters, so that none of its content can pass for another message.
 */
export function syslogMessage(one: SinkRecord, { facility, maxBytes, processId }: SyslogFormat): string {
  const { priority, time, hostname, output_fields: fields } = one.record;
  const pri = SYSLOG_FACILITIES.indexOf(facility) * 8 + severityOf(priority);
  const messageId = 'prempti.verdict' in fields ? 'call' : 'alert';
  const header = `<${pri}>1 ${timestamp(time)} ${printable(hostname, 64)} prempti ${processId} ${messageId} - `;
  return header + fitRecord(one, maxBytes - header.length);
}

/** At most six decimals. */
function timestamp(time: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?/.exec(time)?.[0].concat('Z') ?? '-';
}

function printable(text: string, maxLength: number): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, maxLength) || '-';
}
