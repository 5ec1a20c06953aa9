import type { Agent, Decision, JsonObject, ToolCall } from '../../src/agents/index.ts';
import type { Guard, JudgedEvent, Judgement, Mode } from '../../src/guard/index.ts';

/** A call of the fake agent, as its hook would send it. */
export function fakePayload(command: string, more: JsonObject = {}): JsonObject {
  return { event: 'Before', tool: 'Run', command, ...more };
}

/** An agent with the plainest dialect: `{event, tool, command}` in, `{decision, reason}` out, silence for defer. */
export const FAKE_AGENT: Agent = {
  id: 'fake',
  name: 'fake_agent',
  title: 'Fake Agent',
  parse(payload) {
    const { event, tool, command } = (payload ?? {}) as Partial<Record<string, string>>;
    if (event === 'Started') return { kind: 'notice', event };
    if (event === 'Crash') throw new Error('the parser broke');
    if (event === undefined || tool === undefined || command === undefined)
      return { kind: 'invalid', ...(event && { event }), problem: 'the payload has no command' };
    return { kind: 'calls', event, calls: [fakeCall(command, { event, tool })] };
  },
  render(_event, { decision, reason }) {
    const stdout = decision === 'defer' ? '' : JSON.stringify({ decision, reason });
    return { stdout, stderr: '', exitCode: 0 };
  },
  marks: [],
  projectFiles: [],
};

export function findFakeAgent(idOrName: string): Agent | undefined {
  return idOrName === FAKE_AGENT.id || idOrName === FAKE_AGENT.name ? FAKE_AGENT : undefined;
}

export function fakeCall(command: string, more: Partial<ToolCall> = {}): ToolCall {
  return { agent: FAKE_AGENT.name, event: 'Before', tool: 'Run', input: { command }, command, ...more };
}

let lastCorrelationId = 0;

/** A judgement of one call; `alerts` come before the catch-all's. */
export function fakeJudgement(more: Partial<Judgement> & { readonly command?: string } = {}): Judgement {
  const { command = 'echo hello', ...rest } = more;
  const correlationId = ++lastCorrelationId;
  const verdict = rest.verdict ?? 'defer';
  const event: JudgedEvent = {
    call: fakeCall(command),
    fields: { 'agent.name': FAKE_AGENT.name, 'tool.name': 'Run', 'tool.input_command': command },
    alerts: [
      ...(verdict === 'deny' || verdict === 'ask' ? [fakeAlert(`Rule ${verdict}`, verdict, command)] : []),
      fakeAlert('Seen', 'seen', command),
    ],
  };
  return {
    correlationId,
    timeMs: Date.now(),
    mode: 'guardrails',
    verdict,
    enforced: verdict,
    reason: verdict === 'defer' ? '' : `Rule ${verdict}: it runs ${command}`,
    events: [event],
    ...rest,
  };
}

function fakeAlert(
  rule: string,
  verdict: 'deny' | 'ask' | 'seen',
  command: string,
): JudgedEvent['alerts'][number] {
  return {
    rule,
    verdict,
    priority: verdict === 'deny' ? 'Critical' : verdict === 'ask' ? 'Warning' : 'Debug',
    source: 'coding_agent',
    tags: [`coding_agent_${verdict}`],
    message: `it runs ${command}`,
    outputFields: { 'tool.input_command': command },
  };
}

/** Decides by the first word of the command when that is a decision, else defers; `crash` throws. */
export function fakeGuard(options: { readonly mode?: Mode } = {}): Guard {
  const { mode = 'guardrails' } = options;
  return {
    judge(calls, { timeMs }) {
      const command = calls[0]?.command ?? '';
      const word = command.split(' ')[0] ?? '';
      if (word === 'crash') throw new Error('the guard broke');
      const verdict: Decision = word === 'deny' || word === 'ask' || word === 'allow' ? word : 'defer';
      return fakeJudgement({
        command,
        timeMs,
        mode,
        verdict,
        enforced: mode === 'guardrails' ? verdict : 'defer',
      });
    },
  };
}
