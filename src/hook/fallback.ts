import { homedir } from 'node:os';
import { findAgent, type HookReply, type Json, type JsonObject } from '../agents/index.ts';
import { type AuditLog, openAuditLog, redactionOf } from '../audit/index.ts';
import {
  findPrefix,
  type Guard,
  type Mode,
  openApprovals,
  openGuard,
  type Prefix,
  readSettings,
  type Settings,
} from '../guard/index.ts';
import {
  answerPayload,
  type Bench,
  refuse,
  renderAnswered,
  startOnDemand,
  unknownDialect,
} from '../service/index.ts';
import type { Fallback, FallbackRequest } from './client.cts';

/**
 * Decides one call in the hook's own process, by the rules of the prefix as the service would, and writes it to the
 * same audit before it returns. A policy that does not load is a refusal, unless failing open was asked for.
 */
export const evaluate: Fallback['evaluate'] = (request) => {
  const prefix = findPrefix(request.prefix, homedir(), process.env);
  const dialect = findAgent(request.agent) ?? unknownDialect(request.agent);
  const payload = parsePayload(request.payload);
  if ('problem' in payload) {
    const { settings } = readSettings(prefix);
    return withAudit(prefix, settings, (audit) => {
      const { event, answer } = refuse(dialect, undefined, payload.problem, { mode: settings.mode, audit });
      return dialect.render(event, answer);
    });
  }
  const { settings } = readSettings(prefix);
  return withAudit(prefix, settings, (audit) => {
    const bench = benchAt(prefix, payload.json, request, audit);
    return renderAnswered(dialect, answerPayload(dialect, payload.json, request.pid, bench), request.pid);
  });
};

export const startService: Fallback['startService'] = (given) => {
  const prefix = findPrefix(given, homedir(), process.env);
  if (readSettings(prefix).settings.serviceStart !== 'manual') startOnDemand(prefix);
};

function withAudit(prefix: Prefix, settings: Settings, answer: (audit: AuditLog) => HookReply): HookReply {
  const audit = openAuditLog(prefix, settings, 'once');
  try {
    return answer(audit);
  } finally {
    audit.close();
  }
}

/** What stands behind the verdict. The policy, which takes the longest, is loaded for what needs it: calls. */
function benchAt(prefix: Prefix, payload: Json, { failOpen }: FallbackRequest, audit: AuditLog): Bench {
  let loaded: GuardAt | undefined;
  const load = (): GuardAt => {
    loaded ??= guardAt(prefix, folderOf(payload));
    return loaded;
  };
  return {
    audit,
    approvals: openApprovals(prefix, redactionOf),
    get guard() {
      return load().guard;
    },
    get mode() {
      return load().mode;
    },
    get failOpen() {
      return load().isBroken && failOpen;
    },
  };
}

interface GuardAt {
  readonly guard: Guard;
  readonly mode: Mode;
  /** No guard could be built: the one given throws why, so that the call is still understood and recorded. */
  readonly isBroken: boolean;
}

/** Where the call seems to be made, so that one policy has to be loaded only. */
function folderOf(payload: Json): string | undefined {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined;
  const { cwd } = payload as JsonObject;
  return typeof cwd === 'string' ? cwd : undefined;
}

function guardAt(prefix: Prefix, folder: string | undefined): GuardAt {
  try {
    const { guard, settings } = openGuard(prefix, { folder });
    return { guard, mode: settings.mode, isBroken: false };
  } catch (error) {
    const judge = (): never => {
      throw error;
    };
    return { guard: { judge }, mode: readSettings(prefix).settings.mode, isBroken: true };
  }
}

function parsePayload(
  payload: FallbackRequest['payload'],
): { readonly json: Json } | { readonly problem: string } {
  if (typeof payload !== 'string') return payload;
  try {
    // Some agents begin with a byte order mark.
    return { json: JSON.parse(payload.replace(/^\uFEFF/, '')) as Json };
  } catch {
    return { problem: 'the event is not valid JSON' };
  }
}
