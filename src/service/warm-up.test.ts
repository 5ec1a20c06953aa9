import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fakeGuard } from '../../tests/support/fakes.ts';
import { startFakeService } from '../../tests/support/service.ts';
import { readAuditLog } from '../audit/index.ts';
import type { Guard } from '../guard/index.ts';
import { requestStatus } from './control-client.ts';

/** A guard that counts what it judges. */
function countingGuard(): { readonly guard: Guard; judged: number } {
  const { judge } = fakeGuard();
  const counting = {
    judged: 0,
    guard: {
      judge: (...call: Parameters<Guard['judge']>) => {
        counting.judged++;
        return judge(...call);
      },
    },
  };
  return counting;
}

describe('the warm-up of a service', () => {
  it('judges calls that nobody made, and leaves no trace of them', async () => {
    const counting = countingGuard();
    const { service, socketPath, auditPath } = await startFakeService({
      loadGuard: () => ({ guard: counting.guard, mode: 'guardrails', problems: [] }),
    });
    const before = await requestStatus(socketPath);
    await service.warmUp();
    expect(counting.judged).toBeGreaterThan(100);
    expect(await requestStatus(socketPath)).toEqual(before);
    await service.stop();
    expect(readAuditLog(auditPath)).toEqual([]);
  });

  it('ends with the service', async () => {
    const counting = countingGuard();
    const { service } = await startFakeService({
      loadGuard: () => ({ guard: counting.guard, mode: 'guardrails', problems: [] }),
    });
    const warmingUp = service.warmUp();
    await service.stop();
    await warmingUp;
    const { judged } = counting;
    await sleep(50);
    expect(counting.judged).toBe(judged);
  });

  it('never rejects, whatever the guard does', async () => {
    const guard: Guard = {
      judge: () => {
        throw new Error('broken');
      },
    };
    const { service } = await startFakeService({
      loadGuard: () => ({ guard, mode: 'guardrails', problems: [] }),
    });
    await expect(service.warmUp()).resolves.toBeUndefined();
  });
});
