import { createHash, randomBytes } from 'node:crypto';
import { type NatsSinkSettings, packageVersion } from '../../guard/index.ts';
import { fitRecord } from './fit-record.ts';
import { NatsConnection, parseJson } from './nats-connection.ts';
import { readSecret } from './secret.ts';
import { DeliveryError, type Sink, type SinkRecord } from './sink.ts';
import { addressOf } from './stream.ts';

const PORT = 4222;
/** Beside its headers, below the 1 MiB that servers take by default. */
const MAX_BYTES = 512 * 1024;

/**
 * Publishes to a JetStream of NATS, which acknowledges each record once it is stored. `Nats-Msg-Id` has the stream drop what
 * is sent twice. https://docs.nats.io/reference/reference-protocols/nats_api_reference
 */
export class NatsSink implements Sink {
  readonly batchSize = 64;
  readonly #settings: NatsSinkSettings;
  readonly #inbox = `_INBOX.${randomBytes(12).toString('hex')}`;
  #connection: NatsConnection | undefined;
  #batches = 0;

  constructor(settings: NatsSinkSettings) {
    this.#settings = settings;
  }

  async send(records: readonly SinkRecord[], signal: AbortSignal): Promise<{ readonly rejected: number }> {
    if (this.#connection?.isOpen !== true) this.#connection = await this.#connect(signal);
    try {
      await this.#publish(this.#connection, records, signal);
    } catch (error) {
      this.close();
      throw error;
    }
    return { rejected: 0 };
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  #connect(signal: AbortSignal): Promise<NatsConnection> {
    const { url, user, password, token } = this.#settings;
    return NatsConnection.open(
      {
        address: addressOf(url, PORT),
        isTls: url.startsWith('tls:'),
        tls: this.#settings,
        inbox: this.#inbox,
        credentials: {
          version: packageVersion(),
          ...(user !== undefined && { user }),
          ...(password !== undefined && { pass: readSecret(password) }),
          ...(token !== undefined && { auth_token: readSecret(token) }),
        },
      },
      signal,
    );
  }

  /** Sends all, then waits for the answer to each. */
  async #publish(
    connection: NatsConnection,
    records: readonly SinkRecord[],
    signal: AbortSignal,
  ): Promise<void> {
    const { subject } = this.#settings;
    // An answer to an earlier batch is not one to this.
    this.#batches++;
    const unanswered = new Set(records.map((_, index) => `${this.#inbox}.${this.#batches}-${index}`));
    const messages = [...unanswered].map((reply, index) => message(subject, reply, records[index]));
    await connection.write(Buffer.concat(messages), signal);
    while (unanswered.size > 0) {
      const said = await connection.next(signal);
      if (said.kind !== 'message' || !unanswered.delete(said.subject)) continue;
      if (said.status === '503') throw new DeliveryError(`no stream takes the subject ${subject}`);
      const { error, stream } = parseJson(said.body);
      if (typeof stream !== 'string' || error !== undefined) {
        throw new DeliveryError(`the stream does not take it: ${JSON.stringify(error ?? said.body)}`);
      }
    }
  }
}

function message(subject: string, reply: string, record: SinkRecord | undefined): Buffer {
  const text = record === undefined ? '' : fitRecord(record, MAX_BYTES);
  const id = createHash('sha256').update(text).digest('base64url');
  const headers = `NATS/1.0\r\nNats-Msg-Id: ${id}\r\n\r\n`;
  const body = Buffer.from(text);
  const command = `HPUB ${subject} ${reply} ${headers.length} ${headers.length + body.length}\r\n`;
  return Buffer.concat([Buffer.from(command + headers), body, Buffer.from('\r\n')]);
}
