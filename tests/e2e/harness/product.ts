import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestStatus } from '../../../src/service/index.ts';
import type { World } from './world.ts';

/** A line of the audit log. */
export interface AuditRecord {
  readonly rule: string;
  readonly output_fields: Readonly<Record<string, unknown>>;
}

/** Prempti as a person installs it into one world: everything goes through the built `premptictl`. */
export interface Product {
  /** Runs `premptictl ... --prefix <world's>` and throws when it fails. */
  premptictl(...args: readonly string[]): void;
  addUserRules(yaml: string): void;
  /** Ends the service without giving it a chance to tidy up. */
  killService(): Promise<void>;
  isRunning(): Promise<boolean>;
  audit(): readonly AuditRecord[];
}

/** The program as built. */
export const PREMPTICTL = fileURLToPath(new URL('../../../bin/premptictl.cjs', import.meta.url));

export function productIn(world: World): Product {
  const socket = join(world.prefix, 'run', 'broker.sock');
  const log = join(world.prefix, 'log', 'falco.log');
  return {
    premptictl: (...args) => {
      const result = spawnSync(process.execPath, [PREMPTICTL, ...args, '--prefix', world.prefix], {
        encoding: 'utf8',
        env: { HOME: world.home, PATH: process.env.PATH },
        timeout: 30_000,
      });
      if (result.status !== 0) {
        throw new Error(
          `premptictl ${args.join(' ')}: exit ${result.status}\n${result.stdout}${result.stderr}`,
        );
      }
    },
    addUserRules: (yaml) => {
      const folder = join(world.prefix, 'rules', 'user');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'e2e.yaml'), yaml);
    },
    killService: async () => {
      const { pid } = await requestStatus(socket);
      process.kill(pid, 'SIGKILL');
    },
    isRunning: () =>
      requestStatus(socket).then(
        () => true,
        () => false,
      ),
    audit: () => {
      const lines = readIfAny(log).split('\n');
      return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditRecord);
    },
  };
}

const readIfAny = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
