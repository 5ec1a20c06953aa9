import { Command, CommanderError } from 'commander';
import { GuardError, packageVersion } from '../guard/index.ts';
import { ServiceError } from '../service/index.ts';
import { CliFailure } from './failure.ts';

/** Verbs are loaded when used: most need neither the rule language nor the service. */
const VERBS: ReadonlyMap<string, () => Promise<Command>> = new Map(
  Object.entries({
    start: async () => (await import('./verbs/service.ts')).startVerb(),
    stop: async () => (await import('./verbs/service.ts')).stopVerb(),
    enable: async () => (await import('./verbs/login.ts')).enableVerb(),
    disable: async () => (await import('./verbs/login.ts')).disableVerb(),
    restart: async () => (await import('./verbs/service.ts')).restartVerb(),
    status: async () => (await import('./verbs/status.ts')).statusVerb(),
    health: async () => (await import('./verbs/health.ts')).healthVerb(),
    doctor: async () => (await import('./verbs/doctor.ts')).doctorVerb(),
    mode: async () => (await import('./verbs/settings.ts')).modeVerb(),
    'default-action': async () => (await import('./verbs/settings.ts')).defaultActionVerb(),
    approvals: async () => (await import('./verbs/approvals.ts')).approvalsVerb(),
    approve: async () => (await import('./verbs/approve.ts')).approveVerb(),
    deny: async () => (await import('./verbs/approve.ts')).denyVerb(),
    hook: async () => (await import('./verbs/hook.ts')).hookVerb(),
    prove: async () => (await import('./verbs/prove.ts')).proveVerb(),
    uninstall: async () => (await import('./verbs/uninstall.ts')).uninstallVerb(),
    logs: async () => (await import('./verbs/logs.ts')).logsVerb(),
    rules: async () => (await import('./verbs/rules.ts')).rulesVerb(),
    test: async () => (await import('./verbs/test.ts')).testVerb(),
    explain: async () => (await import('./verbs/explain.ts')).explainVerb(),
    eval: async () => (await import('./verbs/eval.ts')).evalVerb(),
    check: async () => (await import('./verbs/check.ts')).checkVerb(),
    completion: async () => (await import('./verbs/completion.ts')).completionVerb(loadVerbs),
    demo: async () => (await import('./verbs/demo.ts')).demoVerb(),
    daemon: async () => (await import('./verbs/daemon.ts')).daemonVerb(),
  }),
);

/** The verbs whose bad flags exit with 2, as in the original. */
const EXIT_2_ON_BAD_FLAGS = new Set(['logs', 'daemon']);

for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithoutReader);
process.exitCode = await run(process.argv.slice(2));

function loadVerbs(): Promise<readonly Command[]> {
  return Promise.all([...VERBS.values()].map((load) => load()));
}

async function run(args: readonly string[]): Promise<number> {
  const version = `premptictl ${packageVersion()}`;
  const program = new Command('premptictl')
    .description('Falco rules between a coding agent and your machine')
    .version(version, '-V, --version')
    .showHelpAfterError();
  const verb = VERBS.get(args[0] ?? '');
  const commands = verb === undefined ? await loadVerbs() : [await verb()];
  for (const command of commands) program.addCommand(command, { hidden: command.name() === 'daemon' });
  configure(program, version);
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode !== 0 && EXIT_2_ON_BAD_FLAGS.has(args[0] ?? '') ? 2 : error.exitCode;
    }
    if (isFailure(error)) {
      console.error(`premptictl: ${error.message}`);
      return error instanceof CliFailure ? error.exitCode : 1;
    }
    console.error(error);
    return 1;
  }
}

/** Whether an error says what failed, for people; any other is a bug of ours and is shown with its stack. */
function isFailure(error: unknown): error is Error {
  const isKnown = error instanceof CliFailure || error instanceof GuardError || error instanceof ServiceError;
  // What the system refuses, such as a file that cannot be read.
  return isKnown || (error instanceof Error && 'syscall' in error);
}

/** Ends when nobody reads on, as in `logs -f | head -1`; what serves or cleans up is told first, by the usual signal. */
function endWithoutReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' && process.listenerCount('SIGTERM') > 0) process.emit('SIGTERM');
  else process.exit(error.code === 'EPIPE' ? undefined : 1);
}

/** Help goes to standard error, the version to standard output; nothing but us ends the process. */
function configure(command: Command, version: string): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => (text === `${version}\n` ? process.stdout : process.stderr).write(text),
    getOutHelpWidth: () => process.stderr.columns ?? 100,
  });
  if (EXIT_2_ON_BAD_FLAGS.has(command.name())) command.showHelpAfterError();
  for (const child of command.commands) configure(child, version);
}
