import type { Socket } from 'node:net';

const NEWLINE = 0x0a;

/** How long a client may take to fetch its answer before it is cut off. */
const LINGER_MS = 2_000;

export interface ReadLimits {
  readonly maxBytes: number;
  readonly deadlineMs: number;
  /** Memory that all connections share. */
  readonly budget: ByteBudget;
}

/** The line a client sent, or what is wrong with it; `gone` when it left without sending anything. */
export type ReadLine =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: string }
  | { readonly kind: 'gone' };

/** A bound on what is held in memory for requests that are still coming in. */
export class ByteBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

/**
 * Reads the one line of a connection, up to its newline or to where the client stops sending. What comes after
 * is ignored. Settles within the deadline, never rejects.
 */
export function readLine(socket: Socket, { maxBytes, deadlineMs, budget }: ReadLimits): Promise<ReadLine> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let held = 0;
    const settle = (result: ReadLine): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('end', onEnd).off('close', onClose);
      // The rest flows into the void: a client stuck in its write would never read the answer.
      socket.resume();
      budget.giveBack(held);
      resolve(result);
    };
    const takePart = (part: Buffer): string | undefined => {
      length += part.length;
      if (length > maxBytes) return `the request is over ${maxBytes} bytes`;
      if (!budget.take(part.length)) return 'too many large requests at once';
      held += part.length;
      chunks.push(part);
      return undefined;
    };
    const settleWithLine = (): void => {
      const [first] = chunks;
      const line = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
      settle({ kind: 'line', text: line.toString('utf8') });
    };
    const onData = (chunk: Buffer): void => {
      const end = chunk.indexOf(NEWLINE);
      const problem = takePart(end === -1 ? chunk : chunk.subarray(0, end));
      if (problem !== undefined) settle({ kind: 'problem', problem });
      else if (end !== -1) settleWithLine();
    };
    const onEnd = (): void => (length === 0 ? settle({ kind: 'gone' }) : settleWithLine());
    const onClose = (): void => settle({ kind: 'gone' });
    const timer = setTimeout(
      () => settle({ kind: 'problem', problem: `no complete request within ${deadlineMs} ms` }),
      deadlineMs,
    );
    socket.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/**
 * Sends the one line of answer and closes, `lingering` only after the client has: it may still be sending, and a connection
 * that is gone would keep it from reading. Lets go of a client that does not fetch its answer.
 */
export async function sendLine(socket: Socket, text: string, lingering: boolean): Promise<void> {
  if (socket.destroyed) return;
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  if (lingering) {
    await new Promise((resolve) => socket.once('close', resolve).resume().end(`${text}\n`));
  } else {
    await new Promise((resolve) => socket.write(`${text}\n`, resolve));
    socket.destroy();
  }
  clearTimeout(timer);
}
