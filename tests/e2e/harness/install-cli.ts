import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../src/guard/index.ts';

/** An agent's command line as npm carries it. */
interface CliPackage {
  /** The release that everything about the agent was observed on. */
  readonly version: string;
  readonly name: string;
  /** The folder with the program, below `node_modules`. Default: where npm links programs. */
  readonly programs?: string;
}

/** By the agent's `id`. */
export const CLI_PACKAGES = {
  claude: {
    name: '@anthropic-ai/claude-code',
    version: '2.1.330',
    programs: `@anthropic-ai/claude-code-${platform()}`,
  },
  codex: { name: '@openai/codex', version: '0.169.0' },
  gemini: { name: '@google/gemini-cli', version: '0.61.0' },
  copilot: { name: '@github/copilot', version: '1.0.102' },
  opencode: {
    name: 'opencode-ai',
    version: '1.18.33',
    programs: `opencode-${platform()}/bin`,
  },
  qwen: { name: '@qwen-code/qwen-code', version: '0.24.4' },
  pi: { name: '@mariozechner/pi-coding-agent', version: '0.73.1' },
} satisfies Readonly<Record<string, CliPackage>>;

export type CliId = keyof typeof CLI_PACKAGES;

const CACHE = join(packageRoot(), '.cache', 'e2e');

/**
 * Installs the pinned release of an agent below `.cache/e2e` unless it is there already, and gives the folder of its
 * program. Install scripts do not run: what they would put in place is taken from the platform package.
 */
export function installCli(id: CliId): string {
  const { name, version, programs = '.bin' }: CliPackage = CLI_PACKAGES[id];
  const folder = join(CACHE, id);
  const place = join(folder, 'node_modules', programs);
  // Written last, so that an install that was cut off is not taken for one.
  const stamp = join(folder, `installed-${version}`);
  if (existsSync(stamp) && existsSync(place)) return place;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  console.log(`Installing ${name} ${version} from npm into ${folder} ...`);
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
  const npm = spawnSync('npm', [...args, `${name}@${version}`], { cwd: folder, stdio: 'inherit' });
  if (npm.status !== 0 || !existsSync(place)) {
    throw new Error(`npm could not install ${name} (exit ${npm.status})`);
  }
  writeFileSync(stamp, '');
  return place;
}

/** What platform packages have in their names. */
function platform(): string {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  const musl = process.platform === 'linux' && report?.header?.glibcVersionRuntime === undefined;
  return `${process.platform}-${process.arch}${musl ? '-musl' : ''}`;
}
