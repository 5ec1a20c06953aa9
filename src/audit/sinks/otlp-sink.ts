import { type HttpSinkSettings, packageVersion } from '../../guard/index.ts';
import { HttpClient } from './http-client.ts';
import { toOtlpLogs } from './otlp-logs.ts';
import type { Sink, SinkRecord } from './sink.ts';

/**
 * Those that tell of the records. By the protocol any status but 429, 502, 503 and 504 ends it; but a wrong token, which is
 * put right later, must not cost the trail.
 */
const FINAL: ReadonlySet<number> = new Set([400, 413, 415, 422, 500, 501]);

/** Sends OTLP/HTTP logs in JSON: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export class OtlpSink implements Sink {
  readonly batchSize = 64;
  readonly #version = packageVersion();
  readonly #client: HttpClient;

  constructor(settings: HttpSinkSettings) {
    this.#client = new HttpClient(settings, logsUrl(settings.url), `prempti/${this.#version}`);
  }

  async send(records: readonly SinkRecord[], signal: AbortSignal): Promise<{ readonly rejected: number }> {
    const body = JSON.stringify(
      toOtlpLogs(
        records.map(({ record }) => record),
        this.#version,
        Date.now(),
      ),
    );
    return { rejected: Math.min(records.length, rejectedOf(await this.#client.post(body, FINAL, signal))) };
  }

  close(): void {
    this.#client.close();
  }
}

/** The address of a collector, without a path, stands for its default one. */
function logsUrl(text: string): URL {
  const url = new URL(text);
  if (url.pathname === '/') url.pathname = '/v1/logs';
  return url;
}

function rejectedOf(answer: string): number {
  try {
    const { partialSuccess } = JSON.parse(answer) as {
      readonly partialSuccess?: { readonly rejectedLogRecords?: unknown };
    };
    const rejected = Number(partialSuccess?.rejectedLogRecords ?? 0);
    return rejected > 0 ? rejected : 0;
  } catch {
    // Protobuf, or nothing: it was taken.
    return 0;
  }
}
