import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, SETTING_KEYS } from './setting-keys.ts';
import { parseSettings, setSetting } from './settings.ts';

describe('parseSettings', () => {
  test('gives the defaults for an empty file', () => {
    expect(parseSettings('', 'p.yaml')).toEqual({
      settings: DEFAULT_SETTINGS,
      given: {},
      problems: [],
    });
    expect(parseSettings('# only a comment\n', 'p.yaml').settings).toEqual(DEFAULT_SETTINGS);
  });

  test('reads every key', () => {
    const text = [
      'mode: monitor',
      'default_action: allow',
      'deny_tags: [no]',
      'ask_tags: [maybe, perhaps]',
      'seen_tags: [seen]',
      'packs: [cloud]',
      'fail_open: true',
      'max_request_bytes: 8192',
      'log_rotate_bytes: 5000',
      'log_rotate_keep: 1',
      'service:',
      '  start: manual',
      '  idle_minutes: 5',
      'service.http_port: 4711',
      'approvals.wait: 30',
      'audit:',
      '  retain_days: 30',
      '  max_bytes: 1000000',
      '  outcomes: false',
      'sinks: {console: {type: stdout}}',
    ].join('\n');
    const { settings, given, problems } = parseSettings(text, 'p.yaml');
    expect({ settings, problems }).toEqual({
      settings: {
        mode: 'monitor',
        defaultAction: 'allow',
        denyTags: ['no'],
        askTags: ['maybe', 'perhaps'],
        seenTags: ['seen'],
        packs: ['cloud'],
        failOpen: true,
        maxRequestBytes: 8192,
        logRotateBytes: 5000,
        logRotateKeep: 1,
        serviceStart: 'manual',
        serviceIdleMinutes: 5,
        serviceHttpPort: 4711,
        approvalsWait: 30,
        auditRetainDays: 30,
        auditMaxBytes: 1_000_000,
        auditOutcomes: false,
        sinks: [
          { name: 'console', type: 'stdout', records: 'alerts', minPriority: 'debug', maxAgeHours: 168 },
        ],
      },
      problems: [],
    });
    expect(given).toEqual(settings);
    expect(Object.keys(given)).toHaveLength(SETTING_KEYS.length);
  });

  test.each([
    [
      'an unknown mode',
      'mode: off\n',
      'error',
      'p.yaml:1:1: mode is "off"; expected one of guardrails, monitor, passthrough',
    ],
    [
      'a mode that YAML reads as a truth value',
      'mode: false',
      'error',
      'p.yaml:1:1: mode is false; expected one of',
    ],
    ['an empty mode', 'mode:', 'error', 'p.yaml:1:1: mode is empty; expected one of'],
    [
      'an unknown key',
      'default_action: defer\nmodes: monitor',
      'warning',
      'p.yaml:2:1: unknown key "modes"; did you mean "mode"?',
    ],
    [
      'an unknown key in a section',
      'service:\n  idle_minute: 5',
      'warning',
      'p.yaml:2:3: unknown key "service.idle_minute"; did you mean "service.idle_minutes"?',
    ],
    [
      'a key that would drive a terminal',
      '"\\e]0;x\\a": 1',
      'warning',
      'p.yaml:1:1: unknown key "·]0;x·"; known keys: mode,',
    ],
    ['a section that is none', 'service: off', 'warning', 'p.yaml:1:1: unknown key "service"'],
    [
      'a value that is nearly right',
      'service:\n  start: on_demand',
      'error',
      'p.yaml:2:3: service.start is "on_demand"; expected one of on-demand, login, manual (did you mean on-demand?)',
    ],
    [
      'tags that are no list',
      'deny_tags: x',
      'error',
      'p.yaml:1:1: deny_tags is "x"; expected a list of tags',
    ],
    [
      'a switch that is a text',
      'fail_open: "yes"',
      'error',
      'p.yaml:1:1: fail_open is "yes"; expected true or false',
    ],
    [
      'packs that are no list',
      'packs: cloud',
      'error',
      'p.yaml:1:1: packs is "cloud"; expected a list of packs',
    ],
    [
      'no tags at all, which would switch denying off',
      'deny_tags: []',
      'error',
      'deny_tags is []; expected a list',
    ],
    [
      'a size out of bounds',
      'max_request_bytes: 1',
      'error',
      'max_request_bytes is 1; expected a whole number of bytes from 4096 to 67108864',
    ],
    ['a sequence', '- mode', 'error', 'p.yaml: expected keys and values'],
    ['broken YAML', 'mode: "monitor', 'error', 'p.yaml:1:15: Missing closing "quote'],
    ['an alias to nothing', 'mode: *nope', 'error', 'p.yaml'],
    ['a key that only objects inherit', 'constructor: 1', 'warning', 'unknown key "constructor"'],
  ])('reports %s and keeps the default', (_title, text, severity, message) => {
    const { settings, problems } = parseSettings(text, 'p.yaml');
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ severity, message: expect.stringContaining(message) });
  });

  test('takes a key once, whichever way it is written', () => {
    expect(parseSettings('service.start: login\nservice: {start: manual}', 'p')).toMatchObject({
      given: { serviceStart: 'login' },
      problems: [{ severity: 'error', message: 'p:2:11: service.start is "manual"; expected it only once' }],
    });
  });
});

describe('parseSettings of hostile files', () => {
  test('takes no time for a large one, and says so', () => {
    const text = Array.from({ length: 400_000 }, (_, i) => `k${i}: some value\n`).join('');
    const start = performance.now();
    expect(parseSettings(text, 'p.yaml')).toEqual({
      settings: DEFAULT_SETTINGS,
      given: {},
      problems: [{ severity: 'error', message: expect.stringContaining('p.yaml: longer than 65536') }],
    });
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('quotes the beginning of a long value only', () => {
    const { problems } = parseSettings(`mode: ${'x'.repeat(10_000)}\n`, 'p.yaml');
    expect(problems[0]?.message).toMatch(/^p\.yaml:1:1: mode is "x{59}…; expected one of /);
  });
});

describe('setSetting', () => {
  test.each([
    [
      'replaces only the value',
      '# top\nmode:   guardrails  # why\nx: 1\n',
      '# top\nmode:   monitor  # why\nx: 1\n',
    ],
    ['replaces a quoted value', "mode: 'guardrails'\n", 'mode: monitor\n'],
    ['fills an empty value', 'mode:\n', 'mode: monitor\n'],
    ['adds a missing key at the end', 'default_action: defer', 'default_action: defer\nmode: monitor\n'],
    ['adds to an empty file', '', 'mode: monitor\n'],
    ['adds below comments', '# nothing yet\n', '# nothing yet\nmode: monitor\n'],
    ['keeps Windows line ends elsewhere', 'a: 1\r\nmode: guardrails\r\n', 'a: 1\r\nmode: monitor\r\n'],
  ])('%s', (_title, before, after) => {
    expect(setSetting(before, 'p.yaml', 'mode', 'monitor')).toEqual({ ok: true, text: after });
  });

  test('refuses a file that is not valid YAML and says where', () => {
    const result = setSetting('mode: "x', 'p.yaml', 'mode', 'monitor');
    expect(result).toMatchObject({ ok: false, problem: expect.stringContaining('p.yaml:1:') });
  });

  test.each([
    ['a text', 'hello\n', 'p.yaml: expected keys and values'],
    ['a list', '- mode: guardrails\n', 'p.yaml: expected keys and values'],
    ['keys in braces', '{default_action: defer}\n', 'p.yaml:2:1'],
    ['a list under the key', 'mode:\n  - guardrails\n', 'p.yaml:1:1: mode is ["guardrails"]'],
    ['an end mark', 'default_action: defer\n...\n', 'p.yaml:'],
    ['two documents', 'mode: guardrails\n---\nmode: guardrails\n', 'p.yaml:2:1'],
    ['the same key twice', 'mode: guardrails\nmode: guardrails\n', 'p.yaml:2:1: Map keys must be unique'],
    ['too much', `# ${'x'.repeat(70_000)}\n`, 'p.yaml: longer than 65536 characters'],
  ])('refuses a file of %s instead of writing what would not be in force', (_what, before, problem) => {
    for (const mode of ['monitor', 'guardrails']) {
      const result = setSetting(before, 'p.yaml', 'mode', mode);
      expect(result).toEqual({ ok: false, problem: expect.stringContaining(problem) });
    }
  });

  test.each([
    ['as it is written', 'service:\n  start: manual # so\n', 'service:\n  start: login # so\n'],
    ['with its section', 'service.start: manual\n', 'service.start: login\n'],
    ['at the end', 'service:\n  idle_minutes: 1\n', 'service:\n  idle_minutes: 1\nservice.start: login\n'],
  ])('sets a key of a section %s', (_how, before, text) => {
    expect(setSetting(before, 'p.yaml', 'service.start', 'login')).toEqual({ ok: true, text });
  });

  test('replaces a value in braces', () => {
    const result = setSetting('{mode: guardrails}\n', 'p.yaml', 'mode', 'monitor');
    expect(result).toEqual({ ok: true, text: '{mode: monitor}\n' });
  });
});
