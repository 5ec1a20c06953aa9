import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { freePort } from '../../../src/prove/free-port.ts';
import { pythonFiles } from './install.ts';
import type { Receiver } from './receiver.ts';

/** Reads requests as JSON lines by OpenTelemetry's own protocol definitions, which refuse what they do not know. */
const DECODER = `
import json, sys
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
for line in sys.stdin:
    request = json_format.Parse(line, ExportLogsServiceRequest())
    for resource in request.resource_logs:
        names = {a.key: a.value.string_value for a in resource.resource.attributes}
        assert names['service.name'] == 'prempti' and names['host.name'], names
        for scope in resource.scope_logs:
            for record in scope.log_records:
                attributes = {a.key: getattr(a.value, a.value.WhichOneof('value')) for a in record.attributes}
                assert record.time_unix_nano > 0 and 1 <= record.severity_number <= 24, record
                assert record.body.string_value, record
                print(json.dumps({'rule': attributes['security_rule.name'],
                                  'correlationId': str(attributes.get('correlation.id'))}))
`;

/** A server of OTLP/HTTP that understands requests as OpenTelemetry's own Python package does. */
export async function otlp(): Promise<Receiver> {
  const files = pythonFiles('opentelemetry-proto');
  const port = await freePort();
  const bodies: string[] = [];
  let server: Server | undefined;
  return {
    sinks: { otlp: { type: 'otlp', url: `http://127.0.0.1:${port}`, records: 'all' } },
    start: async () => {
      server = createServer(async (request, response) => {
        let body = '';
        for await (const chunk of request.setEncoding('utf8')) body += chunk;
        const isRight = request.url === '/v1/logs' && request.headers['content-type'] === 'application/json';
        if (isRight) bodies.push(body);
        response.writeHead(isRight ? 200 : 404).end('{}');
      }).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    stop: async () => {
      server?.closeAllConnections();
      server?.close();
    },
    received: async () => {
      const { status, stdout, stderr } = spawnSync('python3', ['-c', DECODER], {
        input: bodies.map((body) => `${body}\n`).join(''),
        encoding: 'utf8',
        env: { PATH: process.env.PATH, PYTHONPATH: files },
        maxBuffer: 64 * 1024 * 1024,
      });
      if (status !== 0) throw new Error(`OpenTelemetry does not understand it: ${stderr.slice(-400)}`);
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
  };
}
