import type { Command } from 'commander';
import { REGISTERED_AGENTS, removeHook } from '../agent-hooks.ts';
import { CliFailure } from '../failure.ts';
import { lineDiff } from '../line-diff.ts';
import { stopService } from '../running-service.ts';
import { prefixOf, prefixVerb } from '../verb.ts';
import { forgetLogin } from './login.ts';

/** `uninstall`: no hook in any agent's settings, no service, none at login. What the person wrote, and the audit, stay. */
export function uninstallVerb(): Command {
  return prefixVerb('uninstall')
    .option('-n, --dry-run', 'show what would change, and change nothing')
    .action((options: { prefix?: string; dryRun?: boolean }) => uninstall(options));
}

async function uninstall(options: { readonly prefix?: string; readonly dryRun?: boolean }): Promise<void> {
  const prefix = prefixOf(options);
  const isDryRun = options.dryRun === true;
  for (const agent of REGISTERED_AGENTS) {
    try {
      for (const { path, before, after } of removeHook(agent, isDryRun)) {
        const diff = lineDiff(path, before, after).trimEnd();
        console.log(isDryRun ? diff : `${agent.title}: removed the hook from ${path}`);
      }
    } catch (error) {
      if (!(error instanceof CliFailure)) throw error;
      console.error(`premptictl: ${agent.title}: ${error.message}`);
      process.exitCode = 1;
    }
  }
  if (isDryRun) return;
  if (forgetLogin(prefix)) console.log('The service does not start at login any more.');
  if (await stopService(prefix)) console.log('Service stopped.');
  console.log(`Your rules, the settings and the audit stay in ${prefix.root}; remove that folder by hand.`);
}
