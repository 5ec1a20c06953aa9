import type { Command } from 'commander';
import { AGENTS } from '../../agents/index.ts';
import { openGuard, type Prefix, readSettings } from '../../guard/index.ts';
import type { ServiceStatus } from '../../service/index.ts';
import { runningStatus } from '../running-service.ts';
import { type Terminal, terminalFor } from '../terminal.ts';
import { prefixOf, prefixVerb } from '../verb.ts';
import { describeHookStatus, hookStatus } from './hook.ts';

/** `status`: what runs, what is guarded, what is wrong. */
export function statusVerb(): Command {
  return prefixVerb('status')
    .option('--json', 'print JSON')
    .description(
      'Show the service, the mode, the guarded agents and what is wrong; exits 1 when something is',
    )
    .action((options: { prefix?: string; json?: boolean }) => showStatus(options));
}

async function showStatus(options: { readonly prefix?: string; readonly json?: boolean }): Promise<void> {
  const prefix = prefixOf(options);
  const service = await runningStatus(prefix);
  const { settings } = readSettings(prefix);
  const mode = service?.mode ?? settings.mode;
  const problems = problemsOf(prefix, service);
  const agents = AGENTS.map((agent) => ({ agent, ...hookStatus(agent, options) }));
  if (problems.length > 0) process.exitCode = 1;
  if (options.json === true) {
    const hooks = agents.map(({ agent, file, status }) => ({ agent: agent.id, file, ...status }));
    const { defaultAction } = settings;
    console.log(
      JSON.stringify({ prefix: prefix.root, mode, defaultAction, service: service ?? null, hooks, problems }),
    );
    return;
  }
  const terminal = terminalFor(process.stdout);
  console.log(`Service: ${describeService(service)}`);
  console.log(
    `Mode: ${mode}${mode === 'guardrails' ? '' : terminal.paint('yellow', ' (nothing is enforced)')}`,
  );
  console.log(`Default action: ${settings.defaultAction}`);
  console.log(`Audit: ${prefix.auditLog}`);
  for (const { agent, file, status } of agents) {
    console.log(paintState(terminal, status.kind === 'registered', describeHookStatus(agent, file, status)));
  }
  for (const problem of problems) console.log(terminal.paint('red', `Problem: ${problem}`));
}

function problemsOf(prefix: Prefix, service: ServiceStatus | undefined): readonly string[] {
  if (service === undefined) {
    try {
      return openGuard(prefix).problems;
    } catch (error) {
      return [(error as Error).message];
    }
  }
  return [
    ...service.problems,
    ...(service.reloadProblem === undefined ? [] : [`the last reload failed: ${service.reloadProblem}`]),
    ...(service.audit.problem === undefined ? [] : [service.audit.problem]),
  ];
}

function describeService(service: ServiceStatus | undefined): string {
  if (service === undefined) return 'not running (registered hooks evaluate calls by themselves)';
  const { allow, deny, ask, defer } = service.answers;
  const calls = allow + deny + ask + defer;
  const since = new Date(service.startedMs).toLocaleString();
  return `running, pid ${service.pid}, since ${since}; ${calls} calls answered: ${deny} denied, ${ask} asked`;
}

function paintState(terminal: Terminal, good: boolean, text: string): string {
  return `${terminal.paint(good ? 'green' : 'yellow', good ? '✓' : '·')} ${text}`;
}
