/** Why a service cannot start or cannot be talked to. */
export type ServiceErrorCode =
  /** A live instance serves the socket; `pid` is set when it is one of ours. */
  | 'ALREADY_RUNNING'
  | 'BAD_SOCKET_PATH'
  /** No guard could be built at start. */
  | 'NO_GUARD'
  /** Nobody serves the socket. */
  | 'NOT_RUNNING'
  /** Somebody serves it, but gave no answer that makes sense in time. */
  | 'NO_ANSWER';

export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly pid: number | undefined;

  constructor(code: ServiceErrorCode, message: string, pid?: number) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.pid = pid;
  }
}
