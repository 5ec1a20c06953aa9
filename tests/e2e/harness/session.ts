import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Script,
  startScriptedModel,
  type Told,
  toolUseId,
} from '../../../src/prove/model/scripted-model.ts';
import type { AuditRecord, Product } from '../../../src/prove/product.ts';
import type { World } from '../../../src/prove/world.ts';
import { type ClaudeRun, runClaude } from './claude-cli.ts';

/** One scripted call and what must come of it. */
export interface Step {
  /** A sentence for the report. */
  readonly title: string;
  readonly tool: string;
  readonly input: unknown;
  /** Runs before the model asks for the call. */
  readonly before?: () => Promise<void> | void;
  /** Whether the call's effect is there, looked at after the session. */
  readonly happened: (told: Told | undefined) => boolean;
  readonly expected: {
    readonly runs: boolean;
    /** What the model must have been told, whole or as a pattern. */
    readonly told?: string | RegExp;
    /** The rule whose alert the audit must hold for this call, and the verdict. */
    readonly audit?: { readonly rule: string; readonly verdict: string };
  };
}

/** One run of the agent in one world. */
export interface Session {
  readonly title: string;
  readonly permissionMode: ClaudeRun['permissionMode'];
  readonly prepare: (world: World, product: Product) => Promise<void> | void;
  readonly steps: (world: World, product: Product) => readonly Step[];
  /** What the hook must have said to the person when the session began. */
  readonly warned?: RegExp;
  /** Calls of a subagent, which one of the steps starts with a prompt that holds `SCRIPT:sub`. */
  readonly subagent?: (world: World, product: Product) => readonly Step[];
}

export interface StepReport {
  readonly session: string;
  readonly title: string;
  readonly runs: boolean;
  readonly told: string;
  /** What is wrong; empty when all is as expected. */
  readonly failures: readonly string[];
}

const MCP_SERVER = fileURLToPath(new URL('./notes-mcp-server.ts', import.meta.url));

/** Plays a session with the real CLI and judges every step. */
export async function playSession(
  session: Session,
  world: World,
  product: Product,
  binary: string,
): Promise<readonly StepReport[]> {
  await session.prepare(world, product);
  const conversations = {
    main: session.steps(world, product),
    sub: session.subagent?.(world, product) ?? [],
  };
  const scripts = { main: scriptOf(conversations.main), sub: scriptOf(conversations.sub) };
  const model = await startScriptedModel(scripts);
  const notes = {
    command: process.execPath,
    args: [MCP_SERVER],
    env: { NOTES_FILE: join(world.home, 'notes') },
  };
  const outcome = await runClaude({
    binary,
    world,
    modelUrl: model.url,
    permissionMode: session.permissionMode,
    args: ['--mcp-config', JSON.stringify({ mcpServers: { notes } })],
    limitMs: 60_000,
  });
  await model.close();
  const audit = product.audit();
  const reports = Object.entries(conversations).flatMap(([script, steps]) =>
    steps.map((step, index) =>
      judge(session.title, step, model.told.get(step.title), audit, toolUseId(script, index)),
    ),
  );
  if (session.warned !== undefined) reports.push(startReport(session.title, session.warned, outcome.events));
  if (outcome.exitCode === 0) return reports;
  const end = `the agent ended with ${outcome.exitCode ?? 'a kill at its time limit'}: ${outcome.stderr}`;
  return [...reports, { session: session.title, title: 'ends well', runs: false, told: '', failures: [end] }];
}

/** What a hook said when the session began; the agent shows it at the screen of a person, which no run here has. */
function startReport(session: string, expected: RegExp, events: readonly object[]): StepReport {
  const said = events.flatMap((event) =>
    'hook_event' in event && event.hook_event === 'SessionStart' && 'output' in event ? [event.output] : [],
  );
  const failures = said.some((output) => expected.test(String(output)))
    ? []
    : [`no hook said ${expected} at the start, but ${JSON.stringify(said)}`];
  return { session, title: 'the person is warned when it starts', runs: false, told: '', failures };
}

const scriptOf = (steps: readonly Step[]): Script =>
  steps.map(({ title, tool, input, before }) => ({ id: title, tool, input, ...(before && { before }) }));

function judge(
  session: string,
  step: Step,
  told: Told | undefined,
  audit: readonly AuditRecord[],
  useId: string,
): StepReport {
  const { expected } = step;
  const runs = step.happened(told);
  const failures: string[] = [];
  if (runs !== expected.runs) failures.push(`it ${runs ? 'ran' : 'did not run'}`);
  if (told === undefined) failures.push('the model was told nothing');
  else if (expected.told !== undefined && !matches(told.text, expected.told)) {
    failures.push(`the model was told ${JSON.stringify(told.text)}, not ${expected.told}`);
  }
  if (expected.audit !== undefined) failures.push(...auditFailures(audit, useId, expected.audit));
  return { session, title: step.title, runs, told: told?.text ?? '', failures };
}

const matches = (text: string, expected: string | RegExp): boolean =>
  typeof expected === 'string' ? text === expected : expected.test(text);

function auditFailures(
  audit: readonly AuditRecord[],
  useId: string,
  expected: { readonly rule: string; readonly verdict: string },
): readonly string[] {
  const ofCall = audit.filter((record) => record.output_fields['tool.use_id'] === useId);
  const ids = new Set(ofCall.map((record) => record.output_fields['correlation.id']));
  const related = audit.filter((record) => ids.has(record.output_fields['correlation.id']));
  if (related.length === 0) return ['the audit holds no record of the call'];
  const verdicts = new Set(ofCall.map((record) => record.output_fields['prempti.verdict']));
  return [
    ...(related.some((record) => record.rule === expected.rule)
      ? []
      : [`the audit does not name "${expected.rule}"`]),
    ...(verdicts.has(expected.verdict)
      ? []
      : [`the audit's verdict is ${[...verdicts].join(', ') || 'missing'}`]),
  ];
}
