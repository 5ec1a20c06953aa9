import { type Argument, Command, CommanderError, InvalidArgumentError, type Option } from 'commander';
import { nearestName } from '../falco/index.ts';
import { GuardError, packageVersion } from '../guard/index.ts';
import { ServiceError } from '../service/index.ts';
import { CliFailure } from './failure.ts';
import { plainLines } from './terminal.ts';
import { HIDDEN_VERBS, loadVerb, VERBS } from './verb-table.ts';

/** The verbs whose bad flags exit with 2: as in the original, or because 1 says something else. */
const EXIT_2_ON_BAD_FLAGS = new Set(['logs', 'audit', 'daemon', 'replay']);

const EXAMPLES = `
Examples:
  premptictl install                     guard the agents of this machine
  premptictl logs -f                     every call, live
  premptictl test 'git push --force'     what the rules say to a command
  premptictl doctor                      what is wrong, and the fix
  premptictl help logs                   the options of a verb, with examples`;

/** The verbs of which 1 says that what they checked does not hold: a failure exits with 2. */
const EXIT_2_ON_FAILURE = new Set(['replay']);

for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithoutReader);
process.exitCode = await run(process.argv.slice(2));

async function run(args: readonly string[]): Promise<number> {
  const version = `premptictl ${packageVersion()}`;
  const program = new Command('premptictl')
    .description('Falco rules between a coding agent and your machine')
    .version(version, '-V, --version')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError();
  for (const command of await commandsFor(args)) {
    program.addCommand(command, { hidden: HIDDEN_VERBS.has(command.name()) });
  }
  configure(program, version);
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode !== 0 && EXIT_2_ON_BAD_FLAGS.has(args[0] ?? '') ? 2 : error.exitCode;
    }
    if (isFailure(error)) {
      console.error(plainLines(`premptictl: ${error.message}`));
      if (error instanceof CliFailure && error.exitCode !== 1) return error.exitCode;
    } else {
      console.error(error);
    }
    return EXIT_2_ON_FAILURE.has(args[0] ?? '') ? 2 : 1;
  }
}

/** The verb that is meant; without one all of them, by their names and descriptions. */
async function commandsFor([first = '', second = '']: readonly string[]): Promise<readonly Command[]> {
  const verb = VERBS.get(first === 'help' ? second : first);
  if (verb !== undefined) return [await loadVerb(verb)];
  return [...VERBS].map(([name, { description }]) => new Command(name).description(description));
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
    writeErr: (text) => process.stderr.write(plainLines(text)),
    getOutHelpWidth: () => process.stderr.columns ?? 100,
  });
  if (EXIT_2_ON_BAD_FLAGS.has(command.name())) command.showHelpAfterError();
  for (const place of [...command.registeredArguments, ...command.options]) suggestChoice(place);
  for (const child of command.commands) configure(child, version);
}

/** Has a wrong value of these tell which one was probably meant, as a wrong verb or flag does. */
function suggestChoice(place: Argument | Option): void {
  const { argChoices: choices = [], parseArg } = place;
  if (parseArg === undefined || choices.length === 0) return;
  place.argParser((value, previous) => {
    const nearest = choices.includes(value) ? undefined : nearestName(value, choices);
    if (nearest === undefined) return parseArg(value, previous);
    throw new InvalidArgumentError(`Did you mean ${nearest}? Allowed choices are ${choices.join(', ')}.`);
  });
}
