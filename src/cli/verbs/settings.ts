import { Argument, type Command } from 'commander';
import { DEFAULT_ACTIONS, MODES, readSettings, type Settings } from '../../guard/index.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';
import { writeSetting } from '../write-setting.ts';

interface SettingOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

/** A setting that has a verb of its own. */
interface Shown {
  readonly key: string;
  /** Its name in JSON. */
  readonly name: string;
  readonly pick: (settings: Settings) => string;
}

/** `mode [guardrails|monitor|passthrough]` */
export function modeVerb(): Command {
  const mode: Shown = { key: 'mode', name: 'mode', pick: (settings) => settings.mode };
  return prefixVerb('mode')
    .addArgument(new Argument('[mode]', 'the new mode').choices(MODES))
    .option('--json', 'print JSON')
    .addHelpText('after', examples('mode', 'mode monitor'))
    .action((value: string | undefined, options: SettingOptions) => showOrSet(mode, value, options));
}

/** `default-action [defer|allow]` */
export function defaultActionVerb(): Command {
  const action: Shown = {
    key: 'default_action',
    name: 'defaultAction',
    pick: (settings) => settings.defaultAction,
  };
  return prefixVerb('default-action')
    .addArgument(new Argument('[action]', 'the new default').choices(DEFAULT_ACTIONS))
    .option('--json', 'print JSON')
    .addHelpText('after', examples('default-action', 'default-action allow'))
    .action(async (value: string | undefined, options: SettingOptions) => {
      await showOrSet(action, value, options);
      const { mode } = readSettings(prefixOf(options)).settings;
      if (value !== undefined && mode !== 'guardrails') {
        console.error(`note: the mode is ${mode}, where the default action has no effect`);
      }
    });
}

async function showOrSet(
  { key, name, pick }: Shown,
  value: string | undefined,
  options: SettingOptions,
): Promise<void> {
  const prefix = prefixOf(options);
  if (value === undefined) {
    const { settings, problems } = readSettings(prefix);
    const error = problems.find((problem) => problem.severity === 'error');
    if (error !== undefined) throw new CliFailure(error.message);
    const shown = pick(settings);
    console.log(options.json === true ? jsonLine({ [name]: shown, changed: false }) : shown);
    return;
  }
  const reloaded = await writeSetting(prefix, key, value);
  if (options.json === true) {
    console.log(jsonLine({ [name]: value, changed: true }));
    return;
  }
  const when = reloaded ? 'in force' : 'written; the service is not running, every call reads it';
  console.log(`${key} is now ${value} (${when})`);
}
