import type { Program } from './program.ts';

/** What is remembered of the last time that an agent was proved. */
export interface Proof {
  readonly program: Program;
  /** As the agent calls itself. */
  readonly version: string;
  /** The release of Prempti that it was proved with. */
  readonly prempti: string;
  readonly provedMs: number;
  /** No check failed. */
  readonly passed: boolean;
}

/** By the agent's `id`. */
export type Proofs = Readonly<Record<string, Proof>>;

/** Reads what `formatProofs` wrote; what it did not write counts as no proof. */
export function parseProofs(text: string | undefined): Proofs {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    const entries = Object.entries(isObject(value) ? value : {});
    return Object.fromEntries(entries.filter((entry): entry is [string, Proof] => isProof(entry[1])));
  } catch {
    return {};
  }
}

export const formatProofs = (proofs: Proofs): string => `${JSON.stringify(proofs, undefined, 2)}\n`;

/**
 * Why there is no proof that this program blocks, with this release of Prempti; `undefined` where there is one. `seen` is the version
 * of the agent that made the last call since the proof, where that is known: behind a shim of a version manager, which stays as it
 * is, it can be another one.
 */
export function unprovedBecause(
  proof: Proof | undefined,
  program: Program,
  prempti: string,
  seen?: string,
): string | undefined {
  if (proof === undefined) return 'was never proved to block';
  const { file, sizeBytes, modifiedMs } = proof.program;
  const isSame =
    file === program.file && sizeBytes === program.sizeBytes && modifiedMs === program.modifiedMs;
  if (!isSame) return `changed since ${proof.version} was proved to block`;
  if (seen !== undefined && proof.version !== '' && seen !== proof.version) {
    return `ran as ${seen} since ${proof.version} was proved to block`;
  }
  if (proof.prempti !== prempti) return `was proved to block with Prempti ${proof.prempti}, not ${prempti}`;
  return proof.passed ? undefined : 'did not pass its last proof';
}

function isProof(value: unknown): value is Proof {
  if (!isObject(value) || !isObject(value.program)) return false;
  const { program, version, prempti, provedMs, passed } = value;
  const texts = [program.path, program.file, version, prempti];
  const numbers = [program.sizeBytes, program.modifiedMs, provedMs];
  return (
    texts.every((text) => typeof text === 'string') &&
    numbers.every((number) => typeof number === 'number') &&
    typeof passed === 'boolean'
  );
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
