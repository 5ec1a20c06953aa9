import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type AuditLine, followAuditLog, readAuditLog } from '../../audit/index.ts';
import { type CallFilterOptions, callFilter, isFiltering } from '../call-filter.ts';
import { CallCollector, type CallView, formatAnswer, formatCall } from '../call-view.ts';
import { CliFailure } from '../failure.ts';
import { oneLine, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

interface LogsOptions extends CallFilterOptions {
  readonly prefix?: string;
  readonly follow?: boolean;
  readonly tail?: string;
  readonly json?: boolean;
  readonly raw?: boolean;
  readonly err?: boolean;
  readonly color: boolean;
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
    .option('--rule <text>', 'only calls that a rule matched whose name has this text')
    .option('--tool <name>', 'only calls of this tool')
    .option('--grep <text>', 'only calls with this text in the command, path, URL or a message')
    .option('--since <time>', 'only calls from then on: 30m, 2h, 7d, or 2026-01-31T12:00')
    .option('--json', 'a JSON line for each call')
    .option('--raw', 'the JSON lines as they are')
    .option('--err', "the service's own log instead")
    .option('--no-color', 'no colours')
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
  const print = printer(options, isWanted);
  if (options.follow !== true) {
    for (const line of readAuditLog(path, { tail })) print(line);
    return;
  }
  const end = new AbortController();
  process.once('SIGINT', () => end.abort());
  for await (const line of followAuditLog(path, { tail, signal: end.signal })) print(line);
}

function readTail({ tail, ...filters }: LogsOptions): number {
  if (tail === undefined) return isFiltering(filters) ? Number.POSITIVE_INFINITY : DEFAULT_TAIL;
  const lines = Number(tail);
  if (/^\d+$/.test(tail) && Number.isSafeInteger(lines)) return lines;
  throw new CliFailure(`--tail takes a whole number, not "${tail}"`, 2);
}

const DEFAULT_TAIL = 100;

function printer(options: LogsOptions, isWanted: (call: CallView) => boolean): (line: AuditLine) => void {
  const terminal = terminalFor(process.stdout, options);
  const calls = new CallCollector();
  const showsOthers = !isFiltering(options) && options.json !== true;
  return ({ text, record }) => {
    if (options.raw === true || options.err === true) {
      console.log(text);
    } else if (record === undefined) {
      if (showsOthers) console.log(terminal.paint('dim', oneLine(text, Number.POSITIVE_INFINITY)));
    } else {
      const answer = formatAnswer(record, terminal);
      if (answer !== undefined) {
        if (showsOthers) console.log(answer);
        return;
      }
      const call = calls.add(record);
      if (call === undefined || !isWanted(call)) return;
      console.log(options.json === true ? JSON.stringify(call) : formatCall(call, terminal));
    }
  };
}
