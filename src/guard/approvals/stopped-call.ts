import { createHash } from 'node:crypto';
import type { Json, ToolCall } from '../../agents/index.ts';
import type { FieldValue, JudgedEvent, Judgement } from '../judgement.ts';
import type { StoppedCall } from './approval.ts';

/** What approvals look at in a judgement of at least one call. */
export function stoppedCall({ events }: Judgement): StoppedCall {
  const first = events[0]?.call;
  const alerts = events.flatMap((event) => event.alerts);
  const stopping = alerts.filter(({ verdict }) => verdict === 'ask' || verdict === 'deny');
  return {
    agent: first?.agent ?? '',
    session: first?.sessionId ?? '',
    cwd: first?.cwd ?? '',
    digest: digestOf(events.map(({ call }) => call)),
    rules: [...new Set(stopping.map(({ rule }) => rule))].sort(),
    paths: events.some(isOpaque) ? [] : [...new Set(events.flatMap(changedPaths))].sort(),
  };
}

function digestOf(calls: readonly ToolCall[]): string {
  const said = calls.map((call) => [call.agent, call.cwd ?? '', call.tool, canonical(worksOn(call))]);
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

/** The input that decides what happens. What a model says a command is for, it says otherwise the next time. */
function worksOn({ command, input }: ToolCall): Json {
  if (command === undefined) return input;
  const { description, ...rest } = input;
  return typeof description === 'string' ? rest : input;
}

/** The same value with the keys of every object in order. */
function canonical(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value as Readonly<Record<string, Json>>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return entries.map(([key, item]) => [key, canonical(item)]);
}

function isOpaque({ fields }: JudgedEvent): boolean {
  return fields['exec.opaque'] === true;
}

function changedPaths({ fields }: JudgedEvent): readonly string[] {
  const paths: FieldValue | undefined = fields['fs.change'];
  return Array.isArray(paths) ? paths : [];
}
