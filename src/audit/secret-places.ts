import type { SecretPattern } from '../guard/index.ts';

interface SecretPlace extends SecretPattern {
  /** Stands wherever the pattern matches, in letters of any case; few other texts have it. A source of a regular expression. */
  readonly near: string;
}

/**
 * Places where whatever stands is a secret, though it looks like any word: what a program is told to take for a password. Rules
 * do not look at these, because a person who logs in does nothing wrong. Linear time, as `SecretPattern` says.
 */

/** An opening quote, escaped where the text is a JSON string. */
const QUOTE = '(?:\\\\{0,3}["\'])?';

/** A word of a command line, or what stands between quotes; no variable. */
const WORD = '(?!\\$[A-Za-z_({])(?:(?<=["\'])[^"\'\\\\\\n]{1,512}|[^\\s"\'\\\\;&|<>()]{1,512})';

/** A line break, also as JSON writes it. */
const BREAK = '(?:\\r?\\n|\\\\{1,3}n)';

/** The rest of one command, up to what is looked for in it. */
const REST = '[^\\n|;&]{0,200}?';

/** What makes a program read a secret from its standard input. */
const READS_SECRET =
  '(?:--password-stdin|--with-token|--passphrase-fd|--pinentry-mode|sudo\\s{1,2}-\\w{0,4}S|passwd\\s{1,2}--stdin|chpasswd|' +
  'secret\\s{1,2}(?:put|set|create)|secrets\\s{1,2}(?:set|put|create|versions\\s{1,2}add)|cryptsetup\\s|login\\s{1,2}-)';

/** Programs and options whose next word is a secret. */
const FLAGS: readonly (readonly [programs: string, flags: string])[] = [
  ['zip|unzip', '-P'],
  ['ssh-keygen', '-[NP]'],
  ['openssl', '-(?:k|K|pass|passin|passout)'],
  ['ldap(?:search|add|modify|delete|whoami|passwd)', '-w'],
  ['mongo(?:sh|dump|restore|export|import)?|cqlsh', '-p'],
  ['mosquitto_(?:pub|sub)|sqlcmd|bcp', '-P'],
  ['gh\\s{1,2}secret', '-b|--body'],
  ['useradd|usermod', '-p'],
  ['aws', '--secret-string|--value|--master-user-password'],
  ['security', '-w'],
];

/** Commands that take `NAME=SECRET` words, as many as there are. */
const ASSIGNING =
  'secrets?\\s{1,2}set|config:set|env:set|vault\\s{1,2}(?:kv\\s{1,2})?(?:put|write|patch)|op\\s{1,2}item\\s{1,2}(?:create|edit)|' +
  'doppler\\s{1,2}secrets\\s{1,2}(?:set|upload)';

export const SECRET_PLACES: readonly SecretPlace[] = [
  {
    kind: 'piped-secret',
    near: READS_SECRET,
    pattern: new RegExp(
      `((?<![\\w-])(?:echo|printf)\\s{1,2}(?:-[neE]{1,3}\\s{1,2}){0,2}(?:${QUOTE}%s(?:\\\\{1,3}n)?${QUOTE}\\s{1,2})?${QUOTE})${WORD}(?=${QUOTE}\\s{0,4}\\|${REST}${READS_SECRET})`,
      'g',
    ),
  },
  {
    // <<< WORD, and the first line of <<EOF.
    kind: 'here-document',
    near: READS_SECRET,
    pattern: new RegExp(
      `(<<(?<=${READS_SECRET}${REST}<<)(?:<\\s{0,2}${QUOTE}|-?\\s{0,2}[\\\\"']{0,4}\\w{1,40}[\\\\"']{0,4}[^\\n\\\\]{0,80}${BREAK}))[^\\n\\\\"']{1,512}`,
      'g',
    ),
  },
  ...FLAGS.map(([programs, flags]) => {
    const near = `(?<![\\w-])(?:${programs})\\s${REST}(?<=\\s)(?:${flags})[ =]`;
    return {
      kind: 'program-flag',
      near,
      pattern: new RegExp(`(${near}${QUOTE}(?:pass:)?)(?!-|env:|file:|fd:|stdin)${WORD}`, 'g'),
    };
  }),
  {
    kind: 'archive-password',
    near: '(?:7z[arz]?|rar)\\s',
    pattern: /((?<![\w-])(?:7z[ar]?|7zz|rar|unrar)\s[^\n|;&]{0,200}?(?<=\s)-p)[^\s"'\\-][^\s"'\\]{0,255}/g,
  },
  {
    kind: 'htpasswd',
    near: 'htpasswd',
    pattern: new RegExp(
      `((?<![\\w-])htpasswd\\s{1,2}-\\w{0,6}b\\w{0,6}\\s{1,2}(?:-\\w{1,3}\\s{1,2}){0,3}\\S{1,200}\\s{1,2}\\S{1,200}\\s{1,2}${QUOTE})${WORD}`,
      'g',
    ),
  },
  {
    kind: 'user-and-password',
    near: '(?:smbclient|smbget|rpcclient|\\bnet)\\s',
    pattern: new RegExp(
      `((?<![\\w-])(?:smbclient|smbget|rpcclient|net)\\s${REST}(?<=\\s)(?:-U|--user)[ =]?${QUOTE}[^\\s%"']{1,64}%)${WORD}`,
      'g',
    ),
  },
  {
    kind: 'oracle-login',
    near: 'sqlplus|sqlldr|expdp|impdp',
    pattern:
      /((?<![\w-])(?:sqlplus|sqlldr|expdp|impdp)\s(?:-\w{1,2}\s){0,3}[^\s/]{1,64}\/)(?!\/)[^\s@"'\\]{1,128}(?=@)/g,
  },
  {
    kind: 'broker-login',
    near: 'rabbitmqctl',
    pattern: new RegExp(
      `((?<![\\w-])rabbitmqctl\\s${REST}(?:add_user|change_password)\\s{1,2}\\S{1,64}\\s{1,2}${QUOTE})${WORD}`,
      'g',
    ),
  },
  {
    kind: 'windows-login',
    near: '\\bnet1?\\s{1,2}user',
    pattern: new RegExp(`((?<![\\w-])net1?\\s{1,2}user\\s{1,2}\\S{1,64}\\s{1,2}${QUOTE})(?!/)${WORD}`, 'gi'),
  },
  {
    kind: 'sql-password',
    near: `password\\s{1,4}\\\\{0,3}['"]|identified\\s`,
    pattern:
      /((?<![a-z])(?:password|identified\s{1,2}(?:with\s{1,2}\w{1,40}\s{1,2})?by)\s{1,4}\\{0,3}['"])(?! )[^'"\\\n]{1,256}/gi,
  },
  {
    kind: 'redis-setting',
    near: 'requirepass|masterauth',
    pattern: new RegExp(`((?<![\\w-])(?:requirepass|masterauth)\\s{1,4}${QUOTE})${WORD}`, 'g'),
  },
  {
    kind: 'assigned-secret',
    near: ASSIGNING,
    pattern: new RegExp(
      `(=(?<=[\\s"'][\\w.[\\]-]{1,80}=)(?<=(?<![\\w-])(?:${ASSIGNING})\\s[^\\n|;&]{0,400})${QUOTE})${WORD}`,
      'g',
    ),
  },
  {
    kind: 'literal-secret',
    near: '--from-literal',
    pattern: new RegExp(`(--from-literal[= ]${QUOTE}[\\w.-]{1,80}=${QUOTE})${WORD}`, 'g'),
  },
  {
    kind: 'vault-login',
    near: 'vault\\s{1,2}login',
    pattern: new RegExp(`((?<![\\w-])vault\\s{1,2}login\\s{1,2}${QUOTE})(?!-)${WORD}`, 'g'),
  },
  {
    // {"name": "DB_PASSWORD", "value": "..."}, as in manifests of Kubernetes and tasks of ECS, in JSON and in YAML.
    kind: 'named-value',
    near: `value\\\\{0,3}["']?\\s{0,2}[:=]`,
    pattern: new RegExp(
      `((?:name|key)\\\\{0,3}["']?\\s{0,2}[:=]\\s{0,2}${QUOTE}[\\w.-]{0,60}(?:pass(?:word|wd|phrase)?|pwd|secret|token|credential|api_?key|private_?key)[\\w.-]{0,40}${QUOTE}(?:\\s|\\\\{1,3}[nrt]|,){1,40}${QUOTE}value\\\\{0,3}["']?\\s{0,2}[:=]\\s{0,2}${QUOTE})${WORD}`,
      'gi',
    ),
  },
  {
    // A number or a list does not stand in quotes.
    kind: 'basic-auth',
    near: `auth\\\\{0,3}["']?\\s{0,2}[:=]`,
    pattern:
      /((?<![\w-])(?:_auth|auth)\\{0,3}["']?\s{0,2}[:=]\s{0,2}\\{0,3}["']?)[A-Za-z0-9+/]{12,2048}={0,2}(?![\w.(])/g,
  },
  {
    kind: 'basic-auth',
    near: 'basic ',
    pattern: /((?<![\w-])basic )(?=[A-Za-z+/]{0,80}[\d=])[A-Za-z0-9+/]{12,2048}={0,2}(?![\w-])/gi,
  },
  {
    // RAILS_MASTER_KEY=..., but not CACHE_KEY=users:42.
    kind: 'named-key',
    near: `_(?:key|pat|psk|salt)${QUOTE}[ \\t]{0,2}[=:]`,
    pattern: new RegExp(
      `(_(?:KEY|PAT|PSK|SALT)(?<!(?:PUBLIC|CACHE|PRIMARY|FOREIGN|SORT|PARTITION|PUBLISHABLE|IDEMPOTENCY)_KEY)${QUOTE}[ \\t]{0,2}[=:][ \\t]{0,2}${QUOTE})(?=[A-Za-z+/_.~-]{0,40}\\d)[A-Za-z0-9+/=_.~-]{16,2048}`,
      'g',
    ),
  },
  {
    kind: 'list-of-secrets',
    near: `(?:password|passwd|secret|api[_-]?key)s\\\\{0,3}["']?\\s{0,2}[:=]`,
    pattern:
      /((?:password|passwd|secret|api[_-]?key)s\\{0,3}["']?\s{0,2}[:=]\s{0,2}\[)(?!\s{0,4}\])[^\]\n]{1,2048}(\])/gi,
  },
  {
    kind: 'cookie',
    near: `curl\\s${REST}(?<=\\s)(?:-b|--cookie)`,
    pattern: new RegExp(
      `((?<![\\w-])curl\\s${REST}(?<=\\s)(?:-b|--cookie)[ =]?${QUOTE}[\\w.-]{1,80}=)${WORD}`,
      'g',
    ),
  },
  {
    kind: 'password-hash',
    near: '\\$(?:1|2[abxy]|5|6|7|y|apr1|argon2(?:id|i|d)|scrypt)\\$',
    pattern: /(\$(?:1|2[abxy]|5|6|7|y|apr1|argon2(?:id|i|d)|scrypt)\$)[A-Za-z0-9./$=,+-]{16,256}/g,
  },
];

/** Holds wherever one of the places may be: most text is looked at with this alone. */
export const NEAR_SECRET_PLACE = new RegExp(
  [...new Set(SECRET_PLACES.map(({ near }) => near))].map((near) => `(?:${near})`).join('|'),
  'i',
);
