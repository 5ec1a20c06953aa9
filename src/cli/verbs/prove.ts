import type { Command } from 'commander';
import { type Prefix, packageVersion } from '../../guard/index.ts';
import { type AgentReport, type CheckReport, findCli, proveAgent } from '../../prove/index.ts';
import { agentsNamed, REGISTERED_AGENTS } from '../agent-hooks.ts';
import { CliFailure } from '../failure.ts';
import { hookCommand } from '../hook-command.ts';
import { type ProvableAgent, provableAgents, rememberProof } from '../proofs.ts';
import { counted, oneLine, type Terminal, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

/** A run waits for the agent's start most of the time. */
const AT_ONCE = 2;

interface ProveVerbOptions {
  readonly prefix?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `prove [agent...]`: the real agent, guarded in a throw-away home, driven by a scripted model. */
export function proveVerb(): Command {
  return prefixVerb('prove')
    .argument(
      '[agent...]',
      `of ${REGISTERED_AGENTS.filter(({ id }) => findCli(id))
        .map(({ id }) => id)
        .join(', ')}`,
    )
    .option('--all', 'every agent on the PATH, as without names')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('prove', 'prove claude --json'))
    .action((names: readonly string[], options: ProveVerbOptions) => prove(names, options));
}

/** What came of one agent; `problem` where the checks could not be played. */
interface Outcome extends AgentReport {
  readonly provable: ProvableAgent;
  readonly seconds: number;
  readonly problem: string | null;
}

async function prove(names: readonly string[], options: ProveVerbOptions): Promise<void> {
  const prefix = prefixOf(options);
  const wanted = wantedAgents(names, options.all === true, prefix);
  const terminal = terminalFor(process.stdout);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => interrupted.abort());
  const outcomes: Outcome[] = [];
  const pending = wanted.values();
  const work = async (): Promise<void> => {
    for (const provable of pending) {
      const outcome = await proveOne(provable, interrupted.signal);
      if (interrupted.signal.aborted) throw new CliFailure('interrupted', 130);
      outcomes.push(outcome);
      const { agent, program } = provable;
      const proof = { program, version: outcome.version, provedMs: Date.now(), passed: isProved(outcome) };
      rememberProof(prefix, agent, { ...proof, prempti: packageVersion() });
      if (options.json !== true) console.log(formatOutcome(outcome, terminal));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (options.json === true) console.log(JSON.stringify(asJson(outcomes)));
  if (!outcomes.every(isProved)) process.exitCode = 1;
}

function wantedAgents(names: readonly string[], all: boolean, prefix: Prefix): readonly ProvableAgent[] {
  if (names.length > 0 && all) throw new CliFailure('give names of agents or --all, not both');
  const found = provableAgents();
  if (names.length === 0) {
    if (found.length > 0) return found;
    throw new CliFailure('no agent that can be proved is on the PATH');
  }
  return agentsNamed(names, prefix).map(({ id, title, registration }) => {
    const provable = found.find(({ agent }) => agent.id === id);
    if (provable !== undefined) return provable;
    const why =
      findCli(id) === undefined
        ? 'it cannot run headless'
        : `${registration.programs.join(' or ')} is not on the PATH`;
    throw new CliFailure(`${title} cannot be proved: ${why}`);
  });
}

async function proveOne(provable: ProvableAgent, signal: AbortSignal): Promise<Outcome> {
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 100) / 10;
  try {
    const report = await proveAgent({ ...provable, hookFor: hookCommand, signal });
    return { ...report, provable, seconds: seconds(), problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { version: '', checks: [], provable, seconds: seconds(), problem };
  }
}

const isProved = ({ problem, checks }: Outcome): boolean =>
  problem === null && checks.every(({ outcome }) => outcome !== 'fail');

function formatOutcome(outcome: Outcome, terminal: Terminal): string {
  const { provable, version, seconds, checks, problem } = outcome;
  const { agent, program } = provable;
  const head = terminal.paint('bold', `${agent.title} ${version}`.trim());
  const lines = checks.map((check) => formatCheck(check, terminal));
  if (problem !== null) lines.push(terminal.paint('red', `  FAIL   cannot be proved: ${problem}`));
  return `${head}  ${program.path}\n${lines.join('\n')}\n  ${summary(outcome)}, ${seconds} s\n`;
}

function formatCheck({ title, outcome, told, note }: CheckReport, terminal: Terminal): string {
  const width = (terminal.columns ?? 160) - 12;
  const labels = { ok: ['green', 'ok   '], limit: ['yellow', 'limit'], fail: ['red', 'FAIL '] } as const;
  const [style, label] = labels[outcome];
  return [
    `  ${terminal.paint(style, label)}  ${title}`,
    ...(note === '' ? [] : [`         ${terminal.paint(style, oneLine(note, width))}`]),
    ...(told === null ? [] : [terminal.paint('dim', `         told: ${oneLine(told, width - 6)}`)]),
  ].join('\n');
}

function summary({ checks, problem }: Outcome): string {
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length + (problem === null ? 0 : 1);
  const limits = checks.filter(({ outcome }) => outcome === 'limit').length;
  const ok = checks.length - limits - checks.filter(({ outcome }) => outcome === 'fail').length;
  return [
    `${ok} ok`,
    ...(limits === 0 ? [] : [counted(limits, 'limit of the agent itself')]),
    `${failed} failed`,
  ].join(', ');
}

function asJson(outcomes: readonly Outcome[]): object {
  const agents = outcomes.map((outcome) => {
    const { provable, version, seconds, problem, checks } = outcome;
    const { agent, program } = provable;
    const result = isProved(outcome) ? 'proved' : 'failed';
    return {
      agent: agent.id,
      title: agent.title,
      outcome: result,
      version,
      program,
      seconds,
      problem,
      checks,
    };
  });
  return { prempti: packageVersion(), agents };
}
