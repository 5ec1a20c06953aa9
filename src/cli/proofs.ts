import type { Agent } from '../agents/index.ts';
import { type AuditStoreReader, newestEntries, readAuditStore } from '../audit/index.ts';
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
    const proof = proofs[agent.id];
    const seen = proof && versionSeen(prefix, agent, proof.provedMs);
    const why = unprovedBecause(proof, program, packageVersion(), seen);
    return why === undefined ? [] : [`${agent.title} ${why}; run "premptictl prove ${agent.id}"`];
  });
}

/** The version of the agent that made the last call since a moment, where the audit tells. */
function versionSeen(prefix: Prefix, { name }: Agent, sinceMs: number): string | undefined {
  let reader: AuditStoreReader | undefined;
  try {
    reader = readAuditStore(prefix.auditStore);
    if (reader === undefined) return undefined;
    const [last] = newestEntries(reader, { columns: { agent: [name], kind: ['call'] }, sinceMs }, 1);
    return last?.entry.kind === 'call' ? last.entry.agentVersion : undefined;
  } catch {
    // What is wrong with the store is told where it is looked at for itself.
    return undefined;
  } finally {
    reader?.close();
  }
}
