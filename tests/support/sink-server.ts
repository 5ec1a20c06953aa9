import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What falcosidekick decodes of a request (its type `FalcoPayload`). */
export interface FalcoPayload {
  readonly output: string;
  readonly priority: string;
  readonly rule: string;
  readonly time: string;
  readonly source: string;
  readonly output_fields: Readonly<Record<string, unknown>>;
  readonly hostname: string;
  readonly tags: readonly string[];
}

/** A server that takes what falcosidekick would, and keeps it; `answer` may be another than 200. */
export async function startSidekick(
  answer: RequestListener = (_, response) => void response.end('ok'),
): Promise<{ readonly url: string; readonly payloads: readonly FalcoPayload[] }> {
  const payloads: FalcoPayload[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const payload = decode(body);
    if (request.method !== 'POST' || payload === undefined) {
      response.writeHead(400).end('Please send a valid request body');
      return;
    }
    payloads.push(payload);
    answer(request, response);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, payloads };
}

const PRIORITIES = /^(emergency|alert|critical|error|warning|notice|informational|debug)$/i;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** As its Go decoder and `FalcoPayload.Check` do: wrong types and empty parts are refused. */
function decode(body: string): FalcoPayload | undefined {
  const payload = JSON.parse(body) as Partial<FalcoPayload>;
  const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
  const { output, rule, source, hostname, priority = '', time = '', tags = [], output_fields = {} } = payload;
  const isRight =
    [output, rule, source, hostname].every(isText) &&
    PRIORITIES.test(priority) &&
    RFC_3339.test(time) &&
    tags.every(isText) &&
    Object.keys(output_fields).length > 0;
  return isRight ? (payload as FalcoPayload) : undefined;
}
