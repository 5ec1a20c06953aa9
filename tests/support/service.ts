import { mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createAuditLog } from '../../src/audit/index.ts';
import { createService, type Service, type ServiceOptions } from '../../src/service/index.ts';
import { fakeGuard, findFakeAgent } from './fakes.ts';
import { tempDir } from './temp-dir.ts';

export interface RunningService {
  readonly service: Service;
  /** Laid out as an installation: `run/broker.sock`, `log/falco.log`. */
  readonly prefix: string;
  readonly socketPath: string;
  readonly auditPath: string;
}

/** A service with the fake guard and agent, in a folder of its own, stopped with the test. */
export async function startFakeService(more: Partial<ServiceOptions> = {}): Promise<RunningService> {
  const prefix = tempDir();
  const socketPath = more.socketPath ?? join(prefix, 'run', 'broker.sock');
  const auditPath = join(prefix, 'log', 'falco.log');
  mkdirSync(join(prefix, 'run'), { recursive: true, mode: 0o700 });
  const service = createService({
    socketPath,
    loadGuard: () => ({ guard: fakeGuard(), mode: 'guardrails', problems: [] }),
    findAgent: findFakeAgent,
    audit: createAuditLog({ path: auditPath }),
    version: '1.2.3',
    ...more,
  });
  onTestFinished(() => service.stop());
  await service.start();
  return { service, prefix, socketPath, auditPath };
}

/** Sends text as it is and gives everything that comes back until the service closes. */
export function sendRaw(socketPath: string, text: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    collect(socket).then(resolve, reject);
    socket.write(text);
  });
}

/** Everything that comes over a connection until the other side closes it. */
export async function collect(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  return text;
}
