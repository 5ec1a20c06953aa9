import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FAKE_AGENT, fakeGuard, fakePayload } from '../../tests/support/fakes.ts';
import { collect, sendRaw, startFakeService } from '../../tests/support/service.ts';
import { readAuditLog } from '../audit/index.ts';
import type { Guard, Judgement } from '../guard/index.ts';
import { requestReload, requestStatus, requestStop } from './control-client.ts';
import { encodeHookRequest } from './wire.ts';

const KIB = 1024;

function hook(command: string, more = {}): string {
  return encodeHookRequest('fake', 42, JSON.stringify(fakePayload(command, more)));
}

function original(id: string, command: string): string {
  const event = fakePayload(command);
  return `${JSON.stringify({ version: 1, id, agent_name: 'fake_agent', agent_pid: 42, event })}\n`;
}

/** The decision in an answer of version 2 from the fake agent; `defer` is silence. */
function decisionIn(answer: string): string {
  const { stdout, exitCode } = JSON.parse(answer) as { stdout: string; exitCode: number };
  if (exitCode === 2) return 'blocked';
  return stdout === '' ? 'defer' : (JSON.parse(stdout) as { decision: string }).decision;
}

describe('a service answers', () => {
  it.each(['deny', 'ask', 'allow', 'defer'])('%s to a client of the original', async (verdict) => {
    const { socketPath } = await startFakeService();
    const answer = await sendRaw(socketPath, original('toolu_1', `${verdict} it`));
    expect(answer.endsWith('}\n')).toBe(true);
    expect(JSON.parse(answer)).toEqual({
      id: 'toolu_1',
      decision: verdict,
      reason: verdict === 'defer' ? '' : `Rule ${verdict}: it runs ${verdict} it`,
    });
  });

  it.each(['deny', 'ask', 'allow'])(
    '%s in the dialect of the agent to a client of version 2',
    async (verdict) => {
      const { socketPath } = await startFakeService();
      const reason = `Rule ${verdict}: it runs ${verdict} it`;
      expect(JSON.parse(await sendRaw(socketPath, hook(`${verdict} it`)))).toEqual({
        stdout: JSON.stringify({ decision: verdict, reason }),
        stderr: '',
        exitCode: 0,
      });
    },
  );

  it('with silence where there is no decision', async () => {
    const { socketPath } = await startFakeService();
    const silence = { stdout: '', stderr: '', exitCode: 0 };
    expect(JSON.parse(await sendRaw(socketPath, hook('defer')))).toEqual(silence);
    expect(JSON.parse(await sendRaw(socketPath, hook('x', { event: 'Started' })))).toEqual(silence);
  });

  it('a request that comes in small pieces', async () => {
    const { socketPath } = await startFakeService();
    const socket = connect(socketPath);
    const answer = collect(socket);
    for (const piece of hook('deny é').match(/.{1,20}|\n/gsu) ?? []) {
      socket.write(piece);
      await sleep(1);
    }
    expect(decisionIn(await answer)).toBe('deny');
  });

  it('a client that closes its sending side instead of ending the line', async () => {
    const { socketPath } = await startFakeService();
    const socket = connect({ path: socketPath, allowHalfOpen: true });
    const answer = collect(socket);
    socket.end(hook('deny it').trimEnd());
    expect(decisionIn(await answer)).toBe('deny');
  });

  it('100 calls at once, losing none, and records each once', async () => {
    const { service, socketPath, auditPath } = await startFakeService();
    const verdicts = ['deny', 'ask', 'allow', 'defer'];
    const calls = Array.from({ length: 100 }, (_, i) => `${verdicts[i % 4]} number ${i}`);
    const answers = await Promise.all(calls.map((command) => sendRaw(socketPath, hook(command))));
    expect(answers.map(decisionIn)).toEqual(calls.map((command) => command.split(' ')[0]));
    expect(service.status().answers).toEqual({ deny: 25, ask: 25, allow: 25, defer: 25 });
    await service.stop();
    const recorded = readAuditLog(auditPath)
      .filter(({ record }) => record?.rule === 'Seen')
      .map(({ record }) => record?.output_fields['tool.input_command']);
    expect(recorded.sort()).toEqual(calls.sort());
  });
});

describe('a service refuses', () => {
  it.each<[string, string | Buffer, string]>([
    ['text that is no JSON', 'hello\n', 'the request is not valid JSON'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x0a]), 'the request is not valid JSON'],
    ['an unknown version', '{"version":9}\n', '"version" is neither 1 nor 2'],
    ['an empty line', '\n', 'the request is not valid JSON'],
    [
      'a version 1 request without an event',
      '{"version":1,"id":"x","agent_name":"fake_agent"}\n',
      '"event" is missing',
    ],
  ])('%s, to clients of both versions', async (_what, request, problem) => {
    const { service, socketPath } = await startFakeService();
    const answer = JSON.parse(await sendRaw(socketPath, request)) as Record<string, unknown>;
    const reason = `Prempti cannot check this call, so it is blocked (${problem})`;
    expect(answer).toMatchObject({
      decision: 'deny',
      reason,
      stdout: '',
      stderr: `${reason}\n`,
      exitCode: 2,
    });
    expect(service.status().malformed).toBe(1);
  });

  it('a payload that is not JSON, in the dialect of the agent, and records it', async () => {
    const { service, socketPath, auditPath } = await startFakeService();
    const answer = await sendRaw(socketPath, encodeHookRequest('fake', 42, '{"event":'));
    expect(decisionIn(answer)).toBe('deny');
    await service.stop();
    expect(readAuditLog(auditPath)[0]?.record?.output_fields).toMatchObject({
      'agent.name': 'fake_agent',
      'prempti.verdict': 'deny',
      'prempti.reason': expect.stringContaining('the payload is not valid JSON'),
    });
  });

  it('an agent it does not know', async () => {
    const { socketPath } = await startFakeService();
    const request = encodeHookRequest('nobody', 42, JSON.stringify(fakePayload('allow it')));
    expect(decisionIn(await sendRaw(socketPath, request))).toBe('blocked');
    const v1 = await sendRaw(socketPath, original('x', 'allow it').replace('fake_agent', 'nobody'));
    expect(JSON.parse(v1)).toMatchObject({ id: 'x', decision: 'deny' });
  });

  it('a request over the limit, while it is still coming', async () => {
    const { socketPath } = await startFakeService({ maxRequestBytes: 1 });
    const small = hook('allow it', { padding: 'x'.repeat(3 * KIB) });
    expect(decisionIn(await sendRaw(socketPath, small))).toBe('allow');
    const large = `{"version":2,"agent":"fake","payload":"${'x'.repeat(300 * KIB)}`;
    expect(await sendRaw(socketPath, large)).toContain('the request is over 4096 bytes');
  });

  it.each(['monitor', 'passthrough'] as const)('refuses nothing in %s mode, and counts it', async (mode) => {
    const { service, socketPath } = await startFakeService({
      maxRequestBytes: 1,
      loadGuard: () => ({ guard: fakeGuard({ mode }), mode, problems: [] }),
    });
    for (const request of ['hello\n', 'x'.repeat(5 * KIB), '{"version":1,"id":"a"}\n']) {
      expect(JSON.parse(await sendRaw(socketPath, request))).toMatchObject({
        decision: 'defer',
        stdout: '',
        exitCode: 0,
      });
    }
    expect(service.status().malformed).toBe(3);
  });

  it('a client that does not finish its request in time', async () => {
    const { socketPath } = await startFakeService({ requestDeadlineMs: 50 });
    expect(await sendRaw(socketPath, '{"version":2,')).toContain('no complete request within 50 ms');
  });

  it('connections over the limit, at once, and takes new ones afterwards', async () => {
    const { service, socketPath } = await startFakeService({ maxConnections: 2 });
    const idle = [connect(socketPath), connect(socketPath)];
    await expect.poll(() => service.status().connections).toBe(2);
    expect(await sendRaw(socketPath, hook('allow it'))).toContain('more than 2 connections at once');
    for (const socket of idle) socket.destroy();
    await expect.poll(() => service.status().connections).toBe(0);
    expect(decisionIn(await sendRaw(socketPath, hook('allow it')))).toBe('allow');
  });

  it('nobody else while garbage floods in', async () => {
    const { service, socketPath } = await startFakeService();
    const flood = Array.from({ length: 200 }, (_, i) =>
      sendRaw(socketPath, i % 2 === 0 ? Buffer.alloc(64 * KIB, i) : `${'{"version":2,'.repeat(100)}\n`),
    );
    const vanishing = Array.from({ length: 100 }, () => connect(socketPath));
    for (const socket of vanishing) socket.on('connect', () => socket.destroy());
    const calls = Array.from({ length: 50 }, () => sendRaw(socketPath, hook('deny it')));
    expect((await Promise.all(calls)).map(decisionIn)).toEqual(calls.map(() => 'deny'));
    // Half of the flood never ends its line; the service does not wait for it.
    await service.stop();
    for (const answer of await Promise.allSettled(flood)) {
      if (answer.status === 'fulfilled' && answer.value !== '')
        expect(decisionIn(answer.value)).toBe('blocked');
    }
  });

  it('when the agent cannot render', async () => {
    const agent = {
      ...FAKE_AGENT,
      render: () => {
        throw new Error('no words');
      },
    };
    const { socketPath } = await startFakeService({ findAgent: () => agent });
    expect(decisionIn(await sendRaw(socketPath, hook('allow it')))).toBe('blocked');
  });
});

describe('a service', () => {
  it('tells its status', async () => {
    const { socketPath, auditPath } = await startFakeService();
    await sendRaw(socketPath, hook('deny it'));
    expect(await requestStatus(socketPath)).toEqual({
      pid: process.pid,
      version: '1.2.3',
      socketPath,
      isActivatedBySystem: false,
      startedMs: expect.any(Number),
      lastCallMs: expect.any(Number),
      mode: 'guardrails',
      problems: [],
      loadedMs: expect.any(Number),
      answers: { allow: 0, deny: 1, ask: 0, defer: 0 },
      malformed: 0,
      sinks: [],
      connections: 1,
      audit: expect.objectContaining({ path: auditPath, lost: 0 }),
    });
  });

  it('shows judgements to those who watch, until they stop', async () => {
    const { service, socketPath } = await startFakeService();
    const seen: Judgement[] = [];
    const unsubscribe = service.subscribe((judgement) => seen.push(judgement));
    await sendRaw(socketPath, hook('deny it'));
    await expect.poll(() => seen).toMatchObject([{ verdict: 'deny', enforced: 'deny' }]);
    unsubscribe();
    await sendRaw(socketPath, hook('deny it'));
    await sleep(10);
    expect(seen).toHaveLength(1);
  });

  it('does not start without a guard', async () => {
    const loadGuard = (): never => {
      throw new Error('line 3: no such field');
    };
    await expect(startFakeService({ loadGuard })).rejects.toMatchObject({
      code: 'NO_GUARD',
      message: 'line 3: no such field',
    });
  });

  it('puts new rules in force on reload, and keeps the last good ones when they do not load', async () => {
    let load = (): 'guardrails' | 'monitor' => 'guardrails';
    const { socketPath } = await startFakeService({
      loadGuard: () => {
        const mode = load();
        return { guard: fakeGuard({ mode }), mode, problems: [] };
      },
    });
    expect(decisionIn(await sendRaw(socketPath, hook('deny it')))).toBe('deny');
    load = () => {
      throw new Error('line 3: no such field');
    };
    expect(await requestReload(socketPath)).toEqual({ ok: false, problem: 'line 3: no such field' });
    expect(decisionIn(await sendRaw(socketPath, hook('deny it')))).toBe('deny');
    expect(await requestStatus(socketPath)).toMatchObject({ reloadProblem: 'line 3: no such field' });
    load = () => 'monitor';
    expect(await requestReload(socketPath)).toEqual({ ok: true });
    expect(decisionIn(await sendRaw(socketPath, hook('deny it')))).toBe('defer');
    const status = await requestStatus(socketPath);
    expect([status.mode, status.reloadProblem]).toEqual(['monitor', undefined]);
  });

  it('answers every call rightly while it reloads', async () => {
    const { socketPath } = await startFakeService({
      loadGuard: async () => {
        await sleep(2);
        return { guard: fakeGuard(), mode: 'guardrails', problems: [] };
      },
    });
    const reloads = Array.from({ length: 20 }, () => requestReload(socketPath));
    const calls = Array.from({ length: 100 }, () => sendRaw(socketPath, hook('deny it')));
    expect((await Promise.all(calls)).map(decisionIn)).toEqual(calls.map(() => 'deny'));
    expect(await Promise.all(reloads)).toEqual(reloads.map(() => ({ ok: true })));
  });

  it('answers others while a call waits for the policy of its project', async () => {
    const built = Promise.withResolvers<Guard>();
    const guards = [built.promise, fakeGuard()];
    const guard = { ...fakeGuard(), at: () => guards.shift() ?? fakeGuard() };
    const { socketPath } = await startFakeService({
      loadGuard: () => ({ guard, mode: 'guardrails', problems: [] }),
    });
    const waits = sendRaw(socketPath, hook('deny it'));
    await expect.poll(() => guards.length).toBe(1);
    expect(decisionIn(await sendRaw(socketPath, hook('ask it')))).toBe('ask');
    built.resolve(fakeGuard());
    expect(decisionIn(await waits)).toBe('deny');
  });

  it('answers what is in flight when it is asked to stop', async () => {
    const { service, socketPath, auditPath } = await startFakeService();
    const socket = connect(socketPath);
    const answer = collect(socket);
    const request = hook('deny late');
    socket.write(request.slice(0, 20));
    await expect.poll(() => service.status().connections).toBe(1);
    expect(await requestStop(socketPath)).toBe(process.pid);
    await expect(requestStatus(socketPath)).rejects.toMatchObject({ code: 'NOT_RUNNING' });
    socket.write(request.slice(20));
    expect(decisionIn(await answer)).toBe('deny');
    await service.stopped;
    expect(readAuditLog(auditPath)).toHaveLength(2);
  });

  it('does not wait for idle clients when it stops', async () => {
    const { service, socketPath } = await startFakeService();
    const idle = collect(connect(socketPath));
    await expect.poll(() => service.status().connections).toBe(1);
    const start = performance.now();
    await service.stop();
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(await idle).toBe('');
  });
});
