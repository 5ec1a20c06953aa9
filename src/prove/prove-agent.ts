import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Agent, HookCommand, Registration } from '../agents/index.ts';
import { type Prefix, prefixAt } from '../guard/index.ts';
import { brokenHook } from './broken-hook.ts';
import { BROKEN, type Check, type CheckId, GUARDED, markOf, OVER_HTTP, UNGUARDED } from './checks.ts';
import type { AgentCli, CliSetUp } from './clis/agent-cli.ts';
import { freePort } from './free-port.ts';
import { type ScriptedCall, type ScriptedModel, startScriptedModel } from './model/scripted-model.ts';
import { type Product, productIn } from './product.ts';
import type { Program } from './program.ts';
import { type CliEnd, runCli } from './run-cli.ts';
import { createWorld, type World } from './world.ts';

/** What came of one check. `limit`: the agent itself lets the call run, and `note` says why. */
export interface CheckReport {
  readonly check: CheckId;
  readonly title: string;
  readonly outcome: 'ok' | 'fail' | 'limit';
  /** Whether the call happened. */
  readonly ran: boolean;
  /** What the model was told about the call; `null` when nothing. */
  readonly told: string | null;
  /** What is wrong or to be known; empty when all is well. */
  readonly note: string;
}

/** What came of an agent's checks. */
export interface AgentReport {
  /** As the program calls itself; empty when it does not say. */
  readonly version: string;
  readonly checks: readonly CheckReport[];
  /** What the checks say nothing about, for people. */
  readonly notCovered: readonly string[];
}

export interface ProveOptions {
  readonly agent: Agent & { readonly registration: Registration };
  readonly cli: AgentCli;
  readonly program: Program;
  /** What the agent is told to run for a prefix. */
  readonly hookFor: (agent: Agent, prefix: Prefix) => HookCommand;
  /** Whether the person's hook asks the service over HTTP: it is proved so, too. */
  readonly asksOverHttp: boolean;
  readonly signal: AbortSignal;
}

/** A run has a handful of calls; most of its time is the agent's start. */
const RUN_LIMIT_MS = 120_000;
const VERSION_LIMIT_MS = 20_000;

/**
 * Plays the checks with the agent's real command line in a throw-away home, and takes everything away again.
 *
 * @throws Error when they cannot be played: the product does not work there, or the program cannot be started.
 */
export async function proveAgent(options: ProveOptions): Promise<AgentReport> {
  const world = createWorld();
  const product = productIn(world);
  const scripts = Object.entries(SESSIONS).map(([name, checks]) => [
    name,
    checks.map((check) => scriptedCall(check, options.cli, world, product)),
  ]);
  const model = await startScriptedModel(Object.fromEntries(scripts));
  const stage: Stage = { ...options, world, model, setUp: options.cli.setUp(world.home, model.url) };
  try {
    for (const [path, text] of Object.entries(stage.setUp.files)) world.write(path, text);
    const version = await versionOf(stage);
    const unguarded = await play('unguarded', stage);
    product.configure();
    await product.premptictl('start');
    await product.premptictl('hook', 'add', options.agent.id);
    const guarded = await play('guarded', stage);
    const more = [await startedReport(product), await auditReport(product)];
    // The native client, which stays in front of the hook that fails, would ask it.
    await product.signalService('SIGKILL');
    registerBrokenHook(stage);
    const broken = await play('broken', stage);
    const http = options.asksOverHttp ? await playOverHttp(product, stage) : [];
    const checks = [...unguarded, ...guarded, ...more, ...broken, ...http];
    return { version, checks, notCovered: notCoveredOf(options) };
  } finally {
    await model.close();
    await product.signalService('SIGKILL');
    world.remove();
  }
}

const SESSIONS = { unguarded: UNGUARDED, guarded: GUARDED, broken: BROKEN, http: OVER_HTTP };

interface Stage extends ProveOptions {
  readonly world: World;
  readonly model: ScriptedModel;
  readonly setUp: CliSetUp;
}

function scriptedCall(check: Check, cli: AgentCli, world: World, product: Product): ScriptedCall {
  const { id, tool, word, before } = check;
  const path = join(world.home, markOf(check));
  const call = tool === 'shell' ? cli.shell(`touch ${path} # ${word}`) : cli.write(path, word);
  return { id, ...call, ...(before && { before: () => before(product) }) };
}

/** Runs the agent once, with a model that asks for the calls of a session one after the other. */
async function play(session: keyof typeof SESSIONS, stage: Stage): Promise<readonly CheckReport[]> {
  const { program, world, setUp, signal } = stage;
  const end = await runCli({
    program: program.path,
    args: setUp.args(`Play SCRIPT:${session}`),
    env: { ...world.env, ...setUp.env },
    cwd: world.project,
    limitMs: RUN_LIMIT_MS,
    signal,
  });
  signal.throwIfAborted();
  return SESSIONS[session].map((check) => judge(check, end, stage));
}

async function playOverHttp(product: Product, stage: Stage): Promise<readonly CheckReport[]> {
  product.configure({ httpPort: await freePort() });
  await product.premptictl('start');
  await product.premptictl('hook', 'add', stage.agent.id);
  return play('http', stage);
}

function notCoveredOf({ cli, asksOverHttp }: ProveOptions): readonly string[] {
  return [
    'other tools than a shell command and a new file',
    ...(cli.canAskOverHttp === true && !asksOverHttp
      ? ['the hook over HTTP, which is not how it is registered here']
      : []),
  ];
}

async function versionOf({ program, setUp, signal, world }: Stage): Promise<string> {
  const env = { ...world.env, ...setUp.env };
  const run = { program: program.path, args: ['--version'], env, cwd: world.project, signal };
  const { stdout, stderr } = await runCli({ ...run, limitMs: VERSION_LIMIT_MS });
  return /\d+\.\d+\.\d+(?:[-+][\w.+-]*\w)?/.exec(stdout || stderr)?.[0] ?? '';
}

function judge(check: Check, end: CliEnd, { cli, model, world }: Stage): CheckReport {
  const { id, title, runs } = check;
  const ran = world.has(markOf(check));
  const told = model.told.get(id)?.text ?? null;
  const report = { check: id, title, ran, told };
  const fail = (note: string): CheckReport => ({ ...report, outcome: 'fail', note });
  if (!model.asked.has(id)) return fail(`the run ended before this call: ${endOf(end)}`);
  const limit = cli.limits[id];
  if (ran && !runs) {
    return limit === undefined ? fail('it ran') : { ...report, outcome: 'limit', note: limit };
  }
  if (!ran && runs) return fail(`it did not run; the agent's tools are ${[...model.offered].join(', ')}`);
  if (check.told !== undefined && !check.told.test(told ?? '')) return fail('the model was not told why');
  const note = told === null ? 'the agent ended the run, and the model was told nothing' : '';
  return { ...report, outcome: 'ok', note };
}

function endOf({ exitCode, stderr, stdout }: CliEnd): string {
  const lastLine = (stderr.trim() || stdout.trim()).split('\n').at(-1) ?? '';
  return `${exitCode === undefined ? 'killed at its time limit' : `exit ${exitCode}`} ${lastLine}`.trimEnd();
}

/** How long a service may take to be up. */
const START_LIMIT_MS = 10_000;

async function startedReport(product: Product): Promise<CheckReport> {
  const title = 'a call that finds no service starts one for the calls to come';
  const report = { check: 'service-started', title, ran: false, told: null } as const;
  return (await product.isRunning(START_LIMIT_MS))
    ? { ...report, outcome: 'ok', note: '' }
    : { ...report, outcome: 'fail', note: `none runs ${START_LIMIT_MS / 1000} s later` };
}

/** Every call that reached the hook is in the audit, known by the file that it would leave behind. */
async function auditReport(product: Product): Promise<CheckReport> {
  const lost = await product.unrecorded(GUARDED.map(markOf));
  const report = { check: 'audit', title: 'every call is on record', ran: false, told: null } as const;
  return lost.length === 0
    ? { ...report, outcome: 'ok', note: '' }
    : { ...report, outcome: 'fail', note: `no record of ${lost.join(', ')}` };
}

function registerBrokenHook({ agent, hookFor, world }: Stage): void {
  const { registration } = agent;
  const hook = brokenHook(hookFor(agent, prefixAt(world.prefix)), world);
  const paths = registration.paths({ home: world.home, env: world.env });
  const files = paths.map((path) => ({
    path,
    text: existsSync(path) ? readFileSync(path, 'utf8') : undefined,
  }));
  const edit = registration.add(files, hook);
  if (!edit.ok) throw new Error(`the hook that fails cannot be registered: ${edit.problem}`);
  for (const { path, text } of edit.files) {
    if (text === undefined) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
