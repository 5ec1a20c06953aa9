import type { Command } from 'commander';
import { serviceAt, startHere } from '../running-service.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

/** `daemon`: the service in the foreground, until a signal or `stop`. What `start` runs. */
export function daemonVerb(): Command {
  return prefixVerb('daemon')
    .description('Run the service in the foreground')
    .action(async (options: { prefix?: string }) => {
      const prefix = prefixOf(options);
      const service = serviceAt(prefix);
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void service.stop());
      // A terminal that closes must not take the guard with it.
      process.on('SIGHUP', () => void service.reload());
      await startHere(service);
      const { mode, problems } = service.status();
      log(`started, pid ${process.pid}, mode ${mode}, socket ${prefix.socket}`);
      for (const problem of problems) log(`problem: ${problem}`);
      await service.stopped;
      log('stopped');
    });
}

function log(message: string): void {
  console.log(`${new Date().toISOString()} ${message}`);
}
