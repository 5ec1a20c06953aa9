import { findAgent } from '../agents/index.ts';
import { openAuditLog, redactionOf } from '../audit/index.ts';
import {
  EVENT_SOURCE,
  type OpenedGuard,
  openApprovals,
  openGuardAside,
  type Prefix,
  packageVersion,
  readSettings,
} from '../guard/index.ts';
import {
  createService,
  readHttpToken,
  type Service,
  ServiceError,
  type ServiceOptions,
} from '../service/index.ts';
import { CliFailure } from './failure.ts';

/** A service for this prefix in this process, not started yet. */
export function serviceAt(prefix: Prefix, options: ServiceAtOptions = {}): Service {
  const { home, ...more } = options;
  const { settings } = readSettings(prefix);
  let inForce: Pick<OpenedGuard, 'settings' | 'policy'> | undefined;
  let rules: OpenedGuard['ruleSet'] | undefined;
  return createService({
    socketPath: prefix.socket,
    loadGuard: async () => {
      const kinds = rules?.kinds(EVENT_SOURCE) ?? [];
      const opened = await openGuardAside(prefix, { inForce, kinds, ...(home !== undefined && { home }) });
      const { guard, settings: current, policy, problems } = opened;
      inForce = { settings: current, policy };
      rules = opened.ruleSet;
      const { mode, approvalsWait, sinks } = current;
      return { guard, mode, problems, holdMs: approvalsWait * 1000, sinks };
    },
    findAgent,
    approvals: openApprovals(prefix, redactionOf),
    audit: openAuditLog(prefix, settings, 'service'),
    sinks: {
      logPath: prefix.auditLog,
      placesPath: prefix.sinkPlaces,
      maxQueuedBytes: settings.logRotateBytes * Math.max(1, settings.logRotateKeep),
    },
    version: packageVersion(),
    maxRequestBytes: settings.maxRequestBytes,
    ...(settings.serviceHttpPort > 0 && {
      http: { port: settings.serviceHttpPort, token: readHttpToken(prefix.httpToken) },
    }),
    ...more,
  });
}

interface ServiceAtOptions extends Pick<ServiceOptions, 'takeover' | 'inheritedFd' | 'onReload'> {
  /** What `~` stands for in calls. */
  readonly home?: string;
}

/** Starts a service of this process. */
export async function startHere(service: Service): Promise<void> {
  try {
    await service.start();
  } catch (error) {
    throw error instanceof ServiceError ? new CliFailure(error.message) : error;
  }
}
