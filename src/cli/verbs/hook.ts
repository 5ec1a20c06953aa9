import { Command } from 'commander';
import { AGENTS } from '../../agents/index.ts';
import { type Prefix, readSettings } from '../../guard/index.ts';
import {
  type AgentHook,
  addHook,
  agentHook,
  agentsNamed,
  type FileChange,
  fileChangeData,
  hooksOf,
  isGuarded,
  needsService,
  type RegisteredAgent,
  removeHook,
} from '../agent-hooks.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { lineDiff } from '../line-diff.ts';
import { blockedLater } from '../service-need.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface HookOptions {
  readonly prefix?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly all?: boolean;
}

/** `hook add|remove|status [agent...]`: our entries in agents' settings. */
export function hookVerb(): Command {
  return new Command('hook')
    .addCommand(
      agentsVerb('add')
        .option('-n, --dry-run', 'show what would change, and change nothing')
        .description('Register the hook; repairs a registration that would not block')
        .addHelpText('after', examples('hook add', 'hook add claude --dry-run', 'hook add codex gemini'))
        .action((names: readonly string[], options: HookOptions) => changeHooks('add', names, options)),
    )
    .addCommand(
      agentsVerb('remove')
        .option('-n, --dry-run', 'show what would change, and change nothing')
        .description('Remove the hook, whichever prefix it belongs to')
        .addHelpText('after', examples('hook remove claude', 'hook remove --all --dry-run'))
        .action((names: readonly string[], options: HookOptions) => changeHooks('remove', names, options)),
    )
    .addCommand(
      agentsVerb('status')
        .description('Show the registration; exits 1 when an agent is not guarded')
        .addHelpText('after', examples('hook status', 'hook status claude --json'))
        .action((names: readonly string[], options: HookOptions) => showHooks(names, options)),
    );
}

function agentsVerb(name: string): Command {
  return prefixVerb(name)
    .argument(
      '[agent...]',
      `of ${AGENTS.filter((a) => a.registration)
        .map((a) => a.id)
        .join(', ')}`,
    )
    .option('--all', 'every agent that is found here, as without names')
    .option('--json', 'print JSON');
}

/** One line for people, the next step included. */
export function describeHook({ agent, file, status, switchedOffHere }: AgentHook): string {
  const { id, title } = agent;
  switch (status.kind) {
    case 'registered': {
      const [off] = switchedOffHere;
      const { outdated } = status;
      const how = status.asksOverHttp === true ? ', and asks over HTTP' : '';
      const hint = outdated === undefined ? '' : `; ${outdated}: run "premptictl hook add ${id}"`;
      return off === undefined
        ? `${title} is guarded: the hook is registered in ${file}${how}${hint}`
        : `${title} is not guarded in this project, ${off.path} switches hooks off: ${off.problem}`;
    }
    case 'absent':
      return `${title} is not guarded: no hook in ${file}; run "premptictl hook add ${id}"`;
    case 'needs-repair':
      return `${title} is not guarded reliably (${file}): ${status.problems.join('; ')}; run "premptictl hook add ${id}"`;
    case 'disabled':
      return `${title} is not guarded, hooks are switched off in ${file}: ${status.problems.join('; ')}`;
    case 'broken':
      return `${title} is not guarded: ${status.problem}`;
  }
}

const agentsOf = (
  names: readonly string[],
  { all }: HookOptions,
  prefix: Prefix,
): readonly RegisteredAgent[] => agentsNamed(all === true ? [] : names, prefix);

function showHooks(names: readonly string[], options: HookOptions): void {
  const prefix = prefixOf(options);
  const hooks = agentsOf(names, options, prefix).flatMap((agent) => hooksOf(agent, prefix));
  if (!hooks.every(isGuarded)) process.exitCode = 1;
  if (options.json === true) {
    console.log(jsonLine({ agents: hooks.map(hookJson) }));
    return;
  }
  for (const hook of hooks) console.log(describeHook(hook));
  if (hooks.length === 0) console.log('No agent is found here.');
}

/** An agent in the JSON of `hook` and `status`; see docs/hooks.md. */
export function hookJson(hook: AgentHook) {
  const { agent, isInstalled, file, status, switchedOffHere } = hook;
  const problems = 'problems' in status ? status.problems : 'problem' in status ? [status.problem] : [];
  return {
    agent: agent.id,
    installed: isInstalled,
    guarded: isGuarded(hook),
    status: status.kind,
    file,
    problems,
    ...('outdated' in status && { outdated: status.outdated }),
    asksOverHttp: needsService(hook),
    switchedOffHere,
  };
}

type Change = 'add' | 'remove';

function changeHooks(change: Change, names: readonly string[], options: HookOptions): void {
  const prefix = prefixOf(options);
  const agents = agentsOf(names, options, prefix);
  const isDryRun = options.dryRun === true;
  const results = agents.map((agent) => {
    const changed = attempt(() =>
      change === 'add' ? addHook(agent, prefix, isDryRun) : removeHook(agent, prefix, isDryRun),
    );
    const hook = agentHook(agent, prefix);
    const isDone = changed.error === undefined && (change === 'remove' || isDryRun || isGuarded(hook));
    return { agent, hook, ...changed, isDone };
  });
  if (!results.every(({ isDone }) => isDone)) process.exitCode = 1;
  if (options.json === true) {
    const shown = results.map(({ hook, files, error }) => ({
      ...hookJson(hook),
      changes: files.map(fileChangeData),
      error: error ?? null,
    }));
    console.log(jsonLine({ dryRun: isDryRun, agents: shown }));
    return;
  }
  for (const { agent, hook, files, error, isDone } of results) {
    if (error !== undefined) console.error(`premptictl: ${agent.title}: ${error}`);
    else if (isDryRun) console.log(files.map(diffOf).join('') || `${agent.title}: nothing would change`);
    else console.log(done(change, agent, files, hook.file));
    if (error === undefined && !isDone) console.error(`premptictl: ${describeHook(hook)}`);
  }
  const hooks = isDryRun ? [] : results.map(({ hook }) => hook);
  const need = change === 'add' ? blockedLater(hooks, readSettings(prefix).settings) : undefined;
  if (need !== undefined) console.error(`note: ${need.problem}; ${need.fix}`);
  if (results.length === 0) throw new CliFailure('no agent is found here; name one, as in "hook add claude"');
}

interface Attempt {
  readonly files: readonly FileChange[];
  /** Why nothing was changed, where that is so. */
  readonly error?: string;
}

function attempt(edit: () => readonly FileChange[]): Attempt {
  try {
    return { files: edit() };
  } catch (error) {
    if (error instanceof CliFailure) return { files: [], error: error.message };
    throw error;
  }
}

function done(
  change: Change,
  { title }: RegisteredAgent,
  files: readonly FileChange[],
  file: string,
): string {
  const paths = files.map(({ path }) => path).join(' and ');
  switch (change) {
    case 'add':
      return files.length === 0
        ? `${title}: the hook is already registered in ${file}`
        : `${title}: registered the hook in ${paths}`;
    case 'remove':
      return files.length === 0
        ? `${title}: nothing to remove in ${file}`
        : `${title}: removed the hook from ${paths}; its calls are no longer checked`;
  }
}

const diffOf = ({ path, before, after }: FileChange): string => lineDiff(path, before, after);
