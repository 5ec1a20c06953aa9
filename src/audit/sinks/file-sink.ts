import { lstat, mkdir, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileSinkSettings } from '../../guard/index.ts';
import { DeliveryError, type Sink, type SinkRecord } from './sink.ts';

/** JSON lines in a file of the owner's, rotated as `.1` to `.N`. Not on the main thread: the file may be on a network. */
export class FileSink implements Sink {
  readonly batchSize = 256;
  readonly #settings: FileSinkSettings;
  readonly #logPath: string;

  constructor(settings: FileSinkSettings, logPath: string) {
    this.#settings = settings;
    this.#logPath = logPath;
  }

  async send(records: readonly SinkRecord[]): Promise<{ readonly rejected: number }> {
    const { path, rotateBytes } = this.#settings;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const lines = Buffer.from(records.map(({ line }) => `${line}\n`).join(''));
    const found = await stat(path).catch(() => undefined);
    // A pipe without a reader would hold whoever opens it.
    if (found !== undefined && !found.isFile()) throw new DeliveryError(`${path} is not a regular file`);
    const log = await stat(this.#logPath).catch(() => undefined);
    if (found !== undefined && found.ino === log?.ino) throw new DeliveryError(`${path} is the log itself`);
    if (found !== undefined && found.size > 0 && found.size + lines.length > rotateBytes)
      await this.#rotate();
    const file = await open(path, 'a', 0o600);
    try {
      await file.appendFile(lines);
    } finally {
      await file.close();
    }
    return { rejected: 0 };
  }

  close(): void {
    // Nothing is held between two calls.
  }

  async #rotate(): Promise<void> {
    const { path, rotateKeep } = this.#settings;
    if (rotateKeep === 0) return unlink(path);
    for (let n = rotateKeep - 1; n >= 0; n--) {
      const from = n === 0 ? path : `${path}.${n}`;
      if (await lstat(from).catch(() => undefined)) await rename(from, `${path}.${n + 1}`);
    }
  }
}
