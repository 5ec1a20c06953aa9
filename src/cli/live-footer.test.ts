import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { LiveFooter, type Screen } from './live-footer.ts';
import { terminalFor } from './terminal.ts';

/** A terminal that keeps what is written. */
class FakeScreen extends EventEmitter implements Screen {
  readonly isTTY = true;
  columns = 20;
  written = '';

  write(text: string): void {
    this.written += text;
  }

  take(): string {
    const text = this.written;
    this.written = '';
    return text;
  }
}

const UP = (rows: number): string => `\r\u001b[${rows}A\u001b[J`;

function footerOf(...lines: readonly string[]) {
  const screen = new FakeScreen();
  const terminal = terminalFor(screen, { env: { NO_COLOR: '1' } });
  return { screen, footer: new LiveFooter(screen, terminal, () => lines) };
}

describe('LiveFooter', () => {
  it('stands below what is printed', () => {
    const { screen, footer } = footerOf('one call');
    expect(screen.take()).toBe(`${'─'.repeat(20)}\none call`);
    footer.print('a\nb');
    expect(screen.take()).toBe(`${UP(1)}a\nb\n${'─'.repeat(20)}\none call`);
  });

  it('follows the terminal when that becomes narrower, which has broken its lines', () => {
    const { screen } = footerOf('x'.repeat(20));
    screen.take();
    screen.columns = 10;
    screen.emit('resize');
    expect(screen.take()).toBe(`${UP(3)}${'─'.repeat(10)}\n${'x'.repeat(9)}…`);
  });

  it('is gone when it is closed, and draws no more', () => {
    const { screen, footer } = footerOf('one', 'two');
    screen.take();
    footer.close();
    expect(screen.take()).toBe(UP(2));
    screen.emit('resize');
    expect(screen.take()).toBe('');
  });
});
