import { describe, expect, it } from 'vitest';
import { SECRET_PATTERNS } from '../guard/index.ts';
import { MAX_TEXT_LENGTH, redactText, redactValue } from './redact.ts';

/** Letters and digits that are no secret; spelled so that scanners of this repository agree. */
const BODY = 'Abcdefghij0123456789Klmnopqrst0123456789Uvwx';
const HEX = '0123456789abcdef0123456789abcdef';

/** Per kind: text with a secret planted, and what must be left of it. */
const PLANTED: readonly (readonly [kind: string, text: string, redacted: string])[] = [
  ['github-token', `git clone https://x/ && echo ghp_${BODY}`, 'git clone https://x/ && echo ghp_****'],
  ['github-token', `github_pat_${BODY}`, 'github_pat_****'],
  ['gitlab-token', `glpat-${BODY}`, 'glpat-****'],
  ['slack-token', `xoxb-${BODY}`, 'xoxb-****'],
  ['stripe-key', `sk_live_${BODY}`, 'sk_live_****'],
  ['anthropic-key', `sk-ant-api03-${BODY}`, 'sk-ant-****'],
  ['openai-key', `sk-proj-${BODY}`, 'sk-proj-****'],
  ['google-api-key', `AIza${BODY.slice(0, 35)}`, 'AIza****'],
  ['google-oauth-token', `ya29.${BODY}`, 'ya29.****'],
  ['npm-token', `npm_${BODY}`, 'npm_****'],
  ['pypi-token', `pypi-${BODY}`, 'pypi-****'],
  ['sendgrid-key', `SG.${BODY}.${BODY}`, 'SG.****'],
  ['hugging-face-token', `hf_${BODY}`, 'hf_****'],
  ['digitalocean-token', `dop_v1_${HEX}${HEX}`, 'dop_v1_****'],
  ['shopify-token', `shpat_${HEX}`, 'shpat_****'],
  ['vault-token', `hvs.${BODY}`, 'hvs.****'],
  ['terraform-token', `Abcdefghij0123.atlasv1.${BODY}`, 'Abcdefghij0123.atlasv1.****'],
  ['doppler-token', `dp.pt.${BODY}`, 'dp.pt.****'],
  ['databricks-token', `dapi${HEX}`, 'dapi****'],
  ['linear-key', `lin_api_${BODY}`, 'lin_api_****'],
  ['notion-token', `ntn_${BODY}`, 'ntn_****'],
  ['figma-token', `figd_${BODY}`, 'figd_****'],
  ['postman-key', `PMAK-${BODY}`, 'PMAK-****'],
  ['new-relic-key', `NRAK-${BODY}`, 'NRAK-****'],
  ['grafana-token', `glsa_${BODY}`, 'glsa_****'],
  ['atlassian-token', `ATATT3${BODY}`, 'ATATT3****'],
  ['docker-token', `dckr_pat_${BODY}`, 'dckr_pat_****'],
  ['netlify-token', `nfp_${BODY}`, 'nfp_****'],
  ['supabase-token', `sbp_${BODY}`, 'sbp_****'],
  ['groq-key', `gsk_${BODY}`, 'gsk_****'],
  ['xai-key', `xai-${BODY}`, 'xai-****'],
  ['replicate-token', `r8_${BODY}`, 'r8_****'],
  ['perplexity-key', `pplx-${BODY}`, 'pplx-****'],
  ['square-token', `sq0atp-${BODY}`, 'sq0atp-****'],
  ['twilio-key', `SK${HEX}`, 'SK****'],
  ['mailgun-key', `key-${HEX}`, 'key-****'],
  ['age-key', `AGE-SECRET-KEY-1${BODY.toUpperCase()}`, 'AGE-SECRET-KEY-1****'],
  ['aws-access-key', 'aws configure set x AKIAABCDEFGHIJKLMNOP', 'aws configure set x AKIA****'],
  ['sentry-token', `sntrys_${BODY}`, 'sntrys_****'],
  ['fly-token', `fo1_${BODY}`, 'fo1_****'],
  ['jwt', `x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${BODY} y`, 'x eyJ**** y'],
  ['telegram-token', `bot 123456789:${BODY.slice(0, 35)}`, 'bot 123456789:****'],
  ['discord-token', `M${BODY.slice(0, 24)}.${BODY.slice(0, 6)}.${BODY.slice(0, 30)}`, 'M****'],
  ['mailchimp-key', `${HEX}-us12`, '****-us12'],
  [
    'webhook',
    'curl https://hooks.slack.com/services/T0000/B0000/abcdef',
    'curl https://hooks.slack.com/services/****',
  ],
  ['webhook', `https://discord.com/api/webhooks/123/${BODY}`, 'https://discord.com/api/webhooks/123/****'],
  ['connection-string', 'psql postgres://bob:hunter2@db/x', 'psql postgres://bob:****@db/x'],
  ['connection-string', 'redis://:hunt@er2@cache:6379', 'redis://:****@cache:6379'],
  ['url-token', 'git push https://abcdefghij0123456789@git.example/x', 'git push https://****@git.example/x'],
  ['authorization', "-H 'Authorization: Basic Ym9iOmh1bnRlcjI='", "-H 'Authorization: Basic ****'"],
  ['authorization', '{"Authorization":"hunter22"}', '{"Authorization":"****"}'],
  ['bearer', `bearer ${BODY}`, 'bearer ****'],
  ['cookie', "-H 'Cookie: sid=hunter2; b=c'", "-H 'Cookie: ****'"],
  ['signed-url', 'https://x/?a=b&X-Amz-Signature=0123456789&c=d', 'https://x/?a=b&X-Amz-Signature=****&c=d'],
  ['password', 'PGPASSWORD=hunter2 psql', 'PGPASSWORD=**** psql'],
  ['password', 'DB_PASS=x\nNEXT=1', 'DB_PASS=****\nNEXT=1'],
  ['password', '{"password": "hun\\"ter 2", "user": "bob"}', '{"password": "****", "user": "bob"}'],
  [
    'password',
    '{"content":"{\\"password\\":\\"hun\\\\\\"ter\\",\\"a\\":1}"}',
    '{"content":"{\\"password\\":\\"****\\",\\"a\\":1}"}',
  ],
  ['password', '{"content":"DB_PASS=hunter2\\nA=1"}', '{"content":"DB_PASS=****\\nA=1"}'],
  ['password', "password: '$ecret word'", "password: '****'"],
  ['password', 'Server=x;Uid=sa;Pwd=hunter2;', 'Server=x;Uid=sa;Pwd=****;'],
  ['password', 'PASSWORD=hunter2;ls', 'PASSWORD=****;ls'],
  [
    'secret',
    'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'aws_secret_access_key = ****',
  ],
  ['secret', 'AccountName=x;AccountKey=abcdEFGH1234==;A=b', 'AccountName=x;AccountKey=****;A=b'],
  ['secret', `curl -H "X-Api-Key: ${BODY}"`, 'curl -H "X-Api-Key: ****"'],
  ['secret', 'SESSION_TOKEN="abc def ghi"', 'SESSION_TOKEN="****"'],
  ['password-flag', 'login --db-password hunter2 --user x', 'login --db-password **** --user x'],
  ['secret-flag', 'deploy --api-key "abcdefgh1"', 'deploy --api-key "****"'],
  ['user-flag', 'curl -u bob:hunter2 https://x', 'curl -u bob:**** https://x'],
  ['sshpass', 'sshpass -p hunter2 ssh x', 'sshpass -p **** ssh x'],
  ['mysql-password', 'mysql -u root -phunter2 db', 'mysql -u root -p**** db'],
  [
    'private-key',
    '-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nx',
    '-----BEGIN RSA PRIVATE KEY-----****-----END RSA PRIVATE KEY-----\nx',
  ],
  [
    'private-key',
    'echo "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Bl',
    'echo "-----BEGIN OPENSSH PRIVATE KEY-----****',
  ],
  ['login-password', 'docker login -u me -p hunter2 host', 'docker login -u me -p **** host'],
  ['login-password', 'twine upload -u me -p hunter2 dist/*', 'twine upload -u me -p **** dist/*'],
  ['redis-password', 'redis-cli -h db -a hunter2 ping', 'redis-cli -h db -a **** ping'],
  [
    'aws-setting',
    `aws configure set aws_secret_access_key ${BODY}`,
    'aws configure set aws_secret_access_key ****',
  ],
  ['netrc', 'machine host login me password hunter2', 'machine host login me password ****'],
  ['xml-secret', '<password>hunter2</password>', '<password>****</password>'],
];

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
];

describe('redactText', () => {
  it.each(PLANTED)('masks a planted %s', (_kind, text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each(PLANTED)('leaves a masked %s as it is', (_kind, _text, redacted) => {
    expect(redactText(redacted)).toBe(redacted);
  });

  it('has a planted secret for every kind', () => {
    const kinds = new Set(SECRET_PATTERNS.map(({ kind }) => kind));
    expect([...kinds].filter((kind) => !PLANTED.some(([planted]) => planted === kind))).toEqual([]);
  });

  it.each(HARMLESS)('leaves alone: %s', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('cuts a long text and still masks a secret that lies across the cut', () => {
    const text = `${' '.repeat(MAX_TEXT_LENGTH - 10)}ghp_${BODY}${' '.repeat(1000)}`;
    const redacted = redactText(text);
    expect(redacted).not.toContain(BODY.slice(0, 4));
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
    const value = { a: ['PASS=x', 1, true, null], b: { c: `ghp_${BODY}` }, d: 2n ** 60n };
    expect(redactValue(value)).toEqual({
      a: ['PASS=****', 1, true, null],
      b: { c: 'ghp_****' },
      d: '1152921504606846976',
    });
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
