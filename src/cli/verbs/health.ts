import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Agent, claudeCode } from '../../agents/index.ts';
import { type Prefix, packageRoot } from '../../guard/index.ts';
import { agentHooks, isGuarded, needsService } from '../agent-hooks.ts';
import { jsonLine } from '../json-line.ts';
import { type Probe, probeAgent } from '../probe-agent.ts';
import { problemsOf } from '../problems.ts';
import { runningStatus } from '../running-service.ts';
import { oneLine } from '../terminal.ts';
import { examples, prefixOf, prefixVerb } from '../verb.ts';

/** How the pipeline answered to each agent. */
interface Health {
  readonly agents: readonly { readonly agent: Agent; readonly probe: Probe }[];
  /** Absent where hooks evaluate calls themselves. */
  readonly servicePid: number | undefined;
  readonly warnings: readonly string[];
}

/** `health`: a harmless call sent through the hook of each guarded agent, and everything behind it. */
export function healthVerb(): Command {
  return prefixVerb('health')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('health', 'health --json'))
    .action(async (options: { prefix?: string; json?: boolean }) => {
      const health = await checkHealth(prefixOf(options));
      if (health.agents.some(({ probe }) => !probe.ok)) process.exitCode = 1;
      if (options.json === true) console.log(jsonLine(healthData(health)));
      else show(health);
    });
}

async function checkHealth(prefix: Prefix): Promise<Health> {
  const client = join(packageRoot(), 'dist', 'hook-client.cjs');
  if (!existsSync(client)) {
    const problem = `the hook ${client} is missing; run "npm run build"`;
    return {
      agents: [{ agent: claudeCode, probe: { ok: false, problem } }],
      servicePid: undefined,
      warnings: [],
    };
  }
  const service = await runningStatus(prefix);
  // Of an agent with settings in several places the one of here comes first.
  const guarded = new Map(
    agentHooks(prefix)
      .filter(isGuarded)
      .reverse()
      .map((hook) => [hook.agent, needsService(hook)]),
  );
  const asked = guarded.size === 0 ? [[claudeCode, false] as const] : [...guarded].reverse();
  const agents: { agent: Agent; probe: Probe }[] = [];
  for (const [agent, isOverHttp] of asked) {
    agents.push({ agent, probe: await probeAgent(agent, isOverHttp, prefix) });
  }
  const unrecorded = agents.flatMap(({ probe }) => (probe.ok ? (probe.unrecorded ?? []) : []));
  const problems = problemsOf(prefix, await runningStatus(prefix));
  return { agents, servicePid: service?.pid, warnings: [...new Set([...problems, ...unrecorded])] };
}

function show({ agents, servicePid, warnings }: Health): void {
  for (const { agent, probe } of agents) {
    if (!probe.ok) {
      console.error(`premptictl: FAIL: ${agent.title}: ${oneLine(probe.problem, Number.POSITIVE_INFINITY)}`);
      continue;
    }
    const { decision, reason, elapsedMs } = probe;
    const shown = decision === 'defer' ? 'defer / no decision' : decision;
    const note = decision === 'deny' || decision === 'ask' ? ` (${reason})` : '';
    const where =
      servicePid === undefined
        ? 'evaluated by the hook itself: no service is running'
        : `service pid ${servicePid}`;
    console.log(
      `OK: pipeline healthy (synthetic event → ${shown})${note}; ${agent.title}; ${where}; ${elapsedMs} ms`,
    );
  }
  for (const warning of warnings) console.error(`warning: ${warning}`);
}

function healthData({ agents, servicePid, warnings }: Health): object {
  const each = agents.map(({ agent, probe }) => ({ agent: agent.id, ...probe }));
  const failed = agents.find(({ probe }) => !probe.ok);
  const problem =
    failed !== undefined && !failed.probe.ok ? `${failed.agent.title}: ${failed.probe.problem}` : undefined;
  if (problem !== undefined) return { ok: false, problem, agents: each };
  const [first] = agents.flatMap(({ probe }) => (probe.ok ? [probe] : []));
  const { decision, reason, elapsedMs } = first ?? {};
  return { ok: true, decision, reason, servicePid: servicePid ?? null, elapsedMs, warnings, agents: each };
}
