import type { Command } from 'commander';
import { type SinkStatus, storeSummary } from '../../audit/index.ts';
import { type Prefix, readSettings } from '../../guard/index.ts';
import type { ServiceStatus } from '../../service/index.ts';
import { type AgentHook, agentHooks, isGuarded, needsService } from '../agent-hooks.ts';
import { CliFailure } from '../failure.ts';
import { jsonLine } from '../json-line.ts';
import { problemsOf } from '../problems.ts';
import { describeProject, projectData, projectHere } from '../project-view.ts';
import { proofProblems } from '../proofs.ts';
import { runningStatus } from '../running-service.ts';
import { blockedLater, blockedNow } from '../service-need.ts';
import { counted, mebibytes, plainLines, type Terminal, terminalFor } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';
import { describeHook, hookJson } from './hook.ts';

/** `status`: what runs, what is guarded, what is wrong. */
export function statusVerb(): Command {
  return prefixVerb('status')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('status', 'status --json'))
    .action((options: { prefix?: string; json?: boolean }) => showStatus(options));
}

/** How long records of the store are looked at. */
const CHECK_MS = 20;

async function showStatus(options: { readonly prefix?: string; readonly json?: boolean }): Promise<void> {
  const prefix = prefixOf(options);
  const asked = await askService(prefix);
  const service = asked.kind === 'running' ? asked.status : undefined;
  const { settings } = readSettings(prefix);
  const { projects, projectProblems } = projectHere(prefix);
  const mode = service?.mode ?? settings.mode;
  const hooks = agentHooks(prefix);
  const guarded = hooks.filter(isGuarded).map(({ agent }) => agent);
  const needs = [
    service === undefined ? blockedNow(hooks) : undefined,
    blockedLater(hooks, settings),
  ].flatMap((need) => need ?? []);
  const store = storeSummary(prefix.auditStore, CHECK_MS);
  const told = [
    ...(asked.kind === 'mute' ? [asked.problem] : []),
    ...problemsOf(prefix, service),
    ...needs.map(({ problem, fix }) => `${problem}; ${fix}`),
    ...(store.problem === undefined ? [] : [store.problem]),
    ...projectProblems,
    ...proofProblems(prefix, guarded),
  ];
  const problems = [...new Set(told)];
  if (problems.length > 0) process.exitCode = 1;
  if (options.json === true) {
    const { defaultAction, packs } = settings;
    const state = {
      prefix: prefix.root,
      mode,
      defaultAction,
      packs,
      projects: projects.map(projectData),
      service: service ?? null,
      store,
    };
    console.log(jsonLine({ ...state, hooks: hooks.map(hookJson), problems }));
    return;
  }
  const terminal = terminalFor(process.stdout);
  console.log(`Service: ${describeService(asked, hooks)}`);
  console.log(
    `Mode: ${mode}${mode === 'guardrails' ? '' : terminal.paint('yellow', ' (nothing is enforced)')}`,
  );
  console.log(`Default action: ${settings.defaultAction}`);
  console.log(`Packs: ${settings.packs.length === 0 ? 'none' : settings.packs.join(', ')}`);
  for (const file of projects) console.log(describeProject(file));
  console.log(`Audit: ${prefix.auditLog}`);
  const left = store.left === 0 ? '' : `; ${store.left} to come in`;
  console.log(
    `Store: ${prefix.auditStore}, ${counted(store.records, 'record')}, ${mebibytes(store.bytes)}${left}`,
  );
  for (const sink of service?.sinks ?? []) {
    console.log(paintState(terminal, sink.problem === undefined, describeSink(sink)));
  }
  for (const hook of hooks) console.log(paintState(terminal, isGuarded(hook), describeHook(hook)));
  if (hooks.length === 0) console.log(paintState(terminal, false, 'No agent is found here.'));
  for (const problem of problems) console.log(terminal.paint('red', plainLines(`Problem: ${problem}`)));
}

/** What came of asking the service; `mute`: something is at its socket and gives no answer. */
type Asked =
  | { readonly kind: 'running'; readonly status: ServiceStatus }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'mute'; readonly problem: string };

async function askService(prefix: Prefix): Promise<Asked> {
  try {
    const status = await runningStatus(prefix);
    return status === undefined ? { kind: 'stopped' } : { kind: 'running', status };
  } catch (error) {
    if (error instanceof CliFailure) return { kind: 'mute', problem: error.message };
    throw error;
  }
}

function describeService(asked: Asked, hooks: readonly AgentHook[]): string {
  const meanwhile = hooks.some(needsService)
    ? 'hooks that ask over HTTP block calls, others evaluate them by themselves'
    : 'registered hooks evaluate calls by themselves';
  switch (asked.kind) {
    case 'stopped':
      return `not running (${meanwhile})`;
    case 'mute':
      return `gives no answer (${meanwhile})`;
    case 'running': {
      const { pid, startedMs, answers } = asked.status;
      const { allow, deny, ask, defer } = answers;
      const since = new Date(startedMs).toLocaleString();
      const calls = allow + deny + ask + defer;
      return `running, pid ${pid}, since ${since}; ${calls} calls answered: ${deny} denied, ${ask} asked`;
    }
  }
}

function describeSink({ name, type, sent, rejected, dropped, queuedBytes, hasGap }: SinkStatus): string {
  const parts = [
    `${sent} sent`,
    ...(queuedBytes > 0 ? [`${Math.ceil(queuedBytes / 1024)} KiB of the log to go`] : []),
    ...(rejected > 0 ? [`${rejected} not accepted`] : []),
    ...(dropped > 0 ? [`${dropped} dropped`] : []),
    ...(hasGap ? ['some never seen: the log was rotated too often while no service ran'] : []),
  ];
  return `Sink ${name} (${type}): ${parts.join(', ')}`;
}

function paintState(terminal: Terminal, good: boolean, text: string): string {
  return `${terminal.paint(good ? 'green' : 'yellow', good ? '✓' : '·')} ${text}`;
}
