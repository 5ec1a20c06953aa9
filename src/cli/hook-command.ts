import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent, HookCommand } from '../agents/index.ts';
import { type Prefix, packageRoot, readSettings, type Settings } from '../guard/index.ts';
import { readHttpToken } from '../service/index.ts';
import { findNativeHook } from './native-hook.ts';

/** Far above the client's own deadline and the in-process fallback, far below the agent's default of minutes. */
const HOOK_TIMEOUT_SECONDS = 60;

/** How long the clients wait for a service that holds no call. */
const SERVICE_SECONDS = 5;

const ENV = '/usr/bin/env';
const FAIL_OPEN = 'PREMPTI_FAIL_OPEN';

/**
 * Variables that a project's settings can give its hooks, and that would decide what checks the call: what Node loads
 * beside the client, and where the client asks.
 */
const CLEARED = ['NODE_OPTIONS', 'NODE_COMPILE_CACHE', 'OPENSSL_CONF', 'PREMPTI_HOME', 'PREMPTI_SOCKET'];

/** Looked for once: whether it runs takes a process to see. */
let nativeHook: { readonly path: string | undefined } | undefined;

/**
 * The command that an agent is told to run: the native client with the one for Node behind it, or this very Node and
 * that client alone, all of this very installation, by absolute path and for this prefix, so that no PATH, alias,
 * working directory or variable decides what checks the call. Failing open is the person's decision, too: it comes from
 * the settings of the prefix. Where the service may hold a call until a person answers, both clients and the agent wait
 * so much longer.
 */
export function hookCommand(
  agent: Agent,
  prefix: Prefix,
  settings: Settings = readSettings(prefix).settings,
): HookCommand {
  const client = join(packageRoot(), 'dist', 'hook-client.cjs');
  const words = [process.execPath, client, agent.id, '--prefix', prefix.root];
  const { failOpen, serviceHttpPort: port, approvalsWait: holdSeconds } = settings;
  const waitSeconds = SERVICE_SECONDS + holdSeconds;
  nativeHook ??= { path: findNativeHook(packageRoot()) };
  const native = nativeHook.path;
  const env = [
    ...CLEARED.flatMap((name) => ['-u', name]),
    ...(failOpen ? [`${FAIL_OPEN}=1`] : ['-u', FAIL_OPEN]),
    // Behind the native client it is the second to ask.
    ...(holdSeconds > 0 && native === undefined ? [`PREMPTI_TIMEOUT_MS=${waitSeconds * 1000}`] : []),
  ];
  // Windows has no such program.
  const [command = '', ...args] = existsSync(ENV) ? [ENV, ...env, ...words] : words;
  const forAll = {
    timeoutSeconds: HOOK_TIMEOUT_SECONDS + holdSeconds,
    holdSeconds,
    tellsOutcomes: settings.auditOutcomes,
    socketPath: prefix.socket,
    ...(port > 0 && httpAt(prefix, `http://127.0.0.1:${port}/hook/${agent.id}`)),
  };
  if (native === undefined) return { command, args, ...forAll };
  const wait = holdSeconds > 0 ? ['--wait', String(waitSeconds)] : [];
  return { command: native, args: [...wait, prefix.socket, agent.id, command, ...args], ...forAll };
}

/** Where agents can ask over HTTP; nothing where no token can be kept: then they ask by the command. */
function httpAt(prefix: Prefix, url: string): Pick<HookCommand, 'http'> {
  try {
    return { http: { url, token: readHttpToken(prefix.httpToken) } };
  } catch {
    // `status` and `doctor` tell what is wrong with its folder.
    return {};
  }
}
