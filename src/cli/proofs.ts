import type { Agent } from '../agents/index.ts';
import { type Prefix, packageVersion } from '../guard/index.ts';
import {
  type AgentCli,
  findCli,
  findProgram,
  formatProofs,
  type Program,
  type Proof,
  parseProofs,
  unprovedBecause,
} from '../prove/index.ts';
import { REGISTERED_AGENTS, type RegisteredAgent } from './agent-hooks.ts';
import { CliFailure } from './failure.ts';
import { readTextIfAny, replaceFile } from './files.ts';

/** An agent of this machine that can be proved. */
export interface ProvableAgent {
  readonly agent: RegisteredAgent;
  readonly cli: AgentCli;
  readonly program: Program;
}

/** The agents that are found on PATH and can be run headless. */
export function provableAgents(): readonly ProvableAgent[] {
  return REGISTERED_AGENTS.flatMap((agent) => {
    const cli = findCli(agent.id);
    const program = findProgram(agent.registration.programs, process.env.PATH ?? '');
    return cli === undefined || program === undefined ? [] : [{ agent, cli, program }];
  });
}

/** Remembers the last proof of an agent. */
export function rememberProof(prefix: Prefix, agent: Agent, proof: Proof): void {
  const before = readTextIfAny(prefix.proofsFile);
  replaceFile(prefix.proofsFile, before, formatProofs({ ...parseProofs(before), [agent.id]: proof }));
}

/** What there is to say about agents that are guarded, but not proved as they are now; one line each. */
export function proofProblems(prefix: Prefix, guarded: readonly Agent[]): readonly string[] {
  let proofs: ReturnType<typeof parseProofs>;
  try {
    proofs = parseProofs(readTextIfAny(prefix.proofsFile));
  } catch (error) {
    if (!(error instanceof CliFailure)) throw error;
    return [error.message];
  }
  return provableAgents().flatMap(({ agent, program }) => {
    if (!guarded.includes(agent)) return [];
    const why = unprovedBecause(proofs[agent.id], program, packageVersion());
    return why === undefined ? [] : [`${agent.title} ${why}; run "premptictl prove ${agent.id}"`];
  });
}
