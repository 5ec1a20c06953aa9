import { describe, expect, test } from 'vitest';
import { PRIORITIES } from '../falco/index.ts';
import { parseSettings } from './settings.ts';
import { SINK_PRIORITIES } from './sink-settings.ts';

const COMMON = { records: 'alerts', minPriority: 'debug', maxAgeHours: 168 };

/** The settings of a file with one sink `s` of these lines. */
const parse = (...lines: readonly string[]) =>
  parseSettings(`sinks:\n  s:\n${lines.map((line) => `    ${line}\n`).join('')}`, 'p.yaml');

describe('the settings of sinks', () => {
  test("know Falco's priorities", () => {
    expect(SINK_PRIORITIES).toEqual(PRIORITIES.map((priority) => priority.toLowerCase()));
  });

  test.each<[string, readonly string[], object]>([
    [
      'a file',
      ['type: file', 'path: /var/log/p.jsonl', 'rotate_keep: 0', 'records: all', 'min_priority: warning'],
      {
        type: 'file',
        path: '/var/log/p.jsonl',
        rotateBytes: 10485760,
        rotateKeep: 0,
        records: 'all',
        minPriority: 'warning',
      },
    ],
    [
      'falcosidekick with a token and a header',
      ['type: http', 'url: https://sidekick:2801/', 'token: file:/run/secrets/t', 'headers: {x-tenant: a b}'],
      {
        type: 'http',
        url: 'https://sidekick:2801/',
        token: 'file:/run/secrets/t',
        headers: { 'x-tenant': 'a b' },
      },
    ],
    [
      'a collector with its own authority',
      ['type: otlp', 'url: https://otel:4318', 'ca_file: /etc/ca.pem', 'headers: {api-key: env:KEY}'],
      { type: 'otlp', url: 'https://otel:4318', caFile: '/etc/ca.pem', headers: { 'api-key': 'env:KEY' } },
    ],
    [
      'a syslog server',
      ['type: syslog', 'url: udp://[::1]:514', 'facility: local3', 'max_bytes: 1024'],
      { type: 'syslog', url: 'udp://[::1]:514', facility: 'local3', maxBytes: 1024 },
    ],
    [
      'NATS',
      ['type: nats', 'url: nats://n:4222', 'user: u', 'password: env:P'],
      { type: 'nats', url: 'nats://n:4222', subject: 'prempti.audit', user: 'u', password: 'env:P' },
    ],
  ])('are read: %s', (_what, lines, expected) => {
    const { settings, problems } = parse(...lines);
    expect(problems).toEqual([]);
    expect(settings.sinks).toEqual([{ name: 's', ...COMMON, ...expected }]);
  });

  test.each<[string, readonly string[], string]>([
    [
      'no type',
      ['url: https://x'],
      'p.yaml:2:3: sinks.s.type: expected one of file, stdout, http, otlp, syslog, nats',
    ],
    ['a type misspelt', ['type: htpp'], 'p.yaml:3:5: sinks.s.type: expected one of'],
    ['no URL', ['type: http'], 'p.yaml:2:3: sinks.s: a sink of type http needs "url"'],
    ['a key misspelt', ['type: stdout', 'record: all'], 'p.yaml:4:5: sinks.s.record: unknown key; did you'],
    [
      'a key of another type',
      ['type: stdout', 'url: http://x'],
      'sinks.s.url: unknown key; known keys: type',
    ],
    ['another scheme', ['type: otlp', 'url: grpc://x'], 'sinks.s.url: expected a URL that begins with https'],
    ['a user in the URL', ['type: nats', 'url: nats://me@x'], 'without a user or password'],
    ['a path that is relative', ['type: file', 'path: x.jsonl'], 'sinks.s.path: expected an absolute path'],
    ['a wildcard', ['type: nats', 'url: nats://x', 'subject: a.*'], 'expected a subject without wildcards'],
    ['a line break in a header', ['type: http', 'url: http://x', 'headers: {a: "b\\nc"}'], 'in ASCII'],
    ['a priority that Falco has not', ['type: stdout', 'min_priority: fatal'], 'expected one of emergency'],
    ['a word', [], 'p.yaml:2:3: sinks.s: expected keys and values'],
  ])('are refused at their place: %s', (_what, lines, message) => {
    const { settings, problems } = parse(...lines);
    expect(settings.sinks).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'error', message: expect.stringContaining(message) }]);
  });

  test.each([
    ['a token', ['type: http', 'url: http://x', 'token: s3cr3t-9431']],
    ['a header', ['type: http', 'url: http://x', 'headers: {Authorization: Bearer s3cr3t-9431}']],
    ['a password', ['type: nats', 'url: nats://x', 'password: s3cr3t-9431']],
    ['a URL with a password', ['type: http', 'url: http://u:s3cr3t-9431@x']],
    ['a name that is none', ['type: nats', 'url: nats://x', 'user: [s3cr3t-9431]']],
  ])('never hold a secret, nor is it told: %s', (_what, lines) => {
    const { settings, problems } = parse(...lines);
    expect(problems).toHaveLength(1);
    expect(JSON.stringify([settings, problems])).not.toContain('s3cr3t');
  });

  test('leave out the sink that is wrong, and no other', () => {
    const { settings, problems } = parseSettings(
      'sinks: {a: {type: stdout}, b: {type: x}, "c c": {type: stdout}, constructor: {type: constructor}}',
      'p',
    );
    expect(settings.sinks).toMatchObject([{ name: 'a' }]);
    expect(problems).toHaveLength(3);
  });
});
