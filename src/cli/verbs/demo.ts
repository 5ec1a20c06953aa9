import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { claudeCode } from '../../agents/index.ts';
import { followAuditLog } from '../../audit/index.ts';
import { type Prefix, packageVersion, prefixAt } from '../../guard/index.ts';
import type { Service } from '../../service/index.ts';
import { isInstalled, REGISTERED_AGENTS } from '../agent-hooks.ts';
import { CallCollector, formatCall, type Outcome, outcomeLabel } from '../call-view.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { serviceAt, startHere } from '../own-service.ts';
import { type HookRun, readClaudeDecision, runHook } from '../run-hook.ts';
import {
  readSampleSession,
  SAMPLE_HOME,
  SAMPLE_SESSION,
  type SampleCall,
  samplePayload,
} from '../sample-session.ts';
import { oneLine, type Terminal, terminalFor, wrapped } from '../terminal.ts';
import { examples } from '../verb.ts';

const HOOK_TIMEOUT_MS = 30_000;
/** Columns before the title, and of the title. */
const INDENT = 12;
const TITLE_WIDTH = 52;

interface DemoOptions {
  readonly once?: boolean;
  readonly prefix?: string;
  readonly json?: boolean;
}

/** `demo`: the service in the foreground and a sample session played through the real hook. */
export function demoVerb(): Command {
  return new Command('demo')
    .option('--once', 'end after the sample session; exits 1 unless every verdict was the expected one')
    .option('--prefix <dir>', 'use this prefix instead of a throw-away one')
    .option('--json', 'a JSON line for each call of the sample, then end')
    .addHelpText('after', examples('demo', 'demo --once'))
    .action((options: DemoOptions) => demo(options));
}

async function demo(options: DemoOptions): Promise<void> {
  const terminal = terminalFor(process.stdout);
  const scratch = mkdtempSync(join(tmpdir(), 'prempti-'));
  const prefix = prefixAt(options.prefix ?? join(scratch, 'prefix'));
  const service = serviceAt(prefix, options.prefix === undefined ? { home: SAMPLE_HOME } : {});
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  try {
    await startHere(service);
    if (options.json === true) {
      await playSample(prefix, interrupted.signal, (played) => console.log(jsonLine(playedData(played))));
      return;
    }
    introduce(terminal, prefix, service, options.prefix === undefined);
    const played = await playSample(prefix, interrupted.signal, (call) => showPlayed(call, terminal));
    const wrong = played.filter(({ call, outcome }) => outcome !== call.expect).length;
    console.log(
      `\n${played.length - wrong} of ${played.length} verdicts as expected. "pass" leaves the call to the agent's own permissions.`,
    );
    conclude(terminal, prefix, wrong);
    if (options.once !== true && !interrupted.signal.aborted) {
      await showLiveCalls(terminal, prefix, service, interrupted.signal);
    }
    if (wrong > 0 && options.once === true)
      throw new CliFailure(`${wrong} verdicts were not the expected ones`);
  } finally {
    await service.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function introduce(terminal: Terminal, prefix: Prefix, service: Service, isThrowAway: boolean): void {
  const { mode, problems } = service.status();
  console.log(terminal.paint('bold', `Prempti ${packageVersion()}: a sample session of a coding agent`));
  console.log(`The service runs in ${mode} mode with the default rules, prefix ${prefix.root}`);
  if (isThrowAway) {
    console.log(
      'This prefix is thrown away at the end; nothing in your home is read or changed, no command is run.',
    );
  }
  for (const problem of problems) console.log(terminal.paint('red', `problem: ${problem}`));
  console.log('');
}

/** A call of the sample, and what came of it. */
interface Played {
  /** From 1. */
  readonly number: number;
  readonly call: SampleCall;
  /** Absent where the hook gave no verdict. */
  readonly outcome: Outcome | undefined;
  readonly reason: string;
  readonly run: HookRun;
}

/** Plays the sample and tells each call with its verdict, until the signal aborts. */
async function playSample(
  prefix: Prefix,
  signal: AbortSignal,
  tell: (played: Played) => void,
): Promise<readonly Played[]> {
  const all: Played[] = [];
  for (const [index, call] of readSampleSession().entries()) {
    if (signal.aborted) break;
    const run = await runHook(claudeCode, prefix, samplePayload(call, index), HOOK_TIMEOUT_MS);
    const answer = readClaudeDecision(run);
    const outcome = answer === undefined ? undefined : asOutcome(answer.decision);
    const played = { number: index + 1, call, outcome, reason: answer?.reason ?? '', run };
    all.push(played);
    tell(played);
  }
  return all;
}

function playedData({ number, call, outcome, reason, run }: Played): object {
  const { title, tool, input, expect } = call;
  const elapsedMs = Math.round(run.elapsedMs);
  return { number, title, tool, input, outcome: outcome ?? null, expected: expect, reason, elapsedMs };
}

function showPlayed({ number, call, outcome, reason, run }: Played, terminal: Terminal): void {
  const width = Math.max(60, terminal.columns ?? 140);
  const indent = ' '.repeat(INDENT);
  const shown = outcome === undefined ? terminal.paint('red', '✗ error') : outcomeLabel(outcome, terminal);
  const place = terminal.paint('dim', String(number).padStart(2));
  const milliseconds = terminal.paint('dim', `${run.elapsedMs.toFixed(0).padStart(4)} ms`);
  const title = terminal.paint('bold', call.title.padEnd(TITLE_WIDTH));
  const subject = `${call.tool}(${subjectOf(call)})`;
  const beside = width - INDENT - TITLE_WIDTH - 10;
  const isWide = beside >= 40;
  console.log(`${place}  ${shown} ${title} ${milliseconds}${isWide ? `  ${oneLine(subject, beside)}` : ''}`);
  if (!isWide) console.log(`${indent}${oneLine(subject, width - INDENT)}`);
  for (const line of reason === '' ? [] : wrapped(withoutAdvice(reason), width - INDENT)) {
    console.log(`${indent}${terminal.paint('dim', line)}`);
  }
  if (outcome === call.expect) return;
  const found = outcome ?? `status ${run.exitCode}: ${oneLine(run.stderr || run.stdout, 200)}`;
  console.log(terminal.paint('red', `${indent}expected ${call.expect}, found ${found}`));
}

function asOutcome(decision: string): Outcome | undefined {
  if (decision === 'defer') return 'pass';
  return decision === 'deny' || decision === 'ask' || decision === 'allow' ? decision : undefined;
}

/** What stands behind the first bar is for the agent and the same in every reason. */
function withoutAdvice(reason: string): string {
  return reason.split(' | ', 1)[0] ?? reason;
}

function subjectOf(call: SampleCall): string {
  const { command, file_path: path, url } = call.input;
  return String(command ?? path ?? url ?? JSON.stringify(call.input)).replaceAll(SAMPLE_HOME, '~');
}

function conclude(terminal: Terminal, prefix: Prefix, wrong: number): void {
  console.log(`Every call was recorded in ${prefix.auditLog}\n`);
  const found = REGISTERED_AGENTS.filter(isInstalled).map(({ title }) => title);
  const titles = found.length > 0 ? found : REGISTERED_AGENTS.map(({ title }) => title);
  console.log(terminal.paint('bold', 'To guard the agents of this machine:'));
  console.log(
    `  npx premptictl install    ${terminal.paint('dim', 'shows what would change, asks, does it, proves that it blocks')}`,
  );
  console.log(
    `  ${found.length > 0 ? 'found here' : 'none is found here; supported'}: ${titles.join(', ')}\n`,
  );
  if (wrong > 0) console.log(terminal.paint('red', `${wrong} verdicts were not the expected ones.`));
}

async function showLiveCalls(
  terminal: Terminal,
  prefix: Prefix,
  service: Service,
  signal: AbortSignal,
): Promise<void> {
  const isDefault = prefix.root === join(homedir(), '.prempti');
  const option = isDefault ? '' : ` --prefix ${prefix.root}`;
  console.log(
    `Live calls of this prefix (npx premptictl hook add claude${option} sends them here); Ctrl-C ends:`,
  );
  const calls = new CallCollector();
  const ended = new AbortController();
  signal.addEventListener('abort', () => ended.abort());
  void service.stopped.then(() => ended.abort());
  for await (const { record } of followAuditLog(prefix.auditLog, { signal: ended.signal })) {
    const call = record && calls.add(record);
    if (call !== undefined && call.sessionId !== SAMPLE_SESSION) console.log(formatCall(call, terminal));
  }
}
