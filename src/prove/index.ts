export type { AgentCli } from './clis/agent-cli.ts';
export { findCli } from './clis/find-cli.ts';
export { findProgram, type Program } from './program.ts';
export { formatProofs, type Proof, parseProofs, unprovedBecause } from './proofs.ts';
export { type AgentReport, type CheckReport, proveAgent } from './prove-agent.ts';
