import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type AuditLine, followAuditLog, readAuditLog } from '../../audit/index.ts';
import { plainText } from '../../guard/index.ts';
import { CallCounts } from '../call-counts.ts';
import { ByCall, type Ending, endingIn, hasFailed } from '../call-ending.ts';
import { type CallFilterOptions, callFilter, isFiltering } from '../call-filter.ts';
import { CallCollector, formatAnswer, type LoggedCall } from '../call-view.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { LiveFooter } from '../live-footer.ts';
import { LogView } from '../log-view.ts';
import { SessionTitles } from '../session-titles.ts';
import { type Terminal, terminalFor } from '../terminal.ts';
import { cutToWidth } from '../text-width.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface LogsOptions extends CallFilterOptions {
  readonly prefix?: string;
  readonly follow?: boolean;
  readonly tail?: string;
  readonly json?: boolean;
  readonly raw?: boolean;
  readonly err?: boolean;
  readonly color: boolean;
  readonly stats: boolean;
}

/** `logs`: the audit trail, a call at a time. */
export function logsVerb(): Command {
  return prefixVerb('logs')
    .option('-f, --follow', 'go on with new calls, across rotation')
    .option(
      '--tail <n>',
      'how many of the last lines of the file to begin with (default: 100; all, where calls are picked out)',
    )
    .option('--agent <name>', 'only calls of this agent')
    .option('--session <id>', 'only calls of the session whose id begins so')
    .option('--verdict <list>', 'only calls that came out so: deny, ask, allow, pass')
    .option('--show <list>', 'the same in the words of the original: also seen (pass), all and none')
    .option('--rule <text>', 'only calls that a rule matched whose name has this text')
    .option('--tool <name>', 'only calls of this tool')
    .option('--grep <text>', 'only calls with this text in the command, path, URL or a message')
    .option('--since <time>', 'only calls from then on: 30m, 2h, 7d, or 2026-01-31T12:00')
    .option('--json', 'a JSON line for each call')
    .option('--raw', 'the JSON lines as they are')
    .option('--err', "the service's own log instead")
    .option('--no-color', 'no colours')
    .option('--no-stats', 'no counts below the calls')
    .addHelpText(
      'after',
      examples('logs -f', 'logs --verdict deny,ask --since 2h', "logs --tool Bash --grep 'git push' --json"),
    )
    .action((options: LogsOptions) => showLogs(options));
}

async function showLogs(options: LogsOptions): Promise<void> {
  const tail = readTail(options);
  const isWanted = callFilter(options, Date.now());
  const { auditLog, serviceLog } = prefixOf(options);
  const path = options.err === true ? serviceLog : auditLog;
  if (options.follow !== true && !existsSync(path)) {
    throw new CliFailure(`there is no ${path} yet: no call has been seen with this prefix`);
  }
  const terminal = terminalFor(process.stdout, options);
  const isRaw = options.raw === true || options.err === true;
  if (isRaw && (isFiltering(options) || options.json === true || !options.color || !options.stats)) {
    console.error('note: with --raw and --err lines are shown as they are, whatever other options say');
  }
  const isPretty = !isRaw && options.json !== true && terminal.columns !== undefined;
  const counts = isPretty && options.stats ? new CallCounts() : undefined;
  if (options.follow === true) {
    const lines = linesFor(options, isRaw, isWanted, terminal, counts);
    await follow(path, tail, terminal, lines, counts);
    return;
  }
  const all = readAuditLog(path, { tail });
  showOnce(all, terminal, linesFor(options, isRaw, isWanted, terminal, counts, endingsIn(all)), counts);
}

/** What is shown for a line of the log; empty where that is nothing. */
type Lines = (line: AuditLine) => string;

/** What became of calls, wherever in the log it stands. */
function endingsIn(lines: readonly AuditLine[]): ByCall<Ending> {
  const endings = new ByCall<Ending>(lines.length);
  for (const { record } of lines) {
    const ended = record && endingIn(record);
    if (ended !== undefined) endings.set(ended, ended.ending);
  }
  return endings;
}

function showOnce(
  all: readonly AuditLine[],
  terminal: Terminal,
  lines: Lines,
  counts: CallCounts | undefined,
): void {
  for (const line of all) {
    const text = lines(line);
    if (text !== '') console.log(text);
  }
  if (counts === undefined) return;
  const width = terminal.columns ?? 0;
  const footer = ['─'.repeat(width), ...footerLines(counts).map((line) => cutToWidth(line, width))];
  console.log(terminal.paint('dim', footer.join('\n')));
}

async function follow(
  path: string,
  tail: number,
  terminal: Terminal,
  lines: Lines,
  counts: CallCounts | undefined,
): Promise<void> {
  const end = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => end.abort());
  const footer = counts && new LiveFooter(process.stdout, terminal, () => footerLines(counts));
  try {
    for await (const line of followAuditLog(path, { tail, signal: end.signal })) {
      const text = lines(line);
      if (text === '') continue;
      if (footer === undefined) console.log(text);
      else footer.print(text);
    }
  } finally {
    footer?.close();
  }
}

/** The command line, and what it has shown. */
function footerLines(counts: CallCounts): readonly string[] {
  const words = process.argv.slice(2).map((word) => (/^[\w,.:/~=-]+$/.test(word) ? word : `'${word}'`));
  return [plainText(['premptictl', ...words].join(' ')), counts.text()];
}

function readTail({ tail, ...filters }: LogsOptions): number {
  if (tail === undefined) return isFiltering(filters) ? Number.POSITIVE_INFINITY : DEFAULT_TAIL;
  const lines = Number(tail);
  if (/^\d+$/.test(tail) && Number.isSafeInteger(lines)) return lines;
  throw new CliFailure(`--tail takes a whole number, not "${tail}"`, 2);
}

const DEFAULT_TAIL = 100;

/** The event source of our rules; the log may hold alerts of others. */
const AGENT_SOURCE = 'coding_agent';

/** Records for programs that collect them: `premptictl audit` tells people of these. */
const CHECKPOINT_TAG = 'coding_agent_checkpoint';

/** Calls that were shown and whose end is still to come, at most. */
const MAX_UNDERWAY = 1_000;

function linesFor(
  options: LogsOptions,
  isRaw: boolean,
  isWanted: (call: LoggedCall) => boolean,
  terminal: Terminal,
  counts: CallCounts | undefined,
  /** Where they are known before; else each is told of when it comes. */
  endings?: ByCall<Ending>,
): Lines {
  const calls = new CallCollector();
  const shown = new ByCall<LoggedCall>(MAX_UNDERWAY);
  const titles = new SessionTitles();
  const view = new LogView(terminal, Date.now(), (call) => titles.titleOf(call, Date.now()));
  const showsOthers = !isFiltering(options) && options.json !== true;
  const asRead = (text: string): string => (terminal.columns === undefined ? text : plainText(text));
  return ({ text, record }) => {
    if (isRaw) return asRead(text);
    if (record?.source !== AGENT_SOURCE) return showsOthers ? terminal.paint('dim', plainText(text)) : '';
    if (record.tags.includes(CHECKPOINT_TAG)) return '';
    const ended = endingIn(record);
    if (ended !== undefined) {
      const call = endings === undefined && options.json !== true ? shown.get(ended) : undefined;
      const isTelling = hasFailed(ended.ending) || call?.outcome !== 'pass';
      return call !== undefined && isTelling ? view.formatEnding(call, ended.ending, record.time) : '';
    }
    const answer = formatAnswer(record, terminal);
    if (answer !== undefined) return showsOthers ? answer : '';
    const call = calls.add(record);
    if (call === undefined || !isWanted(call)) return '';
    counts?.add(call);
    const ending = endings?.get(call);
    if (endings === undefined) shown.set(call, call);
    if (options.json === true) return jsonLine(ending === undefined ? call : { ...call, ending });
    return view.format(call, ending);
  };
}
