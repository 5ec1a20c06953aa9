import { mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { storedEntries, storeIn } from '../../tests/support/audit-store.ts';
import { fakeJudgement } from '../../tests/support/fakes.ts';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { createAuditLog } from './audit-log.ts';
import { readAuditLog } from './read-log.ts';

const SECRET = 'Abcdefghij0123456789Klmnopqrst';

function commands(path: string): unknown[] {
  return readAuditLog(path).map(({ record }) => record?.output_fields['tool.input_command']);
}

describe('createAuditLog', () => {
  it('writes 5 ms after a judgement, and then into the store, without being asked', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const folder = tempDir();
    const path = join(folder, 'log', 'falco.log');
    const audit = createAuditLog({
      path,
      store: { ...storeIn(folder), closeBusyMs: 0, stays: false },
    });
    onTestFinished(() => audit.close());
    audit.append(fakeJudgement({ command: 'one' }));
    vi.advanceTimersByTime(4);
    expect(audit.status()).toMatchObject({ pending: 1, written: 0, store: { written: 0 } });
    vi.advanceTimersByTime(1);
    expect(commands(path)).toEqual(['one']);
    expect(audit.status()).toMatchObject({ pending: 0, written: 1, lost: 0, failures: 0 });
    vi.advanceTimersByTime(1);
    expect(audit.status().store).toMatchObject({ pending: 0, written: 1 });
    expect(storedEntries(join(folder, 'log', 'audit.db'))).toHaveLength(1);
  });

  it.each([
    { title: 'lets a burst of calls pass first', calls: 20, gapMs: 4, writes: false },
    { title: 'writes while calls keep coming for more than 100 ms', calls: 30, gapMs: 4, writes: true },
    { title: 'writes while calls keep coming once 128 wait', calls: 128, gapMs: 0, writes: true },
  ])('$title', async ({ calls, gapMs, writes }) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const audit = createAuditLog({ path: join(tempDir(), 'falco.log') });
    onTestFinished(() => audit.close());
    for (let call = 0; call < calls; call++) {
      audit.append(fakeJudgement());
      vi.advanceTimersByTime(gapMs);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(audit.status().written > 0).toBe(writes);
    vi.advanceTimersByTime(20);
    expect(audit.status()).toMatchObject({ pending: 0, lost: 0 });
  });

  it('writes what waits when it is closed', () => {
    const path = join(tempDir(), 'falco.log');
    const audit = createAuditLog({ path });
    for (let i = 0; i < 200; i++) audit.append(fakeJudgement({ command: `call ${i}` }));
    audit.close();
    expect(commands(path)).toEqual(Array.from({ length: 200 }, (_, i) => `call ${i}`));
  });

  it('writes no secret, wherever it stands', () => {
    const path = join(tempDir(), 'falco.log');
    const audit = createAuditLog({ path });
    audit.append(fakeJudgement({ command: `export GITHUB_TOKEN=ghp_${SECRET}`, verdict: 'deny' }));
    audit.close();
    expect(readFileSync(path, 'utf8')).not.toContain(SECRET);
    expect(readFileSync(path, 'utf8').match(/ghp_\*{4}/g)).toHaveLength(7);
  });

  it('records a value that JSON cannot hold', () => {
    const path = join(tempDir(), 'falco.log');
    const audit = createAuditLog({ path });
    const judgement = fakeJudgement();
    const [event] = judgement.events;
    const alerts = event?.alerts.map((alert) => ({ ...alert, outputFields: { big: 2n ** 64n } })) ?? [];
    audit.append({ ...judgement, events: event ? [{ ...event, alerts }] : [] });
    audit.close();
    expect(readAuditLog(path)[0]?.record?.output_fields.big).toBe('18446744073709551616');
  });

  it('counts a judgement that cannot be rendered as lost, and goes on', () => {
    const path = join(tempDir(), 'falco.log');
    const audit = createAuditLog({ path });
    const broken = fakeJudgement();
    Object.defineProperty(broken.events[0], 'fields', {
      get: () => {
        throw new RangeError('too deep');
      },
    });
    audit.append(broken);
    audit.append(fakeJudgement({ command: 'next' }));
    audit.close();
    expect(commands(path)).toEqual(['next']);
    expect(audit.status()).toMatchObject({ written: 1, lost: 1 });
  });

  it.each<[string, (path: string) => void, (path: string) => void]>([
    ['a full disk', (path) => symlinkSync('/dev/full', path), unlinkSync],
    ['a file that is a folder', (path) => mkdirSync(path), (path) => rmSync(path, { recursive: true })],
  ])('survives %s, says so, and recovers by itself', async (_what, spoil, repair) => {
    const path = join(tempDir(), 'falco.log');
    spoil(path);
    const audit = createAuditLog({ path, maxDelayMs: 5, retryMs: 20 });
    audit.append(fakeJudgement({ command: 'one' }));
    await sleep(60);
    expect(audit.status()).toMatchObject({ pending: 1, written: 0, lost: 0 });
    expect(audit.status().problem).toMatch(/^cannot write .*falco\.log: E(?:NOSPC|ISDIR)/);
    expect(audit.status().failures).toBeGreaterThan(1);
    repair(path);
    audit.append(fakeJudgement({ command: 'two' }));
    await expect.poll(() => commands(path)).toEqual(['one', 'two']);
    expect(audit.status()).toMatchObject({ pending: 0, written: 2 });
    expect(audit.status().problem).toBeUndefined();
    audit.close();
  });

  it('writes what became of a call, secrets masked', () => {
    const path = join(tempDir(), 'falco.log');
    const audit = createAuditLog({ path });
    const outcome = {
      agent: 'a',
      tool: 'ghp_abcdefghij0123456789',
      result: 'failed',
      exitStatus: 2,
    } as const;
    audit.appendOutcome(
      { ...outcome, sessionId: 's', useId: 'u', durationMs: 18 },
      { timeMs: 0, correlationId: '7' },
    );
    audit.close();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      rule: 'Coding Agent Call Ended',
      message: 'a ghp_****: failed, status 2, 18 ms',
      tags: ['coding_agent_outcome'],
      output_fields: {
        'correlation.id': 7,
        'tool.use_id': 'u',
        'prempti.outcome': 'failed',
        'prempti.duration_ms': 18,
      },
    });
  });

  it('survives a folder that cannot be made', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'log'), 'a file');
    const audit = createAuditLog({ path: join(dir, 'log', 'falco.log') });
    audit.append(fakeJudgement());
    audit.close();
    expect(audit.status().problem).toContain('ENOTDIR');
  });

  it('gives up the oldest records, and counts them, when too many wait', () => {
    const path = join(tempDir(), 'falco.log');
    mkdirSync(path);
    const audit = createAuditLog({ path, maxPendingBytes: 5_000 });
    for (let i = 0; i < 100; i++) audit.append(fakeJudgement({ command: `call ${i}` }));
    audit.close();
    const { pending, lost } = audit.status();
    expect(pending).toBeGreaterThan(3);
    expect(pending + lost).toBe(100);
    rmSync(path, { recursive: true });
    audit.close();
    expect(commands(path).at(-1)).toBe('call 99');
    expect(commands(path)).toHaveLength(pending);
  });
});
