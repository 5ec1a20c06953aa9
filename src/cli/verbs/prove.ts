import type { Command } from 'commander';
import { type Prefix, packageVersion } from '../../guard/index.ts';
import { findCli } from '../../prove/index.ts';
import { agentsNamed, REGISTERED_AGENTS } from '../agent-hooks.ts';
import { formatProof, isProved, type ProofOutcome, proveAgents } from '../agent-proof.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { type ProvableAgent, provableAgents } from '../proofs.ts';
import { terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

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

async function prove(names: readonly string[], options: ProveVerbOptions): Promise<void> {
  const prefix = prefixOf(options);
  const wanted = wantedAgents(names, options.all === true, prefix);
  const terminal = terminalFor(process.stdout);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => interrupted.abort());
  const outcomes = await proveAgents(prefix, wanted, interrupted.signal, (outcome) => {
    if (options.json !== true) console.log(formatProof(outcome, terminal));
  });
  if (options.json === true) console.log(jsonLine(asJson(outcomes)));
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

function asJson(outcomes: readonly ProofOutcome[]): object {
  const agents = outcomes.map((outcome) => {
    const { provable, version, seconds, problem, checks, notCovered } = outcome;
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
      notCovered,
    };
  });
  return { prempti: packageVersion(), agents };
}
