import { describe, expect, it } from 'vitest';
import { encodeHookRequest, encodeRefusal, parseRequest, type WireRequest } from './wire.ts';

const CASES: readonly (readonly [what: string, line: string, request: WireRequest])[] = [
  [
    'a version 1 request',
    '{"version":1,"id":"toolu_1","agent_name":"claude_code","agent_pid":42,"event":{"a":1}}',
    { kind: 'decide', id: 'toolu_1', agent: 'claude_code', pid: 42, payload: { a: 1 } },
  ],
  [
    'a version 1 request without what is optional',
    '{"version":1,"agent_name":"codex","event":{}}',
    { kind: 'decide', id: 'unknown', agent: 'codex', payload: {} },
  ],
  [
    'a version 1 request without an event',
    '{"version":1,"id":"x","agent_name":"codex"}',
    { kind: 'malformed', id: 'x', problem: '"event" is missing' },
  ],
  [
    'a version 1 request without an agent',
    '{"version":1,"id":"x","event":{}}',
    { kind: 'malformed', id: 'x', problem: '"agent_name" is not a string' },
  ],
  [
    'a version 2 request',
    '{"version":2,"agent":"claude","pid":7,"payload":{"a":1}}',
    { kind: 'hook', agent: 'claude', pid: 7, payload: { a: 1 } },
  ],
  [
    'a payload with a byte order mark',
    '{"version":2,"agent":"cursor","pid":7,"payload":\uFEFF{"a":1}}',
    { kind: 'hook', agent: 'cursor', pid: 7, payload: { a: 1 } },
  ],
  [
    'a process id that makes no sense',
    '{"version":2,"agent":"claude","pid":-1,"payload":null}',
    { kind: 'hook', agent: 'claude', payload: null },
  ],
  [
    'a version 2 request without a payload',
    '{"version":2,"agent":"claude"}',
    { kind: 'malformed', agent: 'claude', problem: '"payload" is missing' },
  ],
  [
    'a version 2 request without an agent',
    '{"version":2}',
    { kind: 'malformed', problem: '"agent" is not a string' },
  ],
  [
    'a version 2 request around a payload that is not JSON',
    '{"version":2,"agent":"claude","pid":7,"payload":{"a":}',
    { kind: 'malformed', agent: 'claude', problem: 'the payload is not valid JSON' },
  ],
  [
    'a payload that would go on in the request',
    '{"version":2,"agent":"claude","pid":7,"payload":{"a":1},"agent":"other","payload":{}}',
    { kind: 'malformed', agent: 'claude', problem: 'the payload is not valid JSON' },
  ],
  [
    'a version 2 request in another order',
    '{"payload":{"a":1},"agent":"claude","version":2}',
    { kind: 'hook', agent: 'claude', payload: { a: 1 } },
  ],
  ['a control message', '{"version":2,"control":"status"}', { kind: 'control', control: 'status' }],
  [
    'an unknown control message',
    '{"version":2,"control":"dance"}',
    { kind: 'malformed', problem: '"control" is not one of status, reload, stop' },
  ],
  ['another version', '{"version":3}', { kind: 'malformed', problem: '"version" is neither 1 nor 2' }],
  ['no version', '{}', { kind: 'malformed', problem: '"version" is neither 1 nor 2' }],
  ['JSON that is no object', '[1]', { kind: 'malformed', problem: 'the request is not a JSON object' }],
  ['null', 'null', { kind: 'malformed', problem: 'the request is not a JSON object' }],
  ['no JSON', 'GET / HTTP/1.1', { kind: 'malformed', problem: 'the request is not valid JSON' }],
  ['nothing', '', { kind: 'malformed', problem: 'the request is not valid JSON' }],
];

describe('parseRequest', () => {
  it.each(CASES)('reads %s', (_what, line, request) => {
    expect(parseRequest(line)).toEqual(request);
  });
});

describe('encodeHookRequest', () => {
  it('makes one line of a payload that is printed over several', () => {
    const payload = JSON.stringify({ a: { b: 'x\ny' } }, undefined, 2);
    const request = encodeHookRequest('claude', 7, payload);
    expect(request.indexOf('\n')).toBe(request.length - 1);
    expect(parseRequest(request)).toEqual({
      kind: 'hook',
      agent: 'claude',
      pid: 7,
      payload: { a: { b: 'x\ny' } },
    });
  });
});

describe('encodeRefusal', () => {
  it('refuses clients of both versions', () => {
    expect(JSON.parse(encodeRefusal('no'))).toEqual({
      id: 'unknown',
      decision: 'deny',
      reason: 'no',
      stdout: '',
      stderr: 'no\n',
      exitCode: 2,
    });
  });
});
