import { Argument, type Command } from 'commander';
import { DEFAULT_ACTIONS, MODES, type Prefix, readSettings, type Settings } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { prefixOf, prefixVerb } from '../verb.ts';
import { writeSetting } from '../write-setting.ts';

/** `mode [guardrails|monitor|passthrough]` */
export function modeVerb(): Command {
  return prefixVerb('mode')
    .addArgument(new Argument('[mode]', 'the new mode').choices(MODES))
    .action((value: string | undefined, options: { prefix?: string }) =>
      showOrSet(prefixOf(options), 'mode', value, (settings) => settings.mode),
    );
}

/** `default-action [defer|allow]` */
export function defaultActionVerb(): Command {
  return prefixVerb('default-action')
    .addArgument(new Argument('[action]', 'the new default').choices(DEFAULT_ACTIONS))
    .action(async (value: string | undefined, options: { prefix?: string }) => {
      const prefix = prefixOf(options);
      await showOrSet(prefix, 'default_action', value, (settings) => settings.defaultAction);
      const { mode } = readSettings(prefix).settings;
      if (value !== undefined && mode !== 'guardrails') {
        console.error(`note: the mode is ${mode}, where the default action has no effect`);
      }
    });
}

async function showOrSet(
  prefix: Prefix,
  key: string,
  value: string | undefined,
  pick: (settings: Settings) => string,
): Promise<void> {
  const { settings, problems } = readSettings(prefix);
  if (value === undefined) {
    const error = problems.find((problem) => problem.severity === 'error');
    if (error !== undefined) throw new CliFailure(error.message);
    console.log(pick(settings));
    return;
  }
  const reloaded = await writeSetting(prefix, key, value);
  const when = reloaded ? 'in force' : 'written; the service is not running, every call reads it';
  console.log(`${key} is now ${value} (${when})`);
}
