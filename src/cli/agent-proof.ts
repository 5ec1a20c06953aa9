import { type Prefix, packageVersion } from '../guard/index.ts';
import { type AgentReport, type CheckReport, proveAgent } from '../prove/index.ts';
import { agentHook, needsService } from './agent-hooks.ts';
import { CliFailure } from './failure.ts';
import { hookCommand } from './hook-command.ts';
import { type ProvableAgent, rememberProof } from './proofs.ts';
import { counted, oneLine, type Terminal } from './terminal.ts';

/** A run waits for the agent's start most of the time. */
const AT_ONCE = 2;

/** What came of one agent; `problem` where the checks could not be played. */
export interface ProofOutcome extends AgentReport {
  readonly provable: ProvableAgent;
  readonly seconds: number;
  readonly problem: string | null;
}

/**
 * Proves agents one beside the other, remembers what came of it, and tells each as it comes.
 *
 * @throws CliFailure when the signal aborts
 */
export async function proveAgents(
  prefix: Prefix,
  agents: readonly ProvableAgent[],
  signal: AbortSignal,
  tell: (outcome: ProofOutcome) => void,
): Promise<readonly ProofOutcome[]> {
  const outcomes: ProofOutcome[] = [];
  const pending = agents.values();
  const work = async (): Promise<void> => {
    for (const provable of pending) {
      const outcome = await proveOne(prefix, provable, signal);
      if (signal.aborted) throw new CliFailure('interrupted', 130);
      outcomes.push(outcome);
      const { agent, program } = provable;
      const proof = { program, version: outcome.version, provedMs: Date.now(), passed: isProved(outcome) };
      rememberProof(prefix, agent, { ...proof, prempti: packageVersion() });
      tell(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes;
}

async function proveOne(prefix: Prefix, provable: ProvableAgent, signal: AbortSignal): Promise<ProofOutcome> {
  const started = performance.now();
  const seconds = (): number => Math.round((performance.now() - started) / 100) / 10;
  try {
    const asksOverHttp = needsService(agentHook(provable.agent, prefix));
    const report = await proveAgent({ ...provable, hookFor: hookCommand, asksOverHttp, signal });
    return { ...report, provable, seconds: seconds(), problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { version: '', checks: [], notCovered: [], provable, seconds: seconds(), problem };
  }
}

export function isProved({ problem, checks }: ProofOutcome): boolean {
  return problem === null && checks.every(({ outcome }) => outcome !== 'fail');
}

/** The checks of an agent for people. */
export function formatProof(outcome: ProofOutcome, terminal: Terminal): string {
  const { provable, version, seconds, checks, notCovered, problem } = outcome;
  const { agent, program } = provable;
  const head = terminal.paint('bold', `${agent.title} ${version}`.trim());
  const lines = checks.map((check) => formatCheck(check, terminal));
  if (problem !== null) lines.push(terminal.paint('red', `  FAIL   cannot be proved: ${problem}`));
  if (notCovered.length > 0) lines.push(terminal.paint('dim', `  not covered: ${notCovered.join('; ')}`));
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

function summary({ checks, problem }: ProofOutcome): string {
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length + (problem === null ? 0 : 1);
  const limits = checks.filter(({ outcome }) => outcome === 'limit').length;
  const ok = checks.length - limits - checks.filter(({ outcome }) => outcome === 'fail').length;
  return [
    `${ok} ok`,
    ...(limits === 0 ? [] : [counted(limits, 'limit of the agent itself')]),
    `${failed} failed`,
  ].join(', ');
}
