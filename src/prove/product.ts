import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot, prefixAt } from '../guard/index.ts';
import { requestStatus } from '../service/index.ts';
import { runCli } from './run-cli.ts';
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
  addUserRules(yaml: string): void;
  /** Sends the service, if one runs, a signal: SIGKILL ends it without a chance to tidy up, SIGSTOP makes it hang. */
  signalService(signal: NodeJS.Signals): Promise<void>;
  isRunning(): Promise<boolean>;
  audit(): readonly AuditRecord[];
}

/** The program as built. */
export const PREMPTICTL = join(packageRoot(), 'bin', 'premptictl.cjs');

const COMMAND_LIMIT_MS = 30_000;

export function productIn(world: World): Product {
  const { socket, auditLog, userRulesDir } = prefixAt(world.prefix);
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
    addUserRules: (yaml) => {
      mkdirSync(userRulesDir, { recursive: true });
      writeFileSync(join(userRulesDir, 'proof.yaml'), yaml);
    },
    signalService: async (signal) => {
      const pid = hanging ?? (await pidOf(socket));
      if (pid === undefined) return;
      process.kill(pid, signal);
      hanging = signal === 'SIGSTOP' ? pid : undefined;
    },
    isRunning: async () => (await pidOf(socket)) !== undefined,
    audit: () => {
      const lines = existsSync(auditLog) ? readFileSync(auditLog, 'utf8').split('\n') : [];
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditRecord);
    },
  };
}

const pidOf = (socket: string): Promise<number | undefined> =>
  requestStatus(socket).then(
    ({ pid }) => pid,
    () => undefined,
  );
