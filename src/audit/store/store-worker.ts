import { parentPort, workerData } from 'node:worker_threads';
import type { StoreOptions } from './open-store.ts';
import { StoreWriter } from './store-writer.ts';

/** What the thread of the store is told. */
export type StoreRequest =
  | { readonly kind: 'write'; readonly texts: readonly string[] }
  /** A checkpoint of all, and the end of the thread. */
  | { readonly kind: 'stop' };

/** What it says: of each `write` what became of it, and each checkpoint. */
export type StoreReport =
  | { readonly kind: 'written'; readonly problem?: string }
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'checkpoint'; readonly line: string };

/** How often what is old is looked for where nothing is written. */
const UPKEEP_MS = 60_000;

const port = parentPort;
if (port === null) throw new Error('this is the thread of the audit store, and nothing else');

const report = (message: StoreReport): void => port.postMessage(message);
const writer = new StoreWriter(workerData as StoreOptions, (line) => report({ kind: 'checkpoint', line }));

port.on('message', (request: StoreRequest) => {
  switch (request.kind) {
    case 'write':
      return report(written(request.texts));
    case 'stop':
      writer.stop();
      return port.close();
  }
});
setInterval(() => writer.upkeep(), UPKEEP_MS).unref();

function written(texts: readonly string[]): StoreReport {
  try {
    writer.write(texts);
    const { problem } = writer;
    return { kind: 'written', ...(problem !== undefined && { problem }) };
  } catch (error) {
    return { kind: 'failed', problem: (error as Error).message };
  }
}
