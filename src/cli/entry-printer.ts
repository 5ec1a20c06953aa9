import { CSV_HEADER, type EntryView, entryCsv, entryData, formatEntry } from './entry-view.ts';
import { jsonLine } from './json-line.ts';
import { localTime } from './local-time.ts';
import type { Terminal } from './terminal.ts';

export type EntryFormat = 'text' | 'json' | 'csv';

/** Writes entries to standard output one after the other; as text with the day above those of another day than today. */
export class EntryPrinter {
  readonly #format: EntryFormat;
  readonly #terminal: Terminal;
  #day = localTime(Date.now()).slice(0, 10);
  #isBegun = false;

  constructor(format: EntryFormat, terminal: Terminal) {
    this.#format = format;
    this.#terminal = terminal;
  }

  /** Whether the reader of a pipe keeps up; else one waits for `drain`. */
  print(view: EntryView): boolean {
    const header = this.#format === 'csv' && !this.#isBegun ? CSV_HEADER : '';
    this.#isBegun = true;
    return process.stdout.write(header + this.#render(view));
  }

  #render(view: EntryView): string {
    switch (this.#format) {
      case 'json':
        return `${jsonLine(entryData(view))}\n`;
      case 'csv':
        return entryCsv(view);
      case 'text':
        return `${this.#heading(view)}${formatEntry(view, this.#terminal)}\n`;
    }
  }

  #heading({ entry }: EntryView): string {
    const day = localTime(entry.timeMs).slice(0, 10);
    if (day === this.#day) return '';
    this.#day = day;
    return `${this.#terminal.paint('bold', day)}\n`;
  }
}
