import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A record that came in, as far as it tells which one it is. */
export interface Received {
  readonly rule: string;
  readonly correlationId: string;
}

/** A real program that takes records. */
export interface Receiver {
  /** The sinks that send to it, by name: their settings. */
  readonly sinks: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Those that may lose records while the program is down. */
  readonly lossy?: readonly string[];
  /** What has come from one of its sinks, in order. @throws where something came that it does not understand */
  received(sink: string): Promise<readonly Received[]>;
}

const LIMIT_MS = 10_000;

/** A program that is started and ended again and again, by its own id. */
export class Program {
  readonly #command: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;

  constructor(command: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.#command = command;
    this.#env = { PATH: process.env.PATH, ...env };
  }

  /** Resolves once it listens on a port of loopback. */
  async start(port: number): Promise<void> {
    const [program = '', ...args] = this.#command;
    this.#child = spawn(program, args, { env: this.#env, stdio: 'ignore' });
    for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(20)) {
      const socket = connect(port, '127.0.0.1');
      const isOpen = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      socket.destroy();
      if (isOpen) return;
    }
    throw new Error(`${program} does not listen on ${port}`);
  }

  async stop(): Promise<void> {
    if (this.#child === undefined || this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

/** @throws where the text is not a record in JSON */
export function receivedOf(text: string): Received {
  const { rule, output_fields: fields } = JSON.parse(text);
  return { rule, correlationId: String(fields['correlation.id']) };
}
