import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot, prefixAt } from '../guard/index.ts';
import { requestStatus } from '../service/index.ts';
import { MARKER_RULES } from './marker-rules.ts';
import { runCli, sendSignal } from './run-cli.ts';
import type { World } from './world.ts';

/** A line of the audit log. */
export interface AuditRecord {
  readonly rule: string;
  readonly output_fields: Readonly<Record<string, unknown>>;
}

/** Prempti as a person installs it into one world: everything goes through the built `premptictl`. */
export interface Product {
  /** Runs `premptictl ... --prefix <world's>` and throws when it fails. */
  premptictl(...args: readonly string[]): Promise<void>;
  /** Puts the marker rules in place; by default no service runs but one that is started, and none answers over HTTP. */
  configure(settings?: { readonly start?: 'manual' | 'on-demand'; readonly httpPort?: number }): void;
  /** Sends the service, if one runs, a signal: SIGKILL ends it without a chance to tidy up, SIGSTOP makes it hang. */
  signalService(signal: NodeJS.Signals): Promise<void>;
  /** Whether a service runs, or comes up within `waitMs`. Default: 0. */
  isRunning(waitMs?: number): Promise<boolean>;
  audit(): readonly AuditRecord[];
  /** Which of the texts the audit does not come to hold: the service writes a record soon after it has answered. */
  unrecorded(texts: readonly string[]): Promise<readonly string[]>;
}

/** The program as built. */
export const PREMPTICTL = join(packageRoot(), 'bin', 'premptictl.cjs');

const COMMAND_LIMIT_MS = 30_000;
const RECORD_LIMIT_MS = 2_000;

export function productIn(world: World): Product {
  const { socket, auditLog, userRulesDir, configFile } = prefixAt(world.prefix);
  const auditText = (): string => (existsSync(auditLog) ? readFileSync(auditLog, 'utf8') : '');
  // A service that was made to hang does not tell its process id any more.
  let hanging: number | undefined;
  return {
    premptictl: async (...args) => {
      const { exitCode, stdout, stderr } = await runCli({
        program: process.execPath,
        args: [PREMPTICTL, ...args, '--prefix', world.prefix],
        env: world.env,
        cwd: world.project,
        limitMs: COMMAND_LIMIT_MS,
      });
      if (exitCode === 0) return;
      throw new Error(`premptictl ${args.join(' ')}: exit ${exitCode}\n${stdout}${stderr}`);
    },
    configure: ({ start = 'manual', httpPort = 0 } = {}) => {
      for (const folder of [userRulesDir, dirname(configFile)]) mkdirSync(folder, { recursive: true });
      writeFileSync(join(userRulesDir, 'proof.yaml'), MARKER_RULES);
      writeFileSync(configFile, `service:\n  start: ${start}\n  http_port: ${httpPort}\n`);
    },
    signalService: async (signal) => {
      const pid = hanging ?? (await pidOf(socket));
      if (pid === undefined) return;
      sendSignal(pid, signal);
      hanging = signal === 'SIGSTOP' ? pid : undefined;
    },
    isRunning: async (waitMs = 0) => {
      for (const end = Date.now() + waitMs; ; await sleep(50)) {
        if ((await pidOf(socket)) !== undefined) return true;
        if (Date.now() >= end) return false;
      }
    },
    audit: () => {
      const lines = auditText().split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditRecord);
    },
    unrecorded: async (texts) => {
      for (const end = Date.now() + RECORD_LIMIT_MS; ; await sleep(20)) {
        const audit = auditText();
        const missing = texts.filter((text) => !audit.includes(text));
        if (missing.length === 0 || Date.now() > end) return missing;
      }
    },
  };
}

const pidOf = (socket: string): Promise<number | undefined> =>
  requestStatus(socket).then(
    ({ pid }) => pid,
    () => undefined,
  );
