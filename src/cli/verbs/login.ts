import type { Command } from 'commander';
import { jsonLine } from '../json-line.ts';
import { startAtLogin, startOnCall } from '../start-at-login.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface LoginOptions {
  readonly prefix?: string;
  readonly json?: boolean;
}

/** `enable`: the service starts at login: by systemd, launchd, or the Run key of Windows. */
export function enableVerb(): Command {
  return prefixVerb('enable')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('enable', 'enable --json'))
    .action(async (options: LoginOptions) => {
      const files = await startAtLogin(prefixOf(options));
      if (options.json === true) console.log(jsonLine({ startsAtLogin: true, files }));
      else console.log(`The service starts when you log in (${files.join(', ')})`);
    });
}

/** `disable`: undoes `enable`. */
export function disableVerb(): Command {
  return prefixVerb('disable')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('disable', 'disable --json'))
    .action(async (options: LoginOptions) => {
      await startOnCall(prefixOf(options));
      if (options.json === true) console.log(jsonLine({ startsAtLogin: false, files: [] }));
      else console.log('The service starts with the first call of an agent, not when you log in');
    });
}
