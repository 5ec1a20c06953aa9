// Compiles native/hook, the hook client that needs no Node: for this machine, to dist/native, where there is a C compiler.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const SOURCE = join(ROOT, 'native', 'hook', 'hook.c');
const WARNINGS = ['-std=c11', '-Wall', '-Wextra', '-Wpedantic', '-Wconversion'];
const HARDENING = ['-fstack-protector-strong', '-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2'];

interface Target {
  readonly platform: NodeJS.Platform;
  readonly arch: NodeJS.Architecture;
  /** In the order in which they are tried. */
  readonly compilers: readonly string[];
  readonly flags?: readonly string[];
}

/**
 * What a compiler builds for, by the names that Node gives platforms and processors. musl comes first: on x64 a program
 * with glibc asks the processor at its start what it can do, which a virtual machine answers slowly.
 */
const TARGETS: readonly Target[] = [
  { platform: 'linux', arch: 'x64', compilers: ['x86_64-linux-musl-gcc', 'x86_64-linux-gnu-gcc', 'cc'] },
  { platform: 'linux', arch: 'arm64', compilers: ['aarch64-linux-gnu-gcc', 'cc'] },
  { platform: 'darwin', arch: 'x64', compilers: ['cc'], flags: ['-arch', 'x86_64'] },
  { platform: 'darwin', arch: 'arm64', compilers: ['cc'], flags: ['-arch', 'arm64'] },
];

/** Compiles to `file`, with `flags` in the place of those of a release. */
export function compile(
  file: string,
  compiler: string,
  flags: readonly string[] = releaseFlags(process.platform),
): void {
  mkdirSync(dirname(file), { recursive: true });
  execFileSync(compiler, [...WARNINGS, ...flags, '-o', file, SOURCE], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
}

/** The compiler for a platform, or `undefined` where none here builds for it. */
export function compilerFor(platform: NodeJS.Platform, arch: NodeJS.Architecture): string | undefined {
  const target = TARGETS.find((one) => one.platform === platform && one.arch === arch);
  return target?.compilers.find(
    (name) => (name !== 'cc' || canBuildHere(target)) && spawnSync(name, ['--version']).status === 0,
  );
}

/** Apple's compiler builds for both of its processors, others only for the machine that they run on. */
function canBuildHere({ platform, arch }: Target): boolean {
  return platform === process.platform && (platform === 'darwin' || arch === process.arch);
}

/** Static where the system allows it: a program that loads no library starts at once, and nothing can be preloaded. */
function releaseFlags(platform: NodeJS.Platform): readonly string[] {
  return ['-O2', ...HARDENING, ...(platform === 'linux' ? ['-static', '-s'] : [])];
}

/**
 * Writes one npm package per platform that a compiler here can build for, and the sums of their programs beside them; gives
 * their names.
 */
export function buildPackages(folder: string): readonly string[] {
  const { version, license } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const names: string[] = [];
  const sums: string[] = [];
  for (const { platform, arch, flags = [] } of TARGETS) {
    const compiler = compilerFor(platform, arch);
    if (compiler === undefined) continue;
    const name = `prempti-hook-${platform}-${arch}`;
    const home = join(folder, name);
    rmSync(home, { recursive: true, force: true });
    const program = join(home, 'prempti-hook');
    compile(program, compiler, [...releaseFlags(platform), ...flags]);
    const manifest = {
      name,
      version,
      description: `The native hook client of Prempti for ${platform} ${arch}.`,
      license,
      os: [platform],
      cpu: [arch],
      files: ['prempti-hook'],
      preferUnplugged: true,
    };
    writeFileSync(join(home, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    writeFileSync(
      join(home, 'README.md'),
      `# ${name}\n\n${manifest.description} Installed by the package \`prempti\`.\n`,
    );
    const sum = createHash('sha256').update(readFileSync(program)).digest('hex');
    sums.push(`${sum}  ${name}/prempti-hook\n`);
    names.push(name);
  }
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  return names;
}

function buildHere(): void {
  const compiler = compilerFor(process.platform, process.arch);
  if (compiler === undefined) {
    console.error('No C compiler here: agents will run the hook client for Node.');
    return;
  }
  const program = join(ROOT, 'dist', 'native', 'prempti-hook');
  try {
    compile(program, compiler);
  } catch (error) {
    // For example where the C library cannot be linked statically.
    rmSync(program, { force: true });
    console.error(`The native hook client is left out: ${(error as Error).message.trim()}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) buildHere();
