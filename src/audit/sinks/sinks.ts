import type { SinkSettings } from '../../guard/index.ts';
import type { Delivery, SinkStatus } from './delivery.ts';
import type { PlacesFile } from './places-file.ts';

export interface SinksOptions {
  /** The log of the audit, in Falco's JSON, whose lines are sent. */
  readonly logPath: string;
  /** Where it is kept how far each sink has come. */
  readonly placesPath: string;
  /** How much of the log is kept by its rotation at least. */
  readonly maxQueuedBytes: number;
}

/** The sinks of one prefix. Nothing here throws, nor keeps anybody waiting but `close`. */
export interface Sinks {
  /** Puts these in force: those that stay as they were are not disturbed. */
  configure(settings: readonly SinkSettings[]): void;
  status(): readonly SinkStatus[];
  /** Sends what the log holds, where that works at once, and stops. */
  close(graceMs: number): Promise<void>;
}

/** How often it is written down how far each sink has come: what was sent since is sent again after a crash. */
const SAVE_MS = 1_000;

/**
 * Sends records to sinks while `isActive` says that this process is the one to do so. Without settings it costs
 * nothing: what it needs is loaded with the first sink.
 */
export function createSinks(options: SinksOptions, isActive: () => boolean): Sinks {
  return new RunningSinks(options, isActive);
}

class RunningSinks implements Sinks {
  readonly #options: SinksOptions;
  readonly #isActive: () => boolean;
  #deliveries: readonly Delivery[] = [];
  #places: PlacesFile | undefined;
  #changing: Promise<void> = Promise.resolve();
  #saving: NodeJS.Timeout | undefined;

  constructor(options: SinksOptions, isActive: () => boolean) {
    this.#options = options;
    this.#isActive = isActive;
  }

  configure(settings: readonly SinkSettings[]): void {
    this.#changing = this.#changing
      .then(() => this.#change(settings))
      // An installation that is not whole: the service goes on without.
      .catch((error: Error) => process.emitWarning(error));
  }

  status(): readonly SinkStatus[] {
    return this.#deliveries.map((delivery) => delivery.status());
  }

  async close(graceMs: number): Promise<void> {
    await this.#changing;
    clearInterval(this.#saving);
    await Promise.all(this.#deliveries.map((delivery) => delivery.close(graceMs)));
    this.#save();
  }

  async #change(settings: readonly SinkSettings[]): Promise<void> {
    if (settings.length === 0 && this.#deliveries.length === 0) return;
    const { Delivery } = await import('./delivery.ts');
    const { PlacesFile } = await import('./places-file.ts');
    const { openSink } = await import('./open-sink.ts');
    const running = new Map(this.#deliveries.map((one) => [JSON.stringify(one.settings), one]));
    const kept = settings.map((one) => running.get(JSON.stringify(one)));
    const ended = this.#deliveries.filter((one) => !kept.includes(one));
    await Promise.all(ended.map((one) => one.close(0)));
    this.#places ??= new PlacesFile(this.#options.placesPath);
    this.#save();
    const { logPath, maxQueuedBytes } = this.#options;
    this.#deliveries = settings.map(
      (one, index) =>
        kept[index] ??
        new Delivery({
          settings: one,
          openSink: () => openSink(one, logPath),
          logPath,
          maxQueuedBytes,
          from: () => this.#places?.read().get(one.name),
          isActive: this.#isActive,
        }),
    );
    this.#saving ??= setInterval(() => this.#save(), SAVE_MS).unref();
  }

  /** A service that another has taken over from says how far it came, unless that one has done so. */
  #save(): void {
    const places = this.#places;
    if (places === undefined || !(this.#isActive() || places.isOurs)) return;
    const written = places.read();
    const current = this.#deliveries.map(({ settings: { name }, place = written.get(name) }) => ({
      name,
      place,
    }));
    places.write(current.flatMap(({ name, place }) => (place === undefined ? [] : [[name, place]])));
  }
}
