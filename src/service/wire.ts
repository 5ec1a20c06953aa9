import type { Decision, HookReply, Json } from '../agents/index.ts';

/** What `max_request_bytes` is held to. */
export const REQUEST_BYTES = { min: 4 * 1024, default: 5 * 1024 * 1024, max: 64 * 1024 * 1024 } as const;

/** Longest reason sent to an agent, in UTF-16 units; the original's clients read at most 64 KiB of answer. */
export const MAX_REASON_LENGTH = 8 * 1024;

/** What one process can ask of a running service besides verdicts. */
export type Control = 'status' | 'reload' | 'stop';

const CONTROLS: readonly string[] = ['status', 'reload', 'stop'] satisfies readonly Control[];

/** A line that a client sent, understood. */
export type WireRequest =
  /** Version 1, the original's: the client renders the decision in the agent's dialect. */
  | {
      readonly kind: 'decide';
      readonly id: string;
      readonly agent: string;
      readonly pid?: number;
      readonly payload: Json;
    }
  /** Version 2: the service renders, the client emits. */
  | { readonly kind: 'hook'; readonly agent: string; readonly pid?: number; readonly payload: Json }
  | { readonly kind: 'control'; readonly control: Control }
  /** Not a request. `agent` is set where a version 2 client named it, `id` where a version 1 client gave one. */
  | { readonly kind: 'malformed'; readonly problem: string; readonly id?: string; readonly agent?: string };

/** A version 2 request as clients write it that splice the payload in without parsing it. */
const SPLICED = /^\{"version":2,"agent":"([\w-]{1,64})"(?:,"pid":(\d{1,10}))?,"payload":(.*)\}\s*$/s;

/**
 * Reads one line of a client. Never throws.
 *
 * Version 1: `{"version":1,"id","agent_name","agent_pid"?,"event"}`.
 * Version 2: `{"version":2,"agent","pid"?,"payload"}` or `{"version":2,"control"}`.
 */
export function parseRequest(line: string): WireRequest {
  const spliced = SPLICED.exec(line);
  if (spliced !== null) return parseSpliced(spliced[1] ?? '', spliced[2], spliced[3] ?? '');
  const value = parseJson(line);
  if (value === undefined) return { kind: 'malformed', problem: 'the request is not valid JSON' };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'malformed', problem: 'the request is not a JSON object' };
  }
  const request = value as Readonly<Record<string, Json>>;
  switch (request.version) {
    case 1:
      return parseVersion1(request);
    case 2:
      return request.control === undefined ? parseVersion2(request) : parseControl(request.control);
    default:
      return { kind: 'malformed', problem: '"version" is neither 1 nor 2' };
  }
}

/**
 * The payload is read by itself, so that nothing in it can pass for another part of the request. Some agents begin it with
 * a byte order mark.
 */
function parseSpliced(agent: string, pid: string | undefined, payloadText: string): WireRequest {
  const payload = parseJson(payloadText.replace(/^\uFEFF/, ''));
  if (payload === undefined) return { kind: 'malformed', agent, problem: 'the payload is not valid JSON' };
  return { kind: 'hook', agent, payload, ...processId(pid === undefined ? undefined : Number(pid)) };
}

function parseVersion1(request: Readonly<Record<string, Json>>): WireRequest {
  const { agent_name: agent, event: payload } = request;
  const id = typeof request.id === 'string' ? request.id : 'unknown';
  if (typeof agent !== 'string') return { kind: 'malformed', id, problem: '"agent_name" is not a string' };
  if (payload === undefined) return { kind: 'malformed', id, problem: '"event" is missing' };
  return { kind: 'decide', id, agent, payload, ...processId(request.agent_pid) };
}

function parseVersion2(request: Readonly<Record<string, Json>>): WireRequest {
  const { agent, payload } = request;
  if (typeof agent !== 'string') return { kind: 'malformed', problem: '"agent" is not a string' };
  if (payload === undefined) return { kind: 'malformed', agent, problem: '"payload" is missing' };
  return { kind: 'hook', agent, payload, ...processId(request.pid) };
}

function parseControl(control: Json): WireRequest {
  if (typeof control === 'string' && CONTROLS.includes(control)) {
    return { kind: 'control', control: control as Control };
  }
  return { kind: 'malformed', problem: `"control" is not one of ${CONTROLS.join(', ')}` };
}

/** A process id that makes no sense is as good as none: it only informs rules. */
function processId(value: Json | undefined): { readonly pid?: number } {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? { pid: value } : {};
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The version 1 answer. */
export function encodeDecision(id: string, decision: Decision, reason: string): string {
  return JSON.stringify({ id, decision, reason });
}

/** The version 2 answer. */
export function encodeReply({ stdout, stderr, exitCode }: HookReply): string {
  return JSON.stringify({ stdout, stderr, exitCode });
}

/** The answer to what is no request of a known version: a refusal for clients of both versions. */
export function encodeRefusal(problem: string, id = 'unknown'): string {
  return JSON.stringify({ id, decision: 'deny', reason: problem, ...blockingReply(problem) });
}

/** No decision, for clients of both versions. */
export function encodeNoDecision(id = 'unknown'): string {
  return JSON.stringify({ id, decision: 'defer', reason: '', stdout: '', stderr: '', exitCode: 0 });
}

/** Refuses in the one way that every agent understands. */
export function blockingReply(problem: string): HookReply {
  return { stdout: '', stderr: `${problem}\n`, exitCode: 2 };
}

/**
 * A version 2 request around a payload that is JSON text. The payload is spliced in as it is; line breaks, which
 * in JSON stand between tokens only, become blanks, so that the request is one line.
 */
export function encodeHookRequest(agent: string, pid: number | undefined, payload: string): string {
  const process = pid === undefined ? '' : `,"pid":${pid}`;
  return `{"version":2,"agent":${JSON.stringify(agent)}${process},"payload":${payload.replaceAll('\n', ' ')}}\n`;
}
