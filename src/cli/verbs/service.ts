import type { Command } from 'commander';
import type { Prefix } from '../../guard/index.ts';
import { runningStatus, startService, stopService } from '../running-service.ts';
import { prefixOf, prefixVerb } from '../verb.ts';
import { hookStatus, REGISTERED_BY_US } from './hook.ts';

interface PrefixOption {
  readonly prefix?: string;
}

/** `start`: the service in the background. */
export function startVerb(): Command {
  return prefixVerb('start')
    .description('Start the service in the background')
    .action((options: PrefixOption) => start(prefixOf(options)));
}

/** `stop`: ends the service. Registered hooks go on checking calls by themselves. */
export function stopVerb(): Command {
  return prefixVerb('stop')
    .description('Stop the service; registered hooks go on checking calls by themselves')
    .action(async (options: PrefixOption) => {
      const stopped = await stopService(prefixOf(options));
      console.log(stopped ? 'Service stopped.' : 'The service is not running.');
      const guarded = REGISTERED_BY_US.filter(
        (agent) => hookStatus(agent, options).status.kind === 'registered',
      );
      if (guarded.length > 0) {
        const names = guarded.map((agent) => agent.title).join(', ');
        console.error(
          `note: the hook of ${names} stays registered and evaluates each call in its own process, which is slower`,
        );
      }
    });
}

/** `restart`: stop, then start. */
export function restartVerb(): Command {
  return prefixVerb('restart')
    .description('Stop the service if it runs, then start it')
    .action(async (options: PrefixOption) => {
      const prefix = prefixOf(options);
      if (await stopService(prefix)) console.log('Service stopped.');
      await start(prefix);
    });
}

async function start(prefix: Prefix): Promise<void> {
  const running = await runningStatus(prefix);
  if (running !== undefined) {
    console.log(`The service is already running (pid ${running.pid}).`);
    return;
  }
  const status = await startService(prefix);
  console.log(`Service started. (pid ${status.pid}, mode ${status.mode})`);
  for (const problem of status.problems) console.error(`warning: ${problem}`);
}
