/**
 * The real Codex CLI, headless, with a scripted model: a call that a rule asks about is refused with a code, a person approves
 * it, the retry runs once, and a changed command does not. Needs a build, and npm's registry the first time.
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApprovalStore, prefixAt } from '../../src/guard/index.ts';
import { codex } from '../../src/prove/clis/codex.ts';
import { ASK_WORD } from '../../src/prove/marker-rules.ts';
import { type ScriptedCall, startScriptedModel } from '../../src/prove/model/scripted-model.ts';
import { PREMPTICTL, productIn } from '../../src/prove/product.ts';
import { runCli } from '../../src/prove/run-cli.ts';
import { createWorld, type World } from '../../src/prove/world.ts';
import { isolated } from './harness/isolated.ts';

const LIMIT_MS = 120_000;

/** The calls in order: what they leave behind when they run, and whether they do. */
const STEPS = [
  { id: 'refused', file: 'deployed', runs: false, told: /premptictl approve .*\w{6}"/ },
  { id: 'retried', file: 'deployed', runs: true },
  { id: 'changed', file: 'changed', runs: false, told: /premptictl approve/ },
  { id: 'again', file: 'deployed', runs: false, told: /premptictl approve/ },
] as const;

process.exitCode = await isolated(import.meta.url, ['codex'], ([folder = '']) => play(folder));

async function play(folder: string): Promise<number> {
  const world = createWorld();
  const product = productIn(world);
  const ran: boolean[] = [];
  /** Looks whether the call before has left its file, and takes that away. */
  const look = async (): Promise<void> => {
    const file = STEPS[ran.length]?.file ?? '';
    ran.push(world.has(file));
    await runCli({
      program: '/bin/rm',
      args: ['-f', join(world.home, file)],
      env: {},
      cwd: '/',
      limitMs: LIMIT_MS,
    });
  };
  const before: Readonly<Record<string, () => Promise<void>>> = {
    refused: async () => undefined,
    retried: async () => {
      await look();
      await approve(world);
    },
    changed: look,
    again: look,
  };
  const script = STEPS.map(({ id, file }): ScriptedCall => {
    const call = codex.shell(`touch ${join(world.home, file)} # ${ASK_WORD}`);
    return { id, ...call, before: () => before[id]?.() };
  });
  const model = await startScriptedModel({ main: script });
  try {
    const setUp = codex.setUp(world.home, model.url);
    for (const [path, text] of Object.entries(setUp.files)) world.write(path, text);
    product.configure();
    await product.premptictl('start');
    await product.premptictl('hook', 'add', 'codex');
    const path = [folder, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
    const env = { ...world.env, ...setUp.env, PATH: path };
    const args = setUp.args('Deploy');
    await runCli({ program: join(folder, 'codex'), args, env, cwd: world.project, limitMs: LIMIT_MS });
    await look();
    const problems = STEPS.flatMap(({ id, runs, ...step }, index) => {
      const told = model.told.get(id)?.text ?? '';
      const isTold = !('told' in step) || step.told.test(told);
      const isRight = model.asked.has(id) && ran[index] === runs && isTold;
      console.log(
        `${isRight ? 'ok  ' : 'FAIL'} ${id}: ran ${ran[index]}, told ${told.split('\n')[0]?.slice(0, 100)}`,
      );
      return isRight ? [] : [id];
    });
    return problems.length === 0 ? 0 : 1;
  } finally {
    await model.close();
    await product.signalService('SIGKILL');
    world.remove();
  }
}

/** A person approves the one call that waits: in a terminal, below no process of these tests. */
async function approve(world: World): Promise<void> {
  const store = new ApprovalStore(prefixAt(world.prefix).approvalsDir);
  const [waiting] = store.list(Date.now());
  if (waiting === undefined) throw new Error('no call waits');
  const command = `'${process.execPath}' '${PREMPTICTL}' approve ${waiting.code} --prefix '${world.prefix}'`;
  spawn('/usr/bin/setsid', ['-f', '/usr/bin/script', '-qfc', command, '/dev/null'], {
    env: world.env,
    cwd: world.project,
    stdio: 'ignore',
  });
  for (const end = Date.now() + LIMIT_MS; Date.now() < end; await sleep(50)) {
    if (store.find(waiting.code, Date.now())?.answer !== undefined) return;
  }
  throw new Error('the person has not approved');
}
