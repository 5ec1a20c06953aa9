import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAuditLog } from '../../src/audit/index.ts';
import { verifyStore } from '../../src/audit/store/verify-store.ts';
import { prefixAt } from '../../src/guard/index.ts';
import { requestStatus } from '../../src/service/index.ts';
import { storedEntries, storeIn } from '../support/audit-store.ts';
import { fakeJudgement } from '../support/fakes.ts';
import { runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

const CALLERS = 8;

/**
 * How many answered calls a busy service has not written yet, however little of the processor it gets: 128, one answer for
 * each caller since, and two batches of 8 on their way into the store.
 */
const MAX_UNWRITTEN = 128 + CALLERS + 2 * 8;

function ask(socketPath: string, id: number): Promise<void> {
  const payload = {
    session_id: 's',
    cwd: '/home/dev/project',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command: `echo ${id}` },
    tool_use_id: `use-${id}`,
  };
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.on('error', reject).on('close', () => resolve());
    socket.resume().write(`{"version":2,"agent":"claude","pid":1,"payload":${JSON.stringify(payload)}}\n`);
  });
}

function integrityOf(path: string): unknown {
  const database = new DatabaseSync(path);
  const result = database.prepare('PRAGMA integrity_check').get()?.integrity_check;
  database.close();
  return result;
}

const flawOf = (store: string, checkpoints: string) =>
  verifyStore({ store, checkpoints: [checkpoints] })?.flaw;

describe('a service that is killed under load', () => {
  test('has all but its last calls in the store, which is whole and goes on', {
    timeout: 60_000,
  }, async () => {
    const home = tempDir();
    const prefix = prefixAt(join(home, '.prempti'));
    runPremptictl(home, ['start']);
    onTestFinished(() => void runPremptictl(home, ['stop']));
    const { pid } = await requestStatus(prefix.socket);
    const answered: number[] = [];
    const callers = Array.from({ length: CALLERS }, async (_, caller) => {
      for (let id = caller; ; id += CALLERS) {
        await ask(prefix.socket, id);
        answered.push(id);
      }
    });
    const over = Promise.allSettled(callers);
    while (answered.length < 1_000) await sleep(1);
    process.kill(pid, 'SIGKILL');
    await over;
    const stored = new Set(
      storedEntries(prefix.auditStore).map(({ entry }) => 'useId' in entry && entry.useId),
    );
    const lost = answered.slice(0, -MAX_UNWRITTEN).filter((id) => !stored.has(`use-${id}`));
    expect(lost).toEqual([]);
    expect(integrityOf(prefix.auditStore)).toBe('ok');
    expect(flawOf(prefix.auditStore, prefix.auditCheckpoints)).toBeUndefined();
    runPremptictl(home, ['start']);
    await ask(prefix.socket, 1_000_000);
    runPremptictl(home, ['stop']);
    expect(storedEntries(prefix.auditStore).at(-1)?.entry).toMatchObject({ useId: 'use-1000000' });
    expect(runPremptictl(home, ['audit', 'verify'])).toMatchObject({ status: 0 });
  });
});

describe('several processes that write at once', () => {
  test('make one chain, and lose nothing', { timeout: 60_000 }, async () => {
    const options = storeIn(tempDir());
    const script = `
      import { StoreWriter } from ${JSON.stringify(join(import.meta.dirname, '../../src/audit/store/store-writer.ts'))};
      for (let n = 0; n < 25; n++) {
        const writer = new StoreWriter(${JSON.stringify(options)});
        writer.write([JSON.stringify({ kind: 'outcome', timeMs: n, agent: process.argv[1], tool: 'Bash', outcome: 'ran' })]);
        writer.close(n === 24);
      }`;
    const names = ['a', 'b', 'c', 'd'];
    const run = promisify(execFile);
    await Promise.all(
      names.map((name) => run(process.execPath, ['--input-type=module', '-e', script, name])),
    );
    const agents = storedEntries(options.store).map(({ entry }) => `${entry.agent} ${entry.timeMs}`);
    const expected = names.flatMap((name) => Array.from({ length: 25 }, (_, n) => `${name} ${n}`));
    expect(agents.sort()).toEqual(expected.sort());
    expect(flawOf(options.store, options.checkpoints)).toBeUndefined();
  });
});

const mount = (...args: readonly string[]): boolean => spawnSync('mount', args).status === 0;

/** Whether this process may mount: root outside of a container. */
const canMount = ((): boolean => {
  const folder = '/dev/shm';
  return (
    process.platform === 'linux' &&
    process.getuid?.() === 0 &&
    spawnSync('unshare', ['-m', 'true'], { cwd: folder }).status === 0
  );
})();

describe.skipIf(!canMount)('a disk', () => {
  /** A file system of its own, 1 MiB large. */
  function smallDisk(): string {
    const folder = tempDir();
    expect(mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder)).toBe(true);
    onTestFinished(() => void spawnSync('umount', ['-l', folder]));
    return folder;
  }

  test.each<[string, before: number, (disk: string) => void, (disk: string) => void]>([
    [
      'that becomes full',
      1,
      (disk) => {
        try {
          writeFileSync(join(disk, 'filler'), Buffer.alloc(2 * 1024 * 1024));
        } catch {
          // It is full now.
        }
      },
      (disk) => rmSync(join(disk, 'filler')),
    ],
    [
      'that is read-only',
      0,
      (disk) => void mount('-o', 'remount,ro', disk),
      (disk) => void mount('-o', 'remount,rw', disk),
    ],
  ])('%s is told of, and what waits is written once it is repaired', async (_what, before, spoil, repair) => {
    const disk = smallDisk();
    const options = storeIn(disk);
    mkdirSync(join(disk, 'log'));
    const store = { ...options, closeBusyMs: 0, stays: true };
    const audit = createAuditLog({ path: join(tempDir(), 'falco.log'), maxDelayMs: 1, store });
    onTestFinished(() => audit.close());
    const problem = () => expect.poll(() => audit.status().store?.problem, { timeout: 10_000 });
    for (let n = 0; n < before; n++) audit.append(fakeJudgement({ command: 'before' }));
    await expect.poll(() => audit.status().store?.written).toBe(before);
    spoil(disk);
    for (let n = 0; n < 20; n++) audit.append(fakeJudgement({ command: `${n} ${'x'.repeat(4000)}` }));
    await problem().toMatch(/^cannot write .*audit\.db: /);
    repair(disk);
    await problem().toBeUndefined();
    await expect
      .poll(() => audit.status().store, { timeout: 10_000 })
      .toMatchObject({ pending: 0, written: before + 20, lost: 0 });
    audit.close();
    expect(storedEntries(options.store)).toHaveLength(before + 20);
    expect(flawOf(options.store, options.checkpoints)).toBeUndefined();
  });
});
