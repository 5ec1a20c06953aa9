import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { type Prefix, readSettings } from '../../guard/index.ts';
import {
  type AgentHook,
  addHook,
  agentHook,
  agentsNamed,
  type FileChange,
  fileChangeData,
  isGuarded,
  REGISTERED_AGENTS,
  type RegisteredAgent,
} from '../agent-hooks.ts';
import { formatProof, isProved, type ProofOutcome, proveAgents } from '../agent-proof.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { lineDiff } from '../line-diff.ts';
import { provableAgents } from '../proofs.ts';
import { runningStatus, startService } from '../running-service.ts';
import { startAtLogin } from '../start-at-login.ts';
import { type Terminal, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';
import { describeHook, hookJson } from './hook.ts';

interface InstallOptions {
  readonly prefix?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly login?: boolean;
  readonly prove: boolean;
  readonly json?: boolean;
}

/** `install [agent...]`: from nothing to guarded agents: what would change, the question, the change, the proof. */
export function installVerb(): Command {
  return prefixVerb('install')
    .argument('[agent...]', 'whom to guard (default: every agent that is found here)')
    .option('-y, --yes', 'do not ask')
    .option('-n, --dry-run', 'show what would change, and change nothing')
    .option('--login', 'have the service start when you log in, not with the first call')
    .option('--no-prove', 'leave out the proof, which runs each agent with a scripted model')
    .option('--json', 'print JSON; asks nothing, so that it needs --yes or --dry-run')
    .addHelpText('after', examples('install', 'install --dry-run', 'install claude codex --yes --login'))
    .action((names: readonly string[], options: InstallOptions) => install(names, options));
}

/** What would change for one agent. */
interface Plan {
  readonly agent: RegisteredAgent;
  readonly changes: readonly FileChange[];
  /** Why its settings cannot be changed. */
  readonly error: string | null;
}

async function install(names: readonly string[], options: InstallOptions): Promise<void> {
  const prefix = prefixOf(options);
  const agents = agentsNamed(names, prefix);
  if (agents.length === 0) {
    const known = REGISTERED_AGENTS.map(({ title }) => title).join(', ');
    throw new CliFailure(`no agent is found here; install one of ${known}, then run this again`);
  }
  const plans = agents.map((agent) => planFor(agent, prefix));
  const terminal = terminalFor(process.stdout);
  const isQuiet = options.json === true;
  if (!isQuiet) explain(plans, prefix, options, terminal);
  const wanted = await wishes(plans, options);
  if (wanted === undefined) {
    if (isQuiet) console.log(jsonLine({ ...resultData(prefix, plans, []), done: false }));
    return;
  }
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => interrupted.abort());
  }
  const done = await carryOut(plans, prefix, wanted, interrupted.signal, isQuiet);
  const proved = options.prove ? await prove(prefix, agents, interrupted.signal, isQuiet, terminal) : [];
  const hooks = agents.map((agent) => agentHook(agent, prefix));
  if (!hooks.every(isGuarded) || !proved.every(isProved)) process.exitCode = 1;
  if (isQuiet) {
    console.log(jsonLine({ ...resultData(prefix, done, proved), done: true }));
    return;
  }
  conclude(hooks, proved, terminal);
}

function planFor(agent: RegisteredAgent, prefix: Prefix): Plan {
  return attempt(agent, () => addHook(agent, prefix, true));
}

function attempt(agent: RegisteredAgent, edit: () => readonly FileChange[]): Plan {
  try {
    return { agent, changes: edit(), error: null };
  } catch (error) {
    if (error instanceof CliFailure) return { agent, changes: [], error: error.message };
    throw error;
  }
}

function explain(
  plans: readonly Plan[],
  prefix: Prefix,
  { login }: InstallOptions,
  terminal: Terminal,
): void {
  console.log(
    'Each tool call of an agent is checked before it runs, by a hook in the settings of the agent:',
  );
  for (const { agent, changes, error } of plans) {
    console.log(`\n${terminal.paint('bold', agent.title)}`);
    if (error !== null) console.log(terminal.paint('red', `  cannot be guarded: ${error}`));
    else if (changes.length === 0) console.log('  nothing to change');
    for (const { path, before, after } of changes) {
      console.log(paintDiff(lineDiff(path, before, after), terminal));
    }
  }
  const start = login === true ? 'when you log in' : 'with the first call of an agent';
  console.log(`\nThe service starts ${start}. Settings, rules and the audit are kept in ${prefix.root}.`);
  console.log('"premptictl uninstall" takes all of it back.\n');
}

function paintDiff(diff: string, terminal: Terminal): string {
  const lines = diff.trimEnd().split('\n');
  return lines
    .map((line) => {
      if (/^(---|\+\+\+|@@)/.test(line)) return terminal.paint('dim', `  ${line}`);
      if (line.startsWith('+')) return terminal.paint('green', `  ${line}`);
      return line.startsWith('-') ? terminal.paint('red', `  ${line}`) : `  ${line}`;
    })
    .join('\n');
}

interface Wishes {
  readonly login: boolean;
}

/** What the person wants; `undefined` where nothing is to be changed. */
async function wishes(plans: readonly Plan[], options: InstallOptions): Promise<Wishes | undefined> {
  const login = options.login === true;
  if (options.dryRun === true) return undefined;
  const isThereToDo = plans.some(({ changes }) => changes.length > 0) || login;
  if (options.yes === true) return { login };
  if (!isThereToDo) {
    if (options.json !== true) console.log('All of it is in place; "premptictl prove" shows that it blocks.');
    return undefined;
  }
  const isInteractive = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (options.json === true || !isInteractive) {
    process.exitCode = 1;
    console.error(
      'premptictl: nothing was changed, for nobody can be asked; to go on: premptictl install --yes',
    );
    return undefined;
  }
  if (!(await ask('Do this?', true))) {
    console.log('Nothing was changed.');
    return undefined;
  }
  return { login: login || (await ask('Have the service start when you log in, too?', false)) };
}

/** A question that Enter answers with `byDefault`. Ctrl-C and the end of the input end everything. */
async function ask(question: string, byDefault: boolean): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const stopped = new AbortController();
  for (const event of ['SIGINT', 'close'] as const) lines.once(event, () => stopped.abort());
  try {
    const choice = byDefault ? '[Y/n]' : '[y/N]';
    const answer = await lines.question(`${question} ${choice} `, { signal: stopped.signal });
    return answer.trim() === '' ? byDefault : /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
    throw new CliFailure('stopped; nothing was changed', 130);
  } finally {
    lines.close();
  }
}

/** Each step is whole when it ends; an interrupt stops between two of them. */
async function carryOut(
  plans: readonly Plan[],
  prefix: Prefix,
  { login }: Wishes,
  signal: AbortSignal,
  isQuiet: boolean,
): Promise<readonly Plan[]> {
  const tell = (text: string): void => {
    if (!isQuiet) console.log(text);
  };
  const done: Plan[] = [];
  for (const { agent, error } of plans) {
    await betweenSteps(signal);
    const result =
      error === null ? attempt(agent, () => addHook(agent, prefix, false)) : { agent, changes: [], error };
    done.push(result);
    for (const { path } of result.changes) tell(`${agent.title}: registered the hook in ${path}`);
    if (result.error !== null) console.error(`premptictl: ${agent.title}: ${result.error}`);
  }
  await betweenSteps(signal);
  if (login) {
    await startAtLogin(prefix);
    tell('The service starts when you log in.');
  } else if (readSettings(prefix).settings.serviceStart !== 'manual') {
    const { pid } = (await runningStatus(prefix)) ?? (await startService(prefix, 'older'));
    tell(`The service runs (pid ${pid}).`);
  }
  return done;
}

/** Lets an interrupt in. */
async function betweenSteps(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (!signal.aborted) return;
  const told =
    'what was done stays, and works; "premptictl install" goes on, "premptictl uninstall" takes it back';
  throw new CliFailure(`interrupted: ${told}`, 130);
}

async function prove(
  prefix: Prefix,
  agents: readonly RegisteredAgent[],
  signal: AbortSignal,
  isQuiet: boolean,
  terminal: Terminal,
): Promise<readonly ProofOutcome[]> {
  const guarded = agents.filter((agent) => isGuarded(agentHook(agent, prefix)));
  const provable = provableAgents().filter(({ agent }) => guarded.includes(agent));
  if (provable.length === 0) return [];
  const names = provable.map(({ agent }) => agent.title).join(', ');
  if (!isQuiet) console.log(`\nThe proof: ${names} with a scripted model in a throw-away home:\n`);
  return proveAgents(prefix, provable, signal, (outcome) => {
    if (!isQuiet) console.log(formatProof(outcome, terminal));
  });
}

function conclude(hooks: readonly AgentHook[], proved: readonly ProofOutcome[], terminal: Terminal): void {
  for (const hook of hooks) {
    const shown = proved.find(({ provable }) => provable.agent === hook.agent);
    const good = isGuarded(hook) && (shown === undefined || isProved(shown));
    const proof =
      shown === undefined ? '' : isProved(shown) ? ', and proved to block' : ', but the proof failed';
    console.log(`${terminal.paint(good ? 'green' : 'red', good ? '✓' : '✗')} ${describeHook(hook)}${proof}`);
  }
  console.log(`
What next:
  premptictl logs -f            every call, live
  premptictl mode monitor       only record for a while, stop nothing
  premptictl test "COMMAND"     what the rules say to a command
  premptictl status             what runs, what is guarded, what is wrong`);
}

function resultData(prefix: Prefix, plans: readonly Plan[], proved: readonly ProofOutcome[]) {
  const agents = plans.map(({ agent, changes, error }) => ({
    ...hookJson(agentHook(agent, prefix)),
    changes: changes.map(fileChangeData),
    error,
  }));
  const proofs = proved.map((outcome) => ({
    agent: outcome.provable.agent.id,
    outcome: isProved(outcome) ? 'proved' : 'failed',
  }));
  return { agents, startsAtLogin: readSettings(prefix).settings.serviceStart === 'login', proofs };
}
