import { clipped, plainText } from '../../guard/index.ts';
import type { AuditRecord } from '../record.ts';

/** A record on its way: parsed, and as the JSON line that it was written as, without control characters. */
export interface SinkRecord {
  readonly record: AuditRecord;
  readonly line: string;
}

/** What takes records. One call of `send` at a time. */
export interface Sink {
  /** The most records that one call of `send` takes. */
  readonly batchSize: number;
  /** Whether `send` may wait for as long as it takes, because that holds nothing. */
  readonly isPatient?: boolean;
  /**
   * Delivers records in their order and resolves once the other side has them, as far as its protocol tells; with the
   * number of those that it will never take. Ends soon after the signal.
   *
   * @throws DeliveryError and whatever the network has to say: none, or an unknown part, was delivered
   */
  send(records: readonly SinkRecord[], signal: AbortSignal): Promise<{ readonly rejected: number }>;
  close(): void;
}

export interface DeliveryErrorOptions {
  /** The other side will not take these records however often they are sent. */
  readonly isRejected?: boolean;
  /** How long the other side wants to be left alone. */
  readonly retryAfterMs?: number | undefined;
}

/** Why records were not delivered, in words that hold no secret. */
export class DeliveryError extends Error {
  readonly isRejected: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { isRejected = false, retryAfterMs }: DeliveryErrorOptions = {}) {
    super(message);
    this.name = 'DeliveryError';
    this.isRejected = isRejected;
    this.retryAfterMs = retryAfterMs;
  }
}

/** How long a batch may take: to connect where that is needed, to send it, to be answered. */
const SEND_TIMEOUT_MS = 15_000;

/** `sink.send`, ended when it takes too long. */
export async function sendInTime(
  sink: Sink,
  records: readonly SinkRecord[],
  signal: AbortSignal,
): Promise<{ readonly rejected: number }> {
  const end = new AbortController();
  const stop = (): void => end.abort();
  let isLate = false;
  const late = (): void => {
    isLate = true;
    stop();
  };
  // Not `AbortSignal.timeout`: thousands of those would live on until they are due.
  const timer = sink.isPatient === true ? undefined : setTimeout(late, SEND_TIMEOUT_MS).unref();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await sink.send(records, end.signal);
  } catch (error) {
    throw isLate ? new DeliveryError(`it has not taken them within ${SEND_TIMEOUT_MS / 1000} s`) : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

const MAX_PROBLEM_LENGTH = 300;

/** What went wrong, on one line without control characters: some of it is what another machine says. */
export function problemOf(error: unknown): string {
  const { message, errors } = error as Error & { readonly errors?: readonly Error[] };
  // Where a name stands for several addresses, the error of all says nothing by itself.
  const text = message || (errors ?? []).map((one) => one.message).join('; ') || String(error);
  return clipped(plainText(text), MAX_PROBLEM_LENGTH);
}
