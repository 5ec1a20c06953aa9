import type { Decision } from '../agents/index.ts';
import type { AuditStatus, SinkStatus } from '../audit/index.ts';
import type { Mode } from '../guard/index.ts';

/** A running service, as it describes itself. */
export interface ServiceStatus {
  readonly pid: number;
  readonly version: string;
  readonly socketPath: string;
  /** Whether the system's service manager holds the socket and starts the service at the first call. */
  readonly isActivatedBySystem: boolean;
  /** Where HTTP hooks are answered on 127.0.0.1; absent where they are not. */
  readonly httpPort?: number;
  readonly startedMs: number;
  /** When the last payload was answered; the start where there was none. */
  readonly lastCallMs: number;
  readonly mode: Mode;
  /** What is wrong with the configuration in force; empty when all is well. */
  readonly problems: readonly string[];
  /** When the rules in force were loaded. */
  readonly loadedMs: number;
  /** Why the last reload failed; the rules loaded before it stay in force. Absent when it succeeded. */
  readonly reloadProblem?: string;
  /** Payloads answered, by the decision sent. Events that ask for no decision are not counted. */
  readonly answers: Readonly<Record<Decision, number>>;
  /** Requests that were refused before they reached the rules. */
  readonly malformed: number;
  readonly connections: number;
  readonly audit: AuditStatus;
  readonly sinks: readonly SinkStatus[];
}

/** The answer to `reload`. */
export type ReloadResult = { readonly ok: true } | { readonly ok: false; readonly problem: string };
