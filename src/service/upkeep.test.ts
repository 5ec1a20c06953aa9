import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeGuard } from '../../tests/support/fakes.ts';
import { startFakeService } from '../../tests/support/service.ts';
import { tempDir } from '../../tests/support/temp-dir.ts';
import { keepUp, type UpkeepOptions } from './upkeep.ts';

const NEVER_MS = 60_000;

/** A service whose guard has the text of a file for its problem, kept up to date. */
async function keptService(more: Partial<UpkeepOptions> = {}) {
  const folder = join(tempDir(), 'rules');
  mkdirSync(folder);
  const file = join(folder, 'a.yaml');
  writeFileSync(file, 'first');
  let loads = 0;
  const running = await startFakeService({
    loadGuard: () => {
      loads++;
      return { guard: fakeGuard(), mode: 'guardrails', problems: [readFileSync(file, 'utf8')] };
    },
  });
  const replaced: string[] = [];
  keepUp(running.service, {
    folders: [folder, join(folder, 'missing')],
    fingerprint: () => readFileSync(file, 'utf8'),
    idleMs: () => 0,
    installedVersion: () => '1.2.3',
    replace: () => replaced.push('now'),
    settleMs: 20,
    pollMs: NEVER_MS,
    ...more,
  });
  const inForce = (): readonly string[] => running.service.status().problems;
  return { ...running, folder, file, replaced, inForce, loads: () => loads };
}

describe('a service that is kept up', () => {
  it('takes a changed file up at once, several changes together', async () => {
    const { file, inForce, loads } = await keptService();
    for (const text of ['second', 'third', 'fourth']) writeFileSync(file, text);
    await expect.poll(inForce).toEqual(['fourth']);
    expect(loads()).toBeLessThanOrEqual(3);
  });

  it('finds by looking what nothing told of', async () => {
    const { file, inForce } = await keptService({ folders: [], pollMs: 20 });
    writeFileSync(file, 'second');
    await expect.poll(inForce).toEqual(['second']);
  });

  it('does not load anew when nothing has changed', async () => {
    const { file, folder, inForce, loads } = await keptService();
    writeFileSync(join(folder, 'other.txt'), 'x');
    writeFileSync(file, 'second');
    await expect.poll(inForce).toEqual(['second']);
    writeFileSync(file, 'second');
    writeFileSync(file, 'third');
    await expect.poll(inForce).toEqual(['third']);
    expect(loads()).toBe(3);
  });

  it('ends when it has been idle for long enough', async () => {
    const { service } = await keptService({ idleMs: () => 1, pollMs: 20 });
    await service.stopped;
  });

  it('ends when its socket is gone, since no call can reach it', async () => {
    const { service, socketPath } = await keptService({ pollMs: 20 });
    rmSync(socketPath);
    await service.stopped;
  });

  it('makes room when another version is installed', async () => {
    const { replaced } = await keptService({ installedVersion: () => '1.2.4', pollMs: 20 });
    await expect.poll(() => replaced.length).toBeGreaterThan(0);
  });
});
