import { display, EMPTY_TEXT, joinTexts, type Text, textFrom, unknownOutput } from './text.ts';

/**
 * One end of a stream as a program sees it. `terminal` is whatever the caller of the command line is connected
 * to; `capture` collects what is written, for a pipe or a substitution; `socket` goes both ways.
 */
export type ChannelKind = 'terminal' | 'null' | 'capture' | 'text' | 'file' | 'socket';

export class Channel {
  readonly kind: ChannelKind;
  /** What can be read. */
  readonly input: Text;
  /** The file behind it. */
  readonly path: string | undefined;
  /** The host behind it. */
  readonly host: string | undefined;
  #collected: Text[] | undefined;
  #cursor = 0;
  /** Whether the last `nextLine` gave one; undefined before the first. */
  lastRead: boolean | undefined;

  private constructor(kind: ChannelKind, input: Text, path?: string, host?: string) {
    this.kind = kind;
    this.input = input;
    this.path = path;
    this.host = host;
  }

  static terminal(input: Text): Channel {
    return new Channel('terminal', input);
  }

  static readonly null = new Channel('null', EMPTY_TEXT);

  static capture(): Channel {
    return new Channel('capture', EMPTY_TEXT);
  }

  static text(input: Text, path?: string): Channel {
    return new Channel('text', input, path);
  }

  static file(path: string): Channel {
    return new Channel('file', EMPTY_TEXT, path);
  }

  static socket(host: string): Channel {
    const from = { kind: 'net', host: display(host) } as const;
    return new Channel('socket', unknownOutput('socket', [from]), undefined, from.host);
  }

  collect(text: Text): void {
    this.#collected ??= [];
    this.#collected.push(text);
  }

  /** Everything written to a capture so far. */
  collected(): Text {
    return this.#collected === undefined ? EMPTY_TEXT : joinTexts(this.#collected, '');
  }

  /** How far reading has got. */
  get position(): number {
    return this.#cursor;
  }

  /** The next line of known input, as `read` takes it; undefined at the end. */
  nextLine(delimiter = '\n'): string | undefined {
    const { value } = this.input;
    this.lastRead = this.#cursor < value.length;
    if (!this.lastRead) return undefined;
    const found = delimiter === '' ? -1 : value.indexOf(delimiter, this.#cursor);
    const end = found < 0 ? value.length : found;
    const line = value.slice(this.#cursor, end);
    this.#cursor = end + 1;
    return line;
  }

  /** What is left of the input. */
  rest(): Text {
    if (this.#cursor === 0) return this.input;
    return textFrom(this.input.value.slice(this.#cursor), this.input.sources, this.input.decoded);
  }
}

/** The open descriptors of a program; never changed, `with` gives another set. */
export class Descriptors {
  readonly stdin: Channel;
  readonly stdout: Channel;
  readonly stderr: Channel;
  readonly #others: ReadonlyMap<number, Channel> | undefined;

  constructor(stdin: Channel, stdout: Channel, stderr: Channel, others?: ReadonlyMap<number, Channel>) {
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    this.#others = others;
  }

  get(fd: number): Channel | undefined {
    switch (fd) {
      case 0:
        return this.stdin;
      case 1:
        return this.stdout;
      case 2:
        return this.stderr;
      default:
        return this.#others?.get(fd);
    }
  }

  with(fd: number, channel: Channel): Descriptors {
    switch (fd) {
      case 0:
        return new Descriptors(channel, this.stdout, this.stderr, this.#others);
      case 1:
        return new Descriptors(this.stdin, channel, this.stderr, this.#others);
      case 2:
        return new Descriptors(this.stdin, this.stdout, channel, this.#others);
      default:
        return new Descriptors(
          this.stdin,
          this.stdout,
          this.stderr,
          new Map(this.#others ?? []).set(fd, channel),
        );
    }
  }

  /** The same with several replaced at once. */
  withAll(channels: ReadonlyMap<number, Channel>): Descriptors {
    if (channels.size === 0) return this;
    return new Descriptors(
      channels.get(0) ?? this.stdin,
      channels.get(1) ?? this.stdout,
      channels.get(2) ?? this.stderr,
      new Map([...(this.#others ?? []), ...channels]),
    );
  }

  /** Any descriptor that is a socket, with its number. */
  socket(): Channel | undefined {
    for (const channel of [this.stdin, this.stdout, this.stderr])
      if (channel.kind === 'socket') return channel;
    for (const channel of this.#others?.values() ?? []) if (channel.kind === 'socket') return channel;
    return undefined;
  }
}
