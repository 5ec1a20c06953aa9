/**
 * The real agents, headless, with a scripted model: of a command that ran and of one that failed, the audit holds the call and what
 * became of it, joined. Needs a build, and npm's registry the first time.
 */
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OutcomeEntry, outcomeOf, readAuditStore } from '../../src/audit/index.ts';
import { prefixAt } from '../../src/guard/index.ts';
import { type AgentCli, findCli } from '../../src/prove/index.ts';
import { startScriptedModel } from '../../src/prove/model/scripted-model.ts';
import { productIn } from '../../src/prove/product.ts';
import { runCli } from '../../src/prove/run-cli.ts';
import { createWorld, type World } from '../../src/prove/world.ts';
import { CLI_PACKAGES, type CliId } from './harness/install-cli.ts';
import { isolated } from './harness/isolated.ts';

const RUN_LIMIT_MS = 120_000;

/** How long after the run the last outcome may come: agents tell it behind the back of the run. */
const TELLING_MS = 3_000;

const IDS = Object.keys(CLI_PACKAGES) as readonly CliId[];

/** The commands, by a word in them, and how they end. */
const COMMANDS = { ran: 'echo hello', failed: '(exit 3)' } as const;

type Ending = Pick<OutcomeEntry, 'outcome' | 'exitStatus'>;

const ENDINGS: Readonly<Record<keyof typeof COMMANDS, Ending>> = {
  ran: { outcome: 'ran', exitStatus: 0 },
  failed: { outcome: 'failed', exitStatus: 3 },
};

/** Codex tells what a command printed, and not how it ended. */
const UNTOLD: Ending = { outcome: 'unknown' };

process.exitCode = await isolated(import.meta.url, IDS, async (folders) => {
  const path = [...folders, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
  let failures = 0;
  for (const [index, id] of IDS.entries()) failures += await play(id, folders[index] ?? '', path);
  return failures === 0 ? 0 : 1;
});

async function play(id: CliId, folder: string, path: string): Promise<number> {
  const cli = findCli(id);
  if (cli === undefined) throw new Error(`no way is known to run ${id}`);
  const world = createWorld();
  const product = productIn(world);
  const model = await startScriptedModel({
    main: Object.entries(COMMANDS).map(([word, command]) => ({
      id: word,
      ...cli.shell(`${command} # ${word}`),
    })),
  });
  try {
    product.configure();
    await product.premptictl('start');
    await run(cli, join(folder, id), world, { ...world.env, PATH: path }, model.url, () =>
      product.premptictl('hook', 'add', id),
    );
    const found = await endings(world);
    return Object.entries(ENDINGS).filter(([word, ending]) => {
      const wanted = id === 'codex' ? UNTOLD : ending;
      const { outcome, exitStatus, durationMs } = found.get(word) ?? {};
      const isRight = outcome === wanted.outcome && exitStatus === wanted.exitStatus;
      console.log(
        `${isRight ? 'ok  ' : 'FAIL'} ${id}: ${word}: ${outcome ?? 'no outcome'}, status ${exitStatus}, ${durationMs} ms`,
      );
      return !isRight;
    }).length;
  } finally {
    await model.close();
    await product.signalService('SIGKILL');
    world.remove();
  }
}

async function run(
  cli: AgentCli,
  program: string,
  world: World,
  env: Readonly<Record<string, string>>,
  modelUrl: string,
  register: () => Promise<void>,
): Promise<void> {
  const setUp = cli.setUp(world.home, modelUrl);
  for (const [file, text] of Object.entries(setUp.files)) world.write(file, text);
  await register();
  const args = setUp.args('Play SCRIPT:main');
  const all = { ...env, ...setUp.env, PATH: env.PATH ?? '' };
  const { exitCode, stderr } = await runCli({
    program,
    args,
    env: all,
    cwd: world.project,
    limitMs: RUN_LIMIT_MS,
  });
  if (exitCode !== 0) console.log(`${cli.id} ended with ${exitCode}: ${stderr.trim().split('\n').at(-1)}`);
}

/** What became of the calls, by the words in them, once both are there or the time is up. */
async function endings(world: World): Promise<ReadonlyMap<string, OutcomeEntry>> {
  for (const end = Date.now() + TELLING_MS; ; await sleep(100)) {
    const found = outcomesIn(prefixAt(world.prefix).auditStore);
    if (found.size === Object.keys(COMMANDS).length || Date.now() > end) return found;
  }
}

function outcomesIn(store: string): ReadonlyMap<string, OutcomeEntry> {
  const reader = readAuditStore(store);
  if (reader === undefined) return new Map();
  try {
    return new Map(
      [...reader.entries()].flatMap(({ entry }) => {
        const outcome = outcomeOf(reader, entry);
        const text = JSON.stringify(entry);
        const word = Object.keys(COMMANDS).find((one) => text.includes(`# ${one}`));
        return outcome === undefined || word === undefined ? [] : [[word, outcome] as const];
      }),
    );
  } finally {
    reader.close();
  }
}
