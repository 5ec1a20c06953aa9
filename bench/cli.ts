import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median, percentile } from './engine/statistics.ts';

/**
 * `npm run bench:cli [--rounds N]`: how long premptictl takes, from the start of its process to its end, in an empty home.
 * `--help` of a verb is what it takes to start that verb; the others do their work. A round runs each once, in turn.
 */

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'premptictl.cjs');

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } });
const rounds = Number(values.rounds);
const home = mkdtempSync(join(tmpdir(), 'bench-cli-'));
try {
  measure();
} finally {
  premptictl('stop');
  rmSync(home, { recursive: true, force: true });
}

function measure(): void {
  const noCalls = join(home, 'no-calls.jsonl');
  writeFileSync(noCalls, '');
  const [, listed = ''] = /^Commands:\n([\s\S]*?)^\S/m.exec(premptictl('--help')) ?? [];
  const verbs = [...listed.matchAll(/^ {2}([a-z-]+) (?=.* )/gm)].map(([, verb = '']) => verb);
  const starts = verbs.filter((verb) => verb !== 'help').map((verb) => [verb, '--help']);
  const work = [
    ['--version'],
    ['completion', 'bash'],
    ['mode'],
    ['approvals'],
    ['hook', 'status'],
    ['stop'],
    ['rules', 'fields'],
    ['rules', 'list'],
    ['test', 'ls'],
    ['explain', 'ls'],
    ['check', '--jsonl', noCalls],
    ['status'],
    ['doctor'],
  ];
  const commands = [...starts, ...work].map((args) => ({ name: `premptictl ${args.join(' ')}`, args }));
  const contenders = [
    { name: 'node that does nothing', words: ['-e', '0'] },
    ...commands.map(({ name, args }) => ({ name: name.replace(`${home}/`, ''), words: [PROGRAM, ...args] })),
  ];
  const times = contenders.map(({ name, words }) => ({ name, words, ms: [] as number[] }));
  for (let round = 0; round <= rounds; round++) {
    for (const { words, ms } of times) {
      const started = performance.now();
      run(words);
      // The first round warms the caches of the system.
      if (round > 0) ms.push(performance.now() - started);
    }
  }
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${rounds} rounds, ms`);
  console.log(`${''.padEnd(44)}  median     p90`);
  for (const { name, ms } of times) {
    const cells = [median(ms), percentile(ms, 0.9)].map((value) => value.toFixed(0).padStart(6));
    console.log(`${name.padEnd(44)}  ${cells.join('  ')}`);
  }
}

function premptictl(...args: readonly string[]): string {
  return run([PROGRAM, ...args]).stderr;
}

function run(words: readonly string[]) {
  const env = { HOME: home, PATH: '/usr/bin:/bin' };
  const result = spawnSync(process.execPath, words, { env, cwd: home, encoding: 'utf8', timeout: 60_000 });
  if (result.status === null || result.status > 1) throw new Error(`${words.join(' ')}: ${result.stderr}`);
  return result;
}
