import { type HttpSinkSettings, packageVersion } from '../../guard/index.ts';
import { HttpClient } from './http-client.ts';
import type { Sink, SinkRecord } from './sink.ts';

/** These tell of the record. All others can come of an address, a token or a server that will be put right. */
const FINAL: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** Falco's JSON over HTTP, one record for each request: what Falco's `http_output` sends and falcosidekick takes. */
export class HttpSink implements Sink {
  readonly batchSize = 1;
  readonly #client: HttpClient;

  constructor(settings: HttpSinkSettings) {
    this.#client = new HttpClient(settings, new URL(settings.url), `prempti/${packageVersion()}`);
  }

  async send(records: readonly SinkRecord[], signal: AbortSignal): Promise<{ readonly rejected: number }> {
    for (const { line } of records) await this.#client.post(line, FINAL, signal);
    return { rejected: 0 };
  }

  close(): void {
    this.#client.close();
  }
}
