import { describe, expect, it } from 'vitest';
import { fakeJudgement } from '../../tests/support/fakes.ts';
import type { JudgedEvent } from '../guard/index.ts';
import { redactionOf, redactJudgement } from './redact-judgement.ts';

const call = { agent: 'a', event: 'e', tool: 'Bash', input: { command: 'x' }, command: 'x' };

function event(fields: JudgedEvent['fields'], more: Partial<JudgedEvent> = {}): JudgedEvent {
  return { call, fields, alerts: [], ...more };
}

const redacted = (one: JudgedEvent) => redactJudgement(fakeJudgement({ events: [one] })).events[0];

describe('redactJudgement', () => {
  it('masks what one field shows to be a secret in all of them, but where things are named', () => {
    const fields = redacted(
      event({
        'tool.input_command': 'psql --password postgres -h postgres',
        'exec.arg': ['--password', 'postgres', '-h', 'postgres'],
        'net.host': ['postgres'],
        'exec.name': ['psql'],
      }),
    )?.fields;
    expect(fields).toEqual({
      'tool.input_command': 'psql --password **** -h ****',
      'exec.arg': ['--password', '****', '-h', '****'],
      'net.host': ['postgres'],
      'exec.name': ['psql'],
    });
  });

  it('masks what the guard knows to be secret, in messages, too', () => {
    const alert = {
      rule: 'r',
      priority: 'Notice',
      source: 's',
      tags: [],
      message: 'wrote FOO=hunter2',
      outputFields: { 'tool.input': '{"content":"FOO=hunter2"}' },
      verdict: 'none',
    } as const;
    const one = redacted(event({}, { alerts: [alert], secrets: ['hunter2'] }));
    expect(one?.alerts[0]).toMatchObject({
      message: 'wrote FOO=****',
      outputFields: { 'tool.input': '{"content":"FOO=****"}' },
    });
  });

  it('learns nothing from canonical forms, where options stand before words that are not theirs', () => {
    const fields = redacted(
      event({
        'exec.canonical': ['aws --api-key apigateway get-api-key abc'],
        'exec.line': ['aws apigateway get-api-key --api-key abc'],
      }),
    )?.fields;
    expect(fields?.['exec.line']).toEqual(['aws apigateway get-api-key --api-key abc']);
  });

  it('keeps of a call what names it, and nothing of its input', () => {
    expect(redacted(event({}))?.call).toEqual({ agent: 'a', event: 'e', tool: 'Bash', input: {} });
  });
});

describe('redactionOf', () => {
  it('masks in any text what the calls show to be secret', () => {
    const judgement = fakeJudgement({ events: [event({ 'tool.input_command': 'A_PASSWORD=hunter2 run' })] });
    expect(redactionOf(judgement)('it says hunter2')).toBe('it says ****');
  });
});
