import type { Command } from 'commander';
import { type Prefix, packageVersion, readSettings } from '../../guard/index.ts';
import { isOlder, type Replace, type ServiceStatus } from '../../service/index.ts';
import { agentHooks, needsService } from '../agent-hooks.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { restartActivated, runningStatus, startService, stopService } from '../running-service.ts';
import { blockedNow } from '../service-need.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface ServiceOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

/** `start`: the service in the background. */
export function startVerb(): Command {
  return serviceVerb('start')
    .addHelpText('after', examples('start', 'start --prefix /srv/agents/prempti'))
    .action((options: ServiceOptions) => start(options));
}

/** `stop`: ends the service. Registered hooks go on checking calls by themselves. */
export function stopVerb(): Command {
  return serviceVerb('stop')
    .addHelpText('after', examples('stop', 'stop --json'))
    .action((options: ServiceOptions) => stop(options));
}

/** `restart`: a new service takes the place of the old one, between two calls. */
export function restartVerb(): Command {
  return serviceVerb('restart')
    .addHelpText('after', examples('restart', 'restart --json'))
    .action(async (options: ServiceOptions) => {
      const prefix = prefixOf(options);
      report(await startAnew(prefix, await knownStatus(prefix), 'any'), true, options);
    });
}

function serviceVerb(name: string): Command {
  return prefixVerb(name).option('--json', 'print JSON');
}

async function start(options: ServiceOptions): Promise<void> {
  const prefix = prefixOf(options);
  const running = await runningStatus(prefix);
  const isCurrent = running !== undefined && !isOlder(running.version, packageVersion());
  report(isCurrent ? running : await startAnew(prefix, running, 'older'), !isCurrent, options);
}

async function stop(options: ServiceOptions): Promise<void> {
  const prefix = prefixOf(options);
  const stopped = await stopService(prefix);
  const hooks = agentHooks(prefix);
  const guarded = hooks.filter(({ status }) => status.kind === 'registered');
  if (options.json === true) {
    console.log(jsonLine({ stopped, registered: guarded.map(({ agent }) => agent.id) }));
    return;
  }
  console.log(stopped ? 'Service stopped.' : 'The service is not running.');
  const need = blockedNow(hooks);
  if (need !== undefined) console.error(`note: ${need.problem}; ${need.fix}`);
  const able = guarded.filter((hook) => !needsService(hook));
  if (able.length === 0) return;
  const names = able.map(({ agent }) => agent.title).join(', ');
  const { serviceStart } = readSettings(prefix).settings;
  const then = serviceStart === 'manual' ? ', which is slower' : ', and starts the service again';
  console.error(`note: the hook of ${names} stays registered: it evaluates a call in its own process${then}`);
}

/** The status of the service that runs; of one that hangs nothing is known, and it does not keep a new one out. */
async function knownStatus(prefix: Prefix): Promise<ServiceStatus | undefined> {
  try {
    return await runningStatus(prefix);
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error;
    return undefined;
  }
}

/** A new service in the place of the one that runs; where the system keeps the socket, the system starts it. */
function startAnew(
  prefix: Prefix,
  running: ServiceStatus | undefined,
  replace: Replace,
): Promise<ServiceStatus> {
  return running?.isActivatedBySystem === true
    ? restartActivated(prefix, running)
    : startService(prefix, replace);
}

function report({ pid, mode, problems }: ServiceStatus, isNew: boolean, { json }: ServiceOptions): void {
  if (json === true) {
    console.log(jsonLine({ started: isNew, pid, mode, problems }));
    return;
  }
  if (!isNew) {
    console.log(`The service is already running (pid ${pid}).`);
    return;
  }
  console.log(`Service started. (pid ${pid}, mode ${mode})`);
  for (const problem of problems) console.error(`warning: ${problem}`);
}
