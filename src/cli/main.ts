import { Command, CommanderError } from 'commander';
import { packageVersion } from '../guard/index.ts';
import { CliFailure } from './failure.ts';

/** Verbs are loaded when used: most need neither the rule language nor the service. */
const VERBS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./verbs/service.ts')).startVerb(),
  stop: async () => (await import('./verbs/service.ts')).stopVerb(),
  restart: async () => (await import('./verbs/service.ts')).restartVerb(),
  status: async () => (await import('./verbs/status.ts')).statusVerb(),
  health: async () => (await import('./verbs/health.ts')).healthVerb(),
  mode: async () => (await import('./verbs/settings.ts')).modeVerb(),
  'default-action': async () => (await import('./verbs/settings.ts')).defaultActionVerb(),
  hook: async () => (await import('./verbs/hook.ts')).hookVerb(),
  logs: async () => (await import('./verbs/logs.ts')).logsVerb(),
  rules: async () => (await import('./verbs/rules.ts')).rulesVerb(),
  test: async () => (await import('./verbs/test.ts')).testVerb(),
  eval: async () => (await import('./verbs/eval.ts')).evalVerb(),
  check: async () => (await import('./verbs/check.ts')).checkVerb(),
  demo: async () => (await import('./verbs/demo.ts')).demoVerb(),
  daemon: async () => (await import('./verbs/daemon.ts')).daemonVerb(),
};

/** The verbs whose bad flags exit with 2, as in the original. */
const EXIT_2_ON_BAD_FLAGS = new Set(['logs', 'daemon']);

process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const version = `premptictl ${packageVersion()}`;
  const program = new Command('premptictl')
    .description('Falco rules between a coding agent and your machine')
    .version(version, '-V, --version')
    .showHelpAfterError();
  const verb = VERBS[args[0] ?? ''];
  const commands =
    verb === undefined ? await Promise.all(Object.values(VERBS).map((load) => load())) : [await verb()];
  for (const command of commands) program.addCommand(command, { hidden: command.name() === 'daemon' });
  configure(program, version);
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode !== 0 && EXIT_2_ON_BAD_FLAGS.has(args[0] ?? '') ? 2 : error.exitCode;
    }
    if (error instanceof CliFailure) {
      console.error(`premptictl: ${error.message}`);
      return error.exitCode;
    }
    console.error(error);
    return 1;
  }
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
