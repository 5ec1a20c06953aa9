import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** What a file of them is read up to: a checkpoint has some 300 bytes and stands for up to 1,000 records. */
export const MAX_CHECKPOINTS_BYTES = 256 * 1024 * 1024;

/** Why a checkpoint was made. */
export type CheckpointReason =
  /** Many records, or much time, since the one before. */
  | 'due'
  /** What stands up to it is about to be deleted: the rest of the chain begins here. */
  | 'retention'
  /** The service stops. */
  | 'stop';

/** A signed statement of what a store held: with the hash of one record, that of all before it. */
export interface Checkpoint {
  /** The id of the store. */
  readonly store: string;
  readonly seq: number;
  /** Of the record `seq`, in hexadecimal digits. */
  readonly hash: string;
  readonly timeMs: number;
  readonly reason: CheckpointReason;
  /** The Ed25519 public key that the signature is by, in base64url. */
  readonly key: string;
  /** In base64url, over the line without it. */
  readonly signature: string;
}

type Statement = Omit<Checkpoint, 'key' | 'signature'>;

/** Signs a statement; the result is the line of JSON that is kept, without a line end. */
export function signedLine(statement: Statement, privateKey: KeyObject): string {
  const { store, seq, hash, timeMs, reason } = statement;
  const signed = { store, seq, hash, timeMs, reason, key: publicKeyOf(privateKey) };
  const signature = sign(null, signedBytes(signed), privateKey).toString('base64url');
  return JSON.stringify({ ...signed, signature });
}

/** The checkpoint of a line; `undefined` where it is none, or its signature is not right. */
export function parseCheckpoint(line: string): Checkpoint | undefined {
  try {
    const { store, seq, hash, timeMs, reason, key, signature } = JSON.parse(line) as Checkpoint;
    const checkpoint = { store, seq, hash, timeMs, reason, key, signature };
    const isWhole = typeof store === 'string' && Number.isSafeInteger(seq) && typeof hash === 'string';
    const { signature: _, ...signed } = checkpoint;
    const isSigned = verify(null, signedBytes(signed), publicKey(key), Buffer.from(signature, 'base64url'));
    return isWhole && isSigned ? checkpoint : undefined;
  } catch {
    return undefined;
  }
}

/** The public part of a key as checkpoints name it. */
function publicKeyOf(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'jwk' }).x as string;
}

function publicKey(x: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function signedBytes(signed: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(`prempti audit checkpoint\n${JSON.stringify(signed)}`);
}
