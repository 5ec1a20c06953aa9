import { fstatSync } from 'node:fs';
import { DeliveryError, type Sink, type SinkRecord } from './sink.ts';

/** JSON lines on standard output, for services in the foreground of a container. */
export class StdoutSink implements Sink {
  readonly batchSize = 64;
  readonly isPatient = true;

  /** Waits as long as nobody reads, holding no more than these lines. */
  async send(records: readonly SinkRecord[], signal: AbortSignal): Promise<{ readonly rejected: number }> {
    // That of a service in the background is its own log, which would grow without bound.
    if (fstatSync(1).isFile()) throw new DeliveryError('standard output is a file: use a sink of type file');
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
