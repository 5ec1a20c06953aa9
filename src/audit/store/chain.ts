import { createHash } from 'node:crypto';

/** What the first entry of a store chains to. */
export const GENESIS: Buffer = Buffer.alloc(32);

/**
 * What binds an entry to its place: SHA-256 over the hash of the entry before, its number as 8 bytes with the highest
 * first, and its body as it is stored.
 */
export function chainHash(previous: Uint8Array, seq: number, data: Uint8Array): Buffer {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(seq));
  return createHash('sha256').update(previous).update(number).update(data).digest();
}
