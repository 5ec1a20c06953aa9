import { homedir } from 'node:os';
import { sep } from 'node:path';
import { plainText } from '../guard/index.ts';
import { type Ending, hasFailed } from './call-ending.ts';
import { alertStyle, clockTime, type LoggedCall, noteOn, outcomeLabel } from './call-view.ts';
import { outcomeText } from './entry-view.ts';
import { localTime } from './local-time.ts';
import { oneLine, SESSION_STYLES, type Style, type Terminal } from './terminal.ts';
import { cutMiddle, cutToWidth, padToWidth, piecesOfWidth, textWidth } from './text-width.ts';

/** What stands before every call: session and title. Left out of narrow terminals. */
const NAME_COLUMNS = 36;
const TITLE_COLUMNS = 24;
/** Below it lines hold the session alone: its title stands in the banner. */
const WIDE_COLUMNS = 100;
const MIN_BANNER_COLUMNS = 40;
const MAX_BODY_LINES = 100;
/** Where the output is no terminal. */
const NO_TERMINAL_COLUMNS = 160;
const INDENT = ' '.repeat(9);

interface Session {
  title: string;
  cwd: string;
}

/** Lays out calls for people: session by session, what was stopped with all of it. Nothing in it can drive a terminal. */
export class LogView {
  readonly #terminal: Terminal;
  readonly #titleOf: (call: LoggedCall) => string;
  readonly #sessions = new Map<string, Session>();
  #day: string;

  /** `nowMs` is the day that needs no heading. */
  constructor(terminal: Terminal, nowMs: number, titleOf: (call: LoggedCall) => string) {
    this.#terminal = terminal;
    this.#titleOf = titleOf;
    this.#day = localTime(nowMs).slice(0, 10);
  }

  /**
   * The lines for a call, with what became of it where that is known, and those for its day, session and folder where they
   * are others than before.
   */
  format(call: LoggedCall, ending?: Ending): string {
    const { title, news } = this.#follow(call);
    return [...this.#dayLine(call), ...news, ...this.#callLines(call, title, ending)].join('\n');
  }

  /** The line for what became of a call that was shown before. */
  formatEnding(call: LoggedCall, ending: Ending, time: string): string {
    const title = this.#sessions.get(call.sessionId)?.title ?? '';
    const name = oneLine(call.tool, 40);
    const body = oneBody(call.subject, this.#bodyColumns(call, title, name));
    const end = this.#terminal.paint(hasFailed(ending) ? 'red' : 'dim', outcomeText(ending));
    return `${this.#head({ ...call, time }, title)} ╰ ${name}(${body}) ${end}`;
  }

  #follow(call: LoggedCall): { readonly title: string; readonly news: readonly string[] } {
    const { sessionId, cwd } = call;
    const before = this.#sessions.get(sessionId);
    const title = this.#titleOf(call) || (before?.title ?? '');
    // Put at the end: the oldest are forgotten first.
    this.#sessions.delete(sessionId);
    this.#sessions.set(sessionId, { title, cwd: cwd || (before?.cwd ?? '') });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MAX_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    const banner = before === undefined || before.title !== title ? [this.#banner(sessionId, title)] : [];
    const folder = cwd !== '' && before?.cwd !== cwd ? [this.#folderLine(call, title)] : [];
    return { title, news: [...banner, ...folder] };
  }

  #dayLine({ time }: LoggedCall): readonly string[] {
    const day = localTime(Date.parse(time)).slice(0, 10);
    if (day === this.#day) return [];
    this.#day = day;
    return [this.#terminal.paint('bold', day)];
  }

  #banner(sessionId: string, title: string): string {
    const width = Math.max(MIN_BANNER_COLUMNS, this.#columns);
    const text = cutToWidth(`── ${shortId(sessionId)}${title === '' ? '' : `  ${title}`} `, width);
    return this.#terminal.paint(styleOf(sessionId), text + '─'.repeat(width - textWidth(text)));
  }

  #folderLine(call: LoggedCall, title: string): string {
    const folder = cutMiddle(plainText(inHome(call.cwd)), Math.max(20, this.#columns - INDENT.length - 40));
    return `${this.#head(call, title)} ❯ ${folder}`;
  }

  #callLines(call: LoggedCall, title: string, ending: Ending | undefined): readonly string[] {
    const terminal = this.#terminal;
    const { tool, outcome, subject } = call;
    const head = `${this.#head(call, title)} ${outcomeLabel(outcome, terminal)}`;
    const name = oneLine(tool, 40);
    const note = noteOn(call);
    const after = note === '' ? '' : terminal.paint('dim', ` (${oneLine(note, 60)})`);
    const end = ending && terminal.paint(hasFailed(ending) ? 'red' : 'dim', outcomeText(ending));
    if (outcome === 'pass') {
      const body = oneBody(
        subject,
        this.#bodyColumns(call, title, name) - (end === undefined ? 0 : ENDING_COLUMNS),
      );
      return [`${head} ${name}(${body})${after}${end === undefined ? '' : ` ${end}`}`];
    }
    const body = this.#bodyLines(subject).map((line) => `${INDENT}${terminal.paint('dim', '│')} ${line}`);
    const rules = call.alerts.map(
      ({ rule, priority }) =>
        `${INDENT}╰ ${terminal.paint(alertStyle(priority), oneLine(priority, 20))}  ${oneLine(rule, Math.max(20, this.#columns - 24))}`,
    );
    const last = end === undefined ? [] : [`${INDENT}╰ ${end}`];
    return [`${head} ${terminal.paint('bold', name)}${after}`, ...body, ...rules, ...last];
  }

  /** Time, session and title. */
  #head(call: LoggedCall, title: string): string {
    const time = this.#terminal.paint('dim', clockTime(call.time));
    return `${time} ${this.#terminal.paint(styleOf(call.sessionId), this.#name(call, title))}`;
  }

  #name({ sessionId }: LoggedCall, title: string): string {
    const id = `[${shortId(sessionId)}]`;
    if (this.#columns < WIDE_COLUMNS) return id;
    return padToWidth(`${id} ${cutToWidth(title, TITLE_COLUMNS)}`, NAME_COLUMNS);
  }

  /** The columns that are left for what a call is about where all of it stands on one line. */
  #bodyColumns(call: LoggedCall, title: string, tool: string): number {
    const used = INDENT.length + textWidth(this.#name(call, title)) + ' ● pass  ()'.length + textWidth(tool);
    return Math.min(80, Math.max(20, this.#columns - used));
  }

  #bodyLines(subject: string): readonly string[] {
    const width = Math.max(20, this.#columns - INDENT.length - 2);
    const text = inHome(subject);
    const lines = text
      .slice(0, MAX_BODY_LINES * width)
      .split(/\r\n|[\n\r]/)
      .flatMap((line) => piecesOfWidth(plainText(line.replaceAll('\t', '    ')), width));
    const shown = lines.slice(0, MAX_BODY_LINES);
    const isWhole = shown.length === lines.length && text.length <= MAX_BODY_LINES * width;
    return isWhole ? shown : [...shown, '…'];
  }

  get #columns(): number {
    return this.#terminal.columns ?? NO_TERMINAL_COLUMNS;
  }
}

const MAX_SESSIONS = 1000;

/** As long as what became of most calls takes. */
const ENDING_COLUMNS = 32;

/** Ids of up to twelve characters whole, of longer ones eight. */
function shortId(sessionId: string): string {
  const id = plainText(sessionId);
  if (id === '') return '?';
  return id.length <= 12 ? id : id.slice(0, 8);
}

/** The same for every call of a session. */
function styleOf(sessionId: string): Style {
  let sum = 0;
  for (let index = 0; index < sessionId.length; index++)
    sum = (sum * 31 + sessionId.charCodeAt(index)) % 65_521;
  return SESSION_STYLES[sum % SESSION_STYLES.length] ?? 'cyan';
}

/** On one line: a path loses its middle, anything else its end. */
function oneBody(subject: string, width: number): string {
  const text = inHome(subject);
  return /^[~/]\S*$/.test(text) ? cutMiddle(plainText(text), width) : oneLine(text, width);
}

/** A path in the home directory with `~`; any other text as it is. */
function inHome(text: string): string {
  const home = homedir();
  return text === home || text.startsWith(`${home}${sep}`) ? `~${text.slice(home.length)}` : text;
}
