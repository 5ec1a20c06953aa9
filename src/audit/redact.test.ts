import { describe, expect, it } from 'vitest';
import { bodyOf, PLANTED, TOKENS } from '../../tests/support/planted-secrets.ts';
import { SECRET_PATTERNS } from '../guard/index.ts';
import { MAX_TEXT_LENGTH, redactText, redactValue } from './redact.ts';
import { SECRET_PLACES } from './secret-places.ts';

/** What looks a little like a secret and is none. */
const HARMLESS: readonly string[] = [
  'PASSWORD=$DB_PASSWORD ./run --token "$TOKEN"',
  'export API_KEY=$(cat ~/.key)',
  'GOOGLE_APPLICATION_CREDENTIALS=/home/dev/creds.json go test',
  'max_tokens=4096 tokens: 100 token_type: "bearer"',
  'PWD=/home/dev OLDPWD=/tmp',
  'docker run -u 1000:1000 image',
  'git clone git@github.com:a/b.git && git clone https://github.com/a/b',
  'cat ~/.ssh/id_rsa ~/.aws/credentials',
  'grep -rn password src | head',
  'node --test-reporter spec tests/pass.test.ts',
  'task-runner risk-assessment disk-usage sk-1',
  'git show 0123456789abcdef0123456789abcdef01234567',
  'docker run -p 8080:80 image',
  'docker login registry && docker run -p 8080:80 image',
  'redis-cli --scan | head',
  'aws configure get aws_secret_access_key',
  '<token>',
  'basic functionality and Basic authentication',
  'CACHE_KEY=users:42:profile:0123456789 PRIMARY_KEY=id0123456789abcdef',
  'echo done | sudo tee /etc/motd',
  'echo build | grep -c x && docker login registry',
  'openssl x509 -in cert.pem -key key.pem',
  'ssh-keygen -t ed25519 -N "" -f key',
  'gh secret list && heroku config:get A',
  'kubectl get secret x -o yaml',
  'aws s3 ls --profile dev',
  'npm config set fund false && vault status',
  '{"name":"PORT","value":"3000"}',
  'const re_export = fw_version; import vcs_root',
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ',
  `echo ${Buffer.from('a sentence of plain words, in base64').toString('base64')}`,
  'const tokens = [value, values]; handlers[TOKEN] = onToken',
];

const TOKEN = 'Abcdefghij0123456789Klmnopqrst0123456789Uvwx';

describe('redactText', () => {
  it.each(PLANTED)('masks a planted %s', (_kind, text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each(PLANTED)('leaves a masked %s as it is', (_kind, _text, redacted) => {
    expect(redactText(redacted)).toBe(redacted);
  });

  it.each(TOKENS)('masks a $kind', (token) => {
    const body = bodyOf(token, 'test');
    expect(redactText(`a\n${token.prefix}${body} b`)).toMatch(/^a\n[\w.~ -]{0,30}\*{4} b$/);
    expect(redactText(JSON.stringify(`a\n${token.prefix}${body}`))).not.toContain(body);
  });

  it('has a planted secret for every kind', () => {
    const kinds = new Set([...SECRET_PATTERNS, ...SECRET_PLACES].map(({ kind }) => kind));
    const planted = new Set([...PLANTED.map(([kind]) => kind), ...TOKENS.map(({ kind }) => kind)]);
    expect([...kinds].filter((kind) => !planted.has(kind))).toEqual([]);
  });

  it('looks for what stands near a place of secrets, wherever one is', () => {
    const texts = PLANTED.flatMap(([, text]) => [
      text,
      text.toLowerCase(),
      text.toUpperCase(),
      JSON.stringify(text),
    ]);
    const missed = SECRET_PLACES.flatMap(({ near, pattern }) =>
      texts.filter((text) => text.search(pattern) !== -1 && !new RegExp(near, 'i').test(text)),
    );
    expect(missed).toEqual([]);
  });

  it.each(HARMLESS)('leaves alone: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('cuts a long text and still masks a secret that lies across the cut', () => {
    const text = `${' '.repeat(MAX_TEXT_LENGTH - 10)}ghp_${TOKEN}${' '.repeat(1000)}`;
    const redacted = redactText(text);
    expect(redacted).not.toContain(TOKEN.slice(0, 4));
    expect(redacted).toMatch(/ghp_\*{4}.*… \[\d+ more characters\]$/s);
  });

  const UNITS = [
    'password',
    'password=',
    'password="\\',
    'token=/a/',
    '--password ',
    '-----BEGIN PRIVATE KEY-----',
    'eyJaaaaaaaa.',
    'a://',
    'a://b:',
    'docker login -',
    'redis-cli ',
    'login a password ',
    'mysql -',
    'curl -u a',
    'ghp_',
    'sk-',
    '\\',
    '"',
    "'",
    '-',
    'aaaa-',
    'M1234567890123456789012345.',
    'echo a ',
    'echo a | ',
    'docker login --password-stdin <<',
    '--password-stdin ',
    '<<',
    'zip a ',
    'a=',
    ' a=',
    'secrets set a=',
    'name: token ',
    'QUFB',
    'htpasswd -b a b ',
    'secrets: [',
    '_KEY=',
    'kind: Secret\n a: b\n',
    'x',
  ];
  it.each(UNITS)('takes time in proportion to the length of %j repeated', (unit) => {
    const text = unit.repeat(Math.ceil(MAX_TEXT_LENGTH / unit.length));
    const start = performance.now();
    redactText(text);
    // About 2 ms each; a quadratic pattern would take seconds.
    expect(performance.now() - start).toBeLessThan(500);
  });
});

describe('redactValue', () => {
  it('masks strings at any depth and keeps the rest', () => {
    const value = { a: ['PASS=x', 1, true, null], b: { c: `ghp_${TOKEN}` }, d: 2n ** 60n };
    expect(redactValue(value)).toEqual({
      a: ['PASS=****', 1, true, null],
      b: { c: 'ghp_****' },
      d: '1152921504606846976',
    });
  });

  it('gives back what need not change', () => {
    const value = { a: ['x', 1, { b: null }], c: 'y' };
    expect(redactValue(value)).toBe(value);
    const secret = { ...value, d: ['x', 'PASS=x'] };
    expect(redactValue(secret)).toEqual({ ...value, d: ['x', 'PASS=****'] });
    expect(secret.d).toEqual(['x', 'PASS=x']);
  });

  it('bounds depth and number', () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(JSON.stringify(redactValue(deep))).toContain('[too deep]');
    expect(redactValue(new Array(5_000).fill('x'))).toHaveLength(1_025);
  });

  it('keeps of long lists as much as fits, and of each at least the first item', () => {
    const item = 'x'.repeat(10_000);
    expect(redactValue([item, item, item])).toEqual([item, '[2 more]']);
    expect(redactValue(['y', item, item])).toEqual(['y', item, '[1 more]']);
    expect(redactValue([item.repeat(2), 'y'])).toEqual([item.repeat(2), '[1 more]']);
  });
});
