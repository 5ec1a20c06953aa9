import { homedir } from 'node:os';
import { findAgent, type Json } from '../agents/index.ts';
import { createAuditLog } from '../audit/index.ts';
import {
  findPrefix,
  type Guard,
  openGuard,
  type Prefix,
  readSettings,
  type Settings,
} from '../guard/index.ts';
import { answerPayload, refuse, unknownDialect } from '../service/index.ts';
import type { Fallback } from './client.cts';

/**
 * Decides one call in the hook's own process, by the rules of the prefix as the service would, and writes it to the
 * same audit before it returns. A policy that does not load is a refusal, unless failing open was asked for.
 */
export const evaluate: Fallback['evaluate'] = (request) => {
  const prefix = findPrefix(request.prefix, homedir(), process.env);
  const { guard, settings, isBroken } = guardAt(prefix);
  const { mode, logRotateBytes: rotateBytes, logRotateKeep: keep } = settings;
  const audit = createAuditLog({ path: prefix.auditLog, rotateBytes, keep });
  try {
    const bench = { guard, mode, audit, failOpen: isBroken && request.failOpen };
    const dialect = findAgent(request.agent) ?? unknownDialect(request.agent);
    const payload = parseJson(request.payload);
    const { event, answer } =
      payload === undefined
        ? refuse(dialect, undefined, 'the event is not valid JSON', bench)
        : answerPayload(dialect, payload, request.pid, bench);
    return dialect.render(event, answer);
  } finally {
    audit.close();
  }
};

interface GuardAt {
  readonly guard: Guard;
  readonly settings: Settings;
  /** No guard could be built: the one given throws why, so that the call is still understood and recorded. */
  readonly isBroken: boolean;
}

function guardAt(prefix: Prefix): GuardAt {
  try {
    const { guard, settings } = openGuard(prefix);
    return { guard, settings, isBroken: false };
  } catch (error) {
    const judge = (): never => {
      throw error;
    };
    return { guard: { judge }, settings: readSettings(prefix).settings, isBroken: true };
  }
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
