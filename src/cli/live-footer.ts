import type { Terminal } from './terminal.ts';
import { cutToWidth, textWidth } from './text-width.ts';

/** What a footer needs of a terminal. */
export interface Screen {
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

/**
 * Lines that stay below all output of a terminal. Output goes through `print`. They are drawn anew when the terminal's
 * size changes, and go away with `close`.
 */
export class LiveFooter {
  readonly #screen: Screen;
  readonly #terminal: Terminal;
  readonly #lines: () => readonly string[];
  readonly #onResize = (): void => this.print('');
  /** As they stand on the screen. */
  #drawn: readonly string[] = [];

  /** `lines` gives what the footer says now, each cut to the terminal's width when it is drawn. */
  constructor(screen: Screen, terminal: Terminal, lines: () => readonly string[]) {
    this.#screen = screen;
    this.#terminal = terminal;
    this.#lines = lines;
    screen.on('resize', this.#onResize);
    this.print('');
  }

  /** Writes whole lines above the footer, or nothing but the footer anew. */
  print(text: string): void {
    const above = text === '' ? '' : `${text}\n`;
    const width = this.#columns;
    const lines = this.#lines().map((line) => cutToWidth(line, width));
    const footer = ['─'.repeat(width), ...lines].map((line) => this.#terminal.paint('dim', line)).join('\n');
    this.#screen.write(`${this.#erasure()}${above}${footer}`);
    this.#drawn = ['─'.repeat(width), ...lines];
  }

  close(): void {
    this.#screen.off('resize', this.#onResize);
    this.#screen.write(this.#erasure());
    this.#drawn = [];
  }

  /** Back to the begin of the footer, and all behind it gone. A terminal that became narrower has broken its lines. */
  #erasure(): string {
    if (this.#drawn.length === 0) return '';
    const rows = this.#drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / this.#columns)),
      0,
    );
    return `\r${rows > 1 ? `\u001b[${rows - 1}A` : ''}\u001b[J`;
  }

  get #columns(): number {
    return this.#terminal.columns ?? 80;
  }
}
