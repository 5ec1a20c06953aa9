import type { Command } from 'commander';
import { type Prefix, packageVersion, readSettings } from '../../guard/index.ts';
import { isOlder, type ServiceStatus } from '../../service/index.ts';
import { agentHooks } from '../agent-hooks.ts';
import { activatedStatus, runningStatus, startService, stopService } from '../running-service.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

interface PrefixOption {
  readonly prefix?: string;
}

/** `start`: the service in the background. */
export function startVerb(): Command {
  return prefixVerb('start').action((options: PrefixOption) => start(prefixOf(options)));
}

/** `stop`: ends the service. Registered hooks go on checking calls by themselves. */
export function stopVerb(): Command {
  return prefixVerb('stop').action(async (options: PrefixOption) => {
    const prefix = prefixOf(options);
    const stopped = await stopService(prefix);
    console.log(stopped ? 'Service stopped.' : 'The service is not running.');
    const guarded = agentHooks(prefix).filter(({ status }) => status.kind === 'registered');
    if (guarded.length > 0) {
      const names = guarded.map(({ agent }) => agent.title).join(', ');
      const { serviceStart } = readSettings(prefixOf(options)).settings;
      const then = serviceStart === 'manual' ? ', which is slower' : ', and starts the service again';
      console.error(
        `note: the hook of ${names} stays registered: it evaluates a call in its own process${then}`,
      );
    }
  });
}

/** `restart`: a new service takes the place of the old one, between two calls. */
export function restartVerb(): Command {
  return prefixVerb('restart').action(async (options: PrefixOption) => {
    const prefix = prefixOf(options);
    const running = await runningStatus(prefix);
    if (running?.isActivatedBySystem === true) {
      // The system keeps the socket, and starts the service again for whoever asks next.
      await stopService(prefix);
      report(await activatedStatus(prefix));
    } else {
      report(await startService(prefix, 'any'));
    }
  });
}

async function start(prefix: Prefix): Promise<void> {
  const running = await runningStatus(prefix);
  if (running !== undefined && !isOlder(running.version, packageVersion())) {
    console.log(`The service is already running (pid ${running.pid}).`);
    return;
  }
  report(await startService(prefix, 'older'));
}

function report({ pid, mode, problems }: ServiceStatus): void {
  console.log(`Service started. (pid ${pid}, mode ${mode})`);
  for (const problem of problems) console.error(`warning: ${problem}`);
}
