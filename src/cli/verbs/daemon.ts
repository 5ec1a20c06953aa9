import { setFlagsFromString } from 'node:v8';
import { type Command, Option } from 'commander';
import {
  type Prefix,
  packageVersion,
  policyFingerprint,
  policyFolders,
  readSettings,
} from '../../guard/index.ts';
import {
  isOlder,
  keepUp,
  type Replace,
  type Service,
  startOnDemand,
  type Takeover,
} from '../../service/index.ts';
import { jsonLine } from '../json-line.ts';
import { serviceAt, startHere } from '../own-service.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface DaemonOptions {
  readonly prefix?: string;
  readonly replace: Replace;
  readonly json?: boolean;
}

/** `daemon`: the service in the foreground, until a signal, `stop` or idleness ends it. What `start` runs. */
export function daemonVerb(): Command {
  return prefixVerb('daemon')
    .addOption(
      new Option('--replace <which>', 'take the place of a running service: of an older version, or of any')
        .choices(['none', 'older', 'any'])
        .default('none'),
    )
    .option('--json', 'tell what happens as JSON lines')
    .addHelpText('after', examples('daemon', 'daemon --replace any'))
    .action(async (options: DaemonOptions) => {
      // A terminal that closes or a disk that is full must not take the guard with it.
      for (const stream of [process.stdout, process.stderr]) {
        stream.removeAllListeners('error').on('error', () => undefined);
      }
      spareMemory();
      const prefix = prefixOf(options);
      const log = options.json === true ? logJson : logText;
      const fd = inheritedSocket(process.env, process.pid);
      const takeover = takeoverOf(options.replace);
      const service = serviceAt(prefix, {
        takeover,
        ...(fd !== undefined && { inheritedFd: fd }),
        onReload: (result) => {
          log(result.ok ? 'reloaded' : `not reloaded: ${result.problem}`);
          logProblems(service, log);
        },
      });
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void service.stop());
      process.on('SIGHUP', () => void service.reload());
      await startHere(service);
      keepCurrent(service, prefix, fd !== undefined);
      log(`started, pid ${process.pid}, mode ${service.status().mode}, socket ${prefix.socket}`);
      logProblems(service, log);
      void service.warmUp();
      await service.stopped;
      log('stopped');
      // What nobody reads of our output must not keep us.
      process.exit();
    });
}

/**
 * The first and the last of V8's compilers take several MiB, the last one long pauses, and make functions that each run a
 * little not much faster; several threads for a small collection of garbage wait for each other longer than it takes. Given
 * on the command line, these options would keep Node from using the compiled code that it brings of its own modules.
 */
function spareMemory(): void {
  setFlagsFromString('--no-sparkplug');
  setFlagsFromString('--no-turbofan');
  setFlagsFromString('--no-parallel-scavenge');
  setFlagsFromString('--optimize-for-size');
}

function keepCurrent(service: Service, prefix: Prefix, isActivated: boolean): void {
  keepUp(service, {
    folders: policyFolders(prefix),
    fingerprint: () => policyFingerprint(prefix),
    idleMs: () => {
      const { serviceStart, serviceIdleMinutes, serviceHttpPort } = readSettings(prefix).settings;
      // A hook that asks over HTTP starts nothing.
      return serviceStart === 'on-demand' && serviceHttpPort === 0 ? serviceIdleMinutes * 60_000 : 0;
    },
    installedVersion: packageVersion,
    // Where the system keeps the socket, it starts the new version for whoever asks next.
    replace: () => (isActivated ? void service.stop() : startOnDemand(prefix, 'any')),
  });
}

function takeoverOf(replace: Replace): Takeover {
  switch (replace) {
    case 'none':
      return 'never';
    case 'any':
      return 'always';
    case 'older':
      return (version) => isOlder(version, packageVersion());
  }
}

/** The socket that systemd hands over, by its protocol (sd_listen_fds(3)): the first descriptor after the standard ones. */
function inheritedSocket(env: NodeJS.ProcessEnv, pid: number): number | undefined {
  return env.LISTEN_PID === String(pid) && Number(env.LISTEN_FDS) >= 1 ? 3 : undefined;
}

type Log = (message: string) => void;

function logProblems(service: Service, log: Log): void {
  for (const problem of service.status().problems) log(`problem: ${problem}`);
}

/** On standard error: standard output is that of a sink, in JSON. */
const logText: Log = (message) => console.error(`${new Date().toISOString()} ${message}`);

const logJson: Log = (message) => console.error(jsonLine({ time: new Date().toISOString(), message }));
