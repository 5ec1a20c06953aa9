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
  const agents = provableAgents().filter(({ agent }) => guarded.includes(agent));
  const seen = versionsSeen(
    prefix,
    agents.flatMap(({ agent: { id, name } }) => {
      const { provedMs } = proofs[id] ?? {};
      return provedMs === undefined ? [] : [{ name, sinceMs: provedMs }];
    }),
  );
  return agents.flatMap(({ agent: { id, name, title }, program }) => {
    const why = unprovedBecause(proofs[id], program, packageVersion(), seen.get(name));
    return why === undefined ? [] : [`${title} ${why}; run "premptictl prove ${id}"`];
  });
}

interface Since {
  /** Of the agent, as rules see it. */
  readonly name: string;
  readonly sinceMs: number;
}

/** The versions of agents that made their last calls since a moment, where the audit tells. */
function versionsSeen(prefix: Prefix, agents: readonly Since[]): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  if (agents.length === 0) return versions;
  let reader: AuditStoreReader | undefined;
  try {
    reader = readAuditStore(prefix.auditStore);
    if (reader === undefined) return versions;
    for (const { name, sinceMs } of agents) {
      const [last] = newestEntries(reader, { columns: { agent: [name], kind: ['call'] }, sinceMs }, 1);
      const version = last?.entry.kind === 'call' ? last.entry.agentVersion : undefined;
      if (version !== undefined) versions.set(name, version);
    }
  } catch {
    // What is wrong with the store is told where it is looked at for itself.
  } finally {
    reader?.close();
  }
  return versions;
}
