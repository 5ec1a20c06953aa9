import { DeliveryError, type Sink, type SinkRecord } from './sink.ts';

/** JSON lines on standard output, for services in the foreground of a container. */
export class StdoutSink implements Sink {
  readonly batchSize = 64;

  /** Waits as long as nobody reads, holding no more than these lines. */
  send(records: readonly SinkRecord[], signal: AbortSignal): Promise<{ readonly rejected: number }> {
    return new Promise((resolve, reject) => {
      const stop = (): void => reject(new DeliveryError('standard output is not read'));
      signal.addEventListener('abort', stop, { once: true });
      process.stdout.write(records.map(({ line }) => `${line}\n`).join(''), (error) => {
        signal.removeEventListener('abort', stop);
        if (error) reject(error);
        else resolve({ rejected: 0 });
      });
    });
  }

  close(): void {
    // It is not ours.
  }
}
