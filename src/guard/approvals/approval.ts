/** How long an approval holds: for one call, for the rest of the agent's session, or for ten minutes. */
export type ApprovalSpan = 'once' | 'session' | '10m';

/** Which calls it covers: the same one, those that the same rules stop, or those that also change the same files. */
export type ApprovalScope = 'exact' | 'rule' | 'path';

export const APPROVAL_SPANS: readonly ApprovalSpan[] = ['once', 'session', '10m'];
export const APPROVAL_SCOPES: readonly ApprovalScope[] = ['exact', 'rule', 'path'];

/** What of a call that a rule stopped decides whether an approval covers it. */
export interface StoppedCall {
  readonly agent: string;
  /** Empty where the agent names none. */
  readonly session: string;
  readonly cwd: string;
  /** SHA-256 over the agent, the folder, and every tool with its input. */
  readonly digest: string;
  /** The rules that ask, or deny and let a person approve; sorted. */
  readonly rules: readonly string[];
  /** Files and folders that it changes, canonical and sorted; empty where there are none or not all are known. */
  readonly paths: readonly string[];
}

/** What a person said to a call. */
export type ApprovalAnswer = { readonly atMs: number; readonly expiresMs: number; readonly by: string } & (
  | { readonly decision: 'approved'; readonly span: ApprovalSpan; readonly scope: ApprovalScope }
  | { readonly decision: 'denied' }
);

/** A call that waits for a person, or was answered by one. */
export interface Approval {
  /** What the person types; also the name of its file. */
  readonly code: string;
  readonly call: StoppedCall;
  /** The call for people, secrets masked. */
  readonly text: string;
  /** The record of the call in the audit. */
  readonly correlationId: number;
  readonly askedMs: number;
  readonly answer?: ApprovalAnswer;
}

const MINUTE_MS = 60_000;

/** How long a call waits for an answer, and how long one that is not bound to a session then holds. */
const APPROVAL_MS = 10 * MINUTE_MS;

/** A session may go on for days; what was approved in it is asked for anew after a working day. */
const SESSION_MS = 12 * 60 * MINUTE_MS;

/** Until when an answer that is given now holds. */
export function expiryOf(span: ApprovalSpan, nowMs: number): number {
  return nowMs + (span === 'session' ? SESSION_MS : APPROVAL_MS);
}

/** Whether it is neither waited for nor in force any more. */
export function isExpired({ askedMs, answer }: Approval, nowMs: number): boolean {
  return nowMs >= (answer?.expiresMs ?? askedMs + APPROVAL_MS);
}

/** Why a person cannot approve this call in this way; `undefined` when they can. */
export function whyNotApprovable(
  { call }: Approval,
  span: ApprovalSpan,
  scope: ApprovalScope,
): string | undefined {
  if (span === 'session' && call.session === '') return 'the agent does not tell its sessions apart';
  if (scope === 'path' && call.paths.length === 0) return 'it is not known to change any file';
  return undefined;
}

/**
 * Whether what a person said holds for a call. An approval never covers a call that another rule stops, too, of another
 * agent, or of another folder or session; with the scope `exact` nor one that differs in anything but its description.
 */
export function covers({ call: approved, answer }: Approval, call: StoppedCall): boolean {
  if (answer === undefined || call.agent !== approved.agent) return false;
  if (answer.decision === 'denied') return call.digest === approved.digest;
  if (!call.rules.every((rule) => approved.rules.includes(rule))) return false;
  const isThere = answer.span === 'session' ? call.session === approved.session : call.cwd === approved.cwd;
  if (!isThere) return false;
  switch (answer.scope) {
    case 'exact':
      return call.digest === approved.digest;
    case 'rule':
      return true;
    case 'path':
      return approved.paths.length > 0 && approved.paths.join('\0') === call.paths.join('\0');
  }
}
