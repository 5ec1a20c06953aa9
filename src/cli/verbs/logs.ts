import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { type AuditLine, followAuditLog, readAuditLog } from '../../audit/index.ts';
import { CallCollector, formatAnswer, formatCall } from '../call-view.ts';
import { CliFailure } from '../failure.ts';
import { oneLine, type Terminal, terminalFor } from '../terminal.ts';
import { prefixOf, prefixVerb } from '../verb.ts';

interface LogsOptions {
  readonly prefix?: string;
  readonly follow?: boolean;
  readonly tail: string;
  readonly raw?: boolean;
  readonly err?: boolean;
  readonly color: boolean;
}

/** `logs`: the audit trail, a call at a time. */
export function logsVerb(): Command {
  return prefixVerb('logs')
    .option('-f, --follow', 'go on with new calls, across rotation')
    .option('--tail <n>', 'how many of the last lines of the file to begin with', '100')
    .option('--raw', 'the JSON lines as they are')
    .option('--err', "the service's own log instead")
    .option('--no-color', 'no colours')
    .description('Show the calls and what became of them')
    .action((options: LogsOptions) => showLogs(options));
}

async function showLogs(options: LogsOptions): Promise<void> {
  const tail = Number(options.tail);
  if (!/^\d+$/.test(options.tail) || !Number.isSafeInteger(tail)) {
    throw new CliFailure(`--tail takes a whole number, not "${options.tail}"`, 2);
  }
  const { auditLog, serviceLog } = prefixOf(options);
  const path = options.err === true ? serviceLog : auditLog;
  if (options.follow !== true && !existsSync(path)) {
    throw new CliFailure(`there is no ${path} yet: no call has been seen with this prefix`);
  }
  const print = printer(options.raw === true || options.err === true, terminalFor(process.stdout, options));
  if (options.follow !== true) {
    for (const line of readAuditLog(path, { tail })) print(line);
    return;
  }
  const end = new AbortController();
  process.once('SIGINT', () => end.abort());
  for await (const line of followAuditLog(path, { tail, signal: end.signal })) print(line);
}

function printer(raw: boolean, terminal: Terminal): (line: AuditLine) => void {
  const calls = new CallCollector();
  return ({ text, record }) => {
    if (raw) {
      console.log(text);
    } else if (record === undefined) {
      console.log(terminal.paint('dim', oneLine(text, Number.POSITIVE_INFINITY)));
    } else {
      const answer = formatAnswer(record, terminal);
      const call = answer === undefined ? calls.add(record) : undefined;
      const shown = call === undefined ? answer : formatCall(call, terminal);
      if (shown !== undefined) console.log(shown);
    }
  };
}
