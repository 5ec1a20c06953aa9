import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readRegularFile } from '../../guard/index.ts';
import type { LogPlace } from '../log-cursor.ts';

/** Remembers, across processes, how far in the log each sink has come. */
export class PlacesFile {
  readonly #path: string;
  #written = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether nobody else has written to it since this did. */
  get isOurs(): boolean {
    return this.#written !== '' && this.#text() === this.#written;
  }

  /** By name of the sink; of a file that cannot be understood nothing is known. */
  read(): ReadonlyMap<string, LogPlace> {
    try {
      const places = JSON.parse(this.#text()) as Readonly<Record<string, LogPlace>>;
      return new Map(Object.entries(places).filter(([, place]) => isPlace(place)));
    } catch {
      return new Map();
    }
  }

  #text(): string {
    try {
      return readRegularFile(this.#path).toString('utf8');
    } catch {
      // Not there yet.
      return '{}';
    }
  }

  /** Replaces all of them, in one step. Never throws: where it fails, records are sent again after a restart. */
  write(places: readonly (readonly [string, LogPlace])[]): void {
    const text = JSON.stringify(Object.fromEntries(places));
    if (text === this.#written) return;
    const temporary = `${this.#path}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      writeFileSync(temporary, text, { mode: 0o600 });
      renameSync(temporary, this.#path);
      this.#written = text;
    } catch {
      // A disk that is full, or gone: the next time may be better.
    }
  }
}

function isPlace(value: unknown): value is LogPlace {
  const { head, offset } = (value ?? {}) as Partial<LogPlace>;
  return typeof head === 'string' && Number.isSafeInteger(offset) && (offset ?? -1) >= 0;
}
