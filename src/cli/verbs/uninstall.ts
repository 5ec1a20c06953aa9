import { existsSync, lstatSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import type { Prefix } from '../../guard/index.ts';
import {
  type FileChange,
  fileChangeData,
  REGISTERED_AGENTS,
  type RegisteredAgent,
  removeHook,
} from '../agent-hooks.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { lineDiff } from '../line-diff.ts';
import { stopService } from '../running-service.ts';
import { forgetLogin } from '../start-at-login.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';
import { writeSetting } from '../write-setting.ts';

interface UninstallOptions {
  readonly prefix?: string;
  readonly dryRun?: boolean;
  readonly purge?: boolean;
  readonly keepUserRules?: boolean;
  readonly json?: boolean;
}

/** `uninstall`: no hook in any agent's settings, no service, none at login. What the person wrote, and the audit, stay. */
export function uninstallVerb(): Command {
  return prefixVerb('uninstall')
    .option('-n, --dry-run', 'show what would change, and change nothing')
    .option('--purge', "delete the settings, the user's rules and the audit, too")
    .addOption(new Option('--keep-user-rules', "the same, but for the user's rules").implies({ purge: true }))
    .option('--json', 'print JSON')
    .addHelpText('after', examples('uninstall --dry-run', 'uninstall', 'uninstall --keep-user-rules'))
    .action((options: UninstallOptions) => uninstall(options));
}

/** What came of one agent's settings. */
interface Removal {
  readonly agent: RegisteredAgent;
  readonly changes: readonly FileChange[];
  readonly error: string | null;
}

async function uninstall(options: UninstallOptions): Promise<void> {
  const prefix = prefixOf(options);
  const isDryRun = options.dryRun === true;
  const removals = REGISTERED_AGENTS.map((agent): Removal => {
    try {
      return { agent, changes: removeHook(agent, prefix, isDryRun), error: null };
    } catch (error) {
      if (!(error instanceof CliFailure)) throw error;
      return { agent, changes: [], error: error.message };
    }
  });
  if (removals.some(({ error }) => error !== null)) process.exitCode = 1;
  if (options.json !== true) for (const removal of removals) showRemoval(removal, isDryRun);
  const loginRemoved = !isDryRun && forgetLogin(prefix);
  const serviceStopped = !isDryRun && (await stopIfAny(prefix));
  // What is installed again starts with the first call.
  if (loginRemoved) await writeSetting(prefix, 'service.start', 'on-demand');
  const purged = options.purge === true ? purge(prefix, options) : [];
  if (options.json === true) {
    const agents = removals
      .filter(({ changes, error }) => changes.length > 0 || error !== null)
      .map(({ agent, changes, error }) => ({ agent: agent.id, changes: changes.map(fileChangeData), error }));
    console.log(jsonLine({ dryRun: isDryRun, agents, loginRemoved, serviceStopped, purged }));
    return;
  }
  for (const path of purged) console.log(`${isDryRun ? 'would delete' : 'deleted'} ${path}`);
  if (isDryRun) return;
  if (loginRemoved) console.log('The service does not start at login any more.');
  if (serviceStopped) console.log('Service stopped.');
  if (!existsSync(prefix.root)) return;
  const how = options.purge === true ? 'left in it' : 'in it; "premptictl uninstall --purge" deletes it';
  console.log(`${prefix.root} stays, with what is ${how}.`);
}

/** A service that hangs keeps nothing from being taken back. */
async function stopIfAny(prefix: Prefix): Promise<boolean> {
  try {
    return await stopService(prefix);
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error;
    console.error(`premptictl: ${error.message}`);
    process.exitCode = 1;
    return false;
  }
}

function showRemoval({ agent: { title }, changes, error }: Removal, isDryRun: boolean): void {
  for (const { path, before, after } of changes) {
    const diff = lineDiff(path, before, after).trimEnd();
    console.log(isDryRun ? diff : `${title}: removed the hook from ${path}`);
  }
  if (error !== null) console.error(`premptictl: ${title}: ${error}`);
}

/** Deletes what is ours; gives the paths that were there, which a dry run leaves. */
function purge(prefix: Prefix, { dryRun, keepUserRules }: UninstallOptions): readonly string[] {
  const { approvalsDir, auditKey, configFile, logDir, movedSettingsFile, proofsFile, runDir, trustFile } =
    prefix;
  // By name: the folder may hold what is not ours.
  const ours = [
    approvalsDir,
    auditKey,
    dirname(configFile),
    logDir,
    movedSettingsFile,
    proofsFile,
    runDir,
    trustFile,
  ];
  const rules = keepUserRules === true ? [] : [dirname(prefix.userRulesDir)];
  const paths = [...ours, ...rules].filter((path) => lstatSync(path, { throwIfNoEntry: false }));
  for (const path of paths) {
    if (lstatSync(path).isSymbolicLink())
      console.error(`note: ${path} is a link: what is in ${readlinkSync(path)} stays`);
    if (dryRun !== true) rmSync(path, { recursive: true });
  }
  if (dryRun === true) return paths;
  try {
    rmdirSync(prefix.root);
  } catch (error) {
    // It was never there, or holds what is not ours.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
  }
  return paths;
}
