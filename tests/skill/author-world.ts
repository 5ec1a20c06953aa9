import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packageRoot } from '../../src/guard/index.ts';
import { claude } from '../../src/prove/clis/claude.ts';
import { type Script, startScriptedModel, type Told } from '../../src/prove/model/scripted-model.ts';
import { PREMPTICTL, type Product, productIn } from '../../src/prove/product.ts';
import { createWorld, type World } from '../../src/prove/world.ts';
import { type ClaudeOutcome, runClaude } from '../e2e/harness/claude-cli.ts';
import type { PermissionPrompt, Person } from '../e2e/harness/claude-person.ts';

const PLUGIN = join(packageRoot(), 'skills', 'prempti-falco-rules');
const SESSION_LIMIT_MS = 60_000;

/** What came of a session with a person. */
export interface AuthorSession {
  readonly told: ReadonlyMap<string, Told>;
  /** What the person was asked, in order. */
  readonly prompts: readonly PermissionPrompt[];
  readonly outcome: ClaudeOutcome;
}

/** A home with the guard installed, its service running and `premptictl` on the PATH. */
export interface AuthorWorld {
  readonly world: World;
  readonly product: Product;
  /** The skill's references, where the agent reads them. */
  readonly references: string;
  play(script: Script, person: Person): Promise<AuthorSession>;
  /** Installs the skill's plugin from the marketplace of this repository instead of loading its folder. */
  installPlugin(): void;
  remove(): Promise<void>;
}

export async function createAuthorWorld(binary: string): Promise<AuthorWorld> {
  const created = createWorld();
  const world = { ...created, prefix: join(created.home, '.prempti') };
  const product = productIn(world);
  const programs = join(world.home, 'bin');
  mkdirSync(programs);
  symlinkSync(PREMPTICTL, join(programs, 'premptictl'));
  await product.premptictl('start');
  await product.premptictl('hook', 'add', 'claude');
  const env = { PATH: `${programs}${delimiter}${process.env.PATH ?? ''}` };
  let pluginArgs: readonly string[] = ['--plugin-dir', PLUGIN];
  return {
    world,
    product,
    references: join(PLUGIN, 'references'),
    play: async (script, person) => {
      const prompts: PermissionPrompt[] = [];
      const model = await startScriptedModel({ main: script });
      const { url: modelUrl, told } = model;
      const listening: Person = {
        request: person.request,
        allows: (prompt) => {
          prompts.push(prompt);
          return person.allows(prompt);
        },
      };
      const session = { binary, world, modelUrl, env, person: listening };
      const outcome = await runClaude({
        ...session,
        permissionMode: 'default',
        args: pluginArgs,
        limitMs: SESSION_LIMIT_MS,
      });
      await model.close();
      return { told, prompts, outcome };
    },
    installPlugin: () => {
      pluginArgs = [];
      for (const args of [
        ['marketplace', 'add', packageRoot()],
        ['install', 'prempti@prempti'],
      ]) {
        const env = { ...world.env, ...claude.setUp(world.home, '').env };
        const options = { env, encoding: 'utf8', timeout: 30_000 } as const;
        const { status, stdout, stderr } = spawnSync(binary, ['plugin', ...args], options);
        if (status !== 0)
          throw new Error(`claude plugin ${args.join(' ')}: exit ${status}\n${stdout}${stderr}`);
      }
    },
    remove: async () => {
      if (await product.isRunning()) await product.premptictl('stop');
      world.remove();
    },
  };
}

/** Removes files that lie outside the world. */
export function removeFiles(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
}
