/**
 * Shapes of secrets, each with what is kept of it, so that a person can still tell what stood there.
 *
 * Every pattern runs in linear time: it starts only where a token starts (the look-behinds), and what can fail
 * after the start is of bounded length.
 */
export interface SecretPattern {
  readonly kind: string;
  /** Global. Group 1 is kept, the rest of the match becomes `****`; group 2, where there is one, is kept after. */
  readonly pattern: RegExp;
}

/** Prefixes that by themselves name the issuer; followed by at least `min` characters of the token. */
const ISSUED: readonly (readonly [kind: string, prefix: string, body: string])[] = [
  ['github-token', 'gh[pousr]_|github_pat_', '[A-Za-z0-9_]{16,}'],
  ['gitlab-token', 'gl(?:pat|dt|rt|ptt|cbt|soat|ft|imt|agent|oas)-', '[A-Za-z0-9_.-]{16,}'],
  ['slack-token', 'xox[abeoprs]-|xapp-|xoxe\\.xox[bp]-', '[A-Za-z0-9-]{10,}'],
  ['stripe-key', '(?:sk|rk|pk)_(?:live|test)_|whsec_', '[A-Za-z0-9+/=]{10,}'],
  ['anthropic-key', 'sk-ant-', '[A-Za-z0-9_-]{10,}'],
  ['openai-key', 'sk-(?:proj-|svcacct-|admin-|or-v1-)?', '[A-Za-z0-9_-]{20,}'],
  ['google-api-key', 'AIza', '[A-Za-z0-9_-]{30,}'],
  ['google-oauth-token', 'ya29\\.|GOCSPX-', '[A-Za-z0-9_-]{16,}'],
  ['npm-token', 'npm_', '[A-Za-z0-9]{30,}'],
  ['pypi-token', 'pypi-', '[A-Za-z0-9_-]{16,}'],
  ['sendgrid-key', 'SG\\.', '[A-Za-z0-9_.-]{30,}'],
  ['hugging-face-token', 'hf_', '[A-Za-z0-9]{20,}'],
  ['digitalocean-token', 'do[opr]_v1_', '[a-f0-9]{32,}'],
  ['shopify-token', 'shp(?:at|ca|pa|ss)_', '[A-Fa-f0-9]{20,}'],
  ['vault-token', 'hv[sbr]\\.', '[A-Za-z0-9_-]{20,}'],
  ['terraform-token', '[A-Za-z0-9]{14}\\.atlasv1\\.', '[A-Za-z0-9_=-]{20,}'],
  ['doppler-token', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.', '[A-Za-z0-9_.-]{20,}'],
  ['databricks-token', 'dapi', '[a-f0-9]{32,}'],
  ['linear-key', 'lin_(?:api|oauth)_', '[A-Za-z0-9]{20,}'],
  ['notion-token', 'ntn_|secret_', '[A-Za-z0-9]{32,}'],
  ['figma-token', 'figd_', '[A-Za-z0-9_-]{20,}'],
  ['postman-key', 'PMAK-', '[A-Za-z0-9-]{20,}'],
  ['new-relic-key', 'NRAK-|NRII-|NRJS-', '[A-Za-z0-9_-]{15,}'],
  ['grafana-token', 'glsa_|glc_', '[A-Za-z0-9+/=_]{20,}'],
  ['atlassian-token', 'ATATT3|ATCTT3|ATBB', '[A-Za-z0-9_=-]{20,}'],
  ['docker-token', 'dckr_(?:pat|oat)_', '[A-Za-z0-9_-]{16,}'],
  ['netlify-token', 'nf[pcoub]_', '[A-Za-z0-9]{20,}'],
  ['supabase-token', 'sb[p]_|sb_secret_', '[A-Za-z0-9_-]{16,}'],
  ['groq-key', 'gsk_', '[A-Za-z0-9]{20,}'],
  ['xai-key', 'xai-', '[A-Za-z0-9]{20,}'],
  ['replicate-token', 'r8_', '[A-Za-z0-9]{20,}'],
  ['perplexity-key', 'pplx-', '[A-Za-z0-9]{20,}'],
  ['square-token', 'sq0(?:atp|csp|idp)-|EAAA', '[A-Za-z0-9_-]{22,}'],
  ['twilio-key', 'SK(?=[a-f0-9]{32})', '[a-f0-9]{32}'],
  ['mailgun-key', 'key-(?=[a-f0-9]{32})', '[a-f0-9]{32}'],
  ['age-key', 'AGE-SECRET-KEY-1', '[A-Z0-9]{20,}'],
  ['aws-access-key', 'A(?:KIA|SIA|BIA|CCA)', '[A-Z0-9]{16}(?![A-Za-z0-9])'],
  ['sentry-token', 'sntr(?:ys|yu)_', '[A-Za-z0-9_=+/-]{20,}'],
  ['fly-token', 'FlyV1 fm2_|fo1_', '[A-Za-z0-9_=+/,-]{20,}'],
];

/** Words in a name that make its value a secret, at any length. `PWD=/some/where` is the shell's. */
const PASSWORD_NAME =
  '(?:pass(?:word|wd|phrase|code)|(?<![a-z])pass(?![a-z])|(?<![a-z])pwd(?![a-z])(?!["\']?[ \\t]?[=:][ \\t]?["\']?[/\\\\~.$]))';

/** Words in a name that make a long value a secret; a short one is as likely a type name or a count. */
const SECRET_NAME =
  '(?:secret|token|credential|api[_-]?key|access[_-]?key|account[_-]?key|auth[_-]?key|private[_-]?key|' +
  'encryption[_-]?key|signing[_-]?key|session[_-]?key|client[_-]?key|connection[_-]?string)';

/** An opening quote, at the outside or in JSON inside a JSON string. */
const QUOTE = '(?:\\\\{0,3}["\'])?';

/** Between a name and its value: `=`, `:`, `=>` and the like, and the quotes around either. */
const ASSIGN = `[A-Za-z0-9_-]{0,40}${QUOTE}[ \\t]{0,4}(?::=|=>|[:=])[ \\t]{0,4}${QUOTE}`;

/** A file name says where the secret is, not what it is. */
const NOT_A_FILE = '(?!(?:~|\\.{1,2})?/[\\w./-]{1,255}\\.[a-z]{2,5}(?![\\w/+=.]))';

/** A quoted value ends at its quote, with or without escapes in it; a bare one where a shell word would. */
function value(min: number): string {
  const quoted = `(?<=(?<!\\\\)")(?:[^"\\\\\\n]|\\\\.){${min},2048}`;
  const escaped = `(?<=\\\\")(?:[^"\\\\\\n]|\\\\\\\\(?:\\\\.)?|\\\\[^"\\\\]){${min},2048}`;
  const single = `(?<=')[^'\\n]{${min},2048}`;
  const bare = `(?<!["'])(?:[^\\s"'\\\\;&|<>()]|\\\\(?![\\\\"'nrt])){${min},2048}`;
  return `(?:${quoted}|${escaped}|${single}|${bare})`;
}

/** In the order in which they are applied. Private keys are not here: see `redactText`. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  ...ISSUED.map(([kind, prefix, body]) => ({
    kind,
    pattern: new RegExp(`(?<![A-Za-z0-9_])(${prefix})${body}`, 'g'),
  })),
  {
    kind: 'jwt',
    pattern: /(?<![A-Za-z0-9_.-])(eyJ)[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
  },
  { kind: 'telegram-token', pattern: /(?<![A-Za-z0-9])(\d{8,10}:)[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { kind: 'discord-token', pattern: /(?<![\w.-])([MNO])[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,40}/g },
  { kind: 'mailchimp-key', pattern: /(?<![A-Za-z0-9])()[a-f0-9]{32}(-us\d{1,2})(?!\d)/g },
  { kind: 'webhook', pattern: /(hooks\.slack\.com\/(?:services|workflows)\/)[A-Za-z0-9/_-]{10,}/g },
  { kind: 'webhook', pattern: /(discord(?:app)?\.com\/api\/webhooks\/\d{1,24}\/)[\w-]{20,}/g },
  {
    kind: 'connection-string',
    pattern:
      /(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/[^\s:/@"'<>\\]{0,128}:)[^\s/"'<>\\]{1,256}(@)/g,
  },
  {
    kind: 'url-token',
    pattern: /(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{1,30}:\/\/)[^\s:/@"'<>\\]{16,256}(@)/g,
  },
  {
    kind: 'authorization',
    pattern:
      /(authorization\\{0,3}["']?\s{0,4}[:=]\s{0,4}\\{0,3}["']?(?:[a-z][\w-]{1,30} )?)[^\s"'\\]{4,4096}/gi,
  },
  { kind: 'bearer', pattern: /(?<![A-Za-z0-9])(bearer )[A-Za-z0-9._~+/=-]{16,}/gi },
  { kind: 'cookie', pattern: /((?<![A-Za-z])(?:set-)?cookie\\{0,3}["']?: ?)[^\r\n"'\\]{4,4096}/gi },
  {
    kind: 'signed-url',
    pattern: /([?&](?:sig|signature|x-amz-signature|x-goog-signature)=)[^\s&"'\\]{8,}/gi,
  },
  {
    kind: 'password',
    pattern: new RegExp(`(${PASSWORD_NAME}${ASSIGN})${value(1)}`, 'gi'),
  },
  { kind: 'secret', pattern: new RegExp(`(${SECRET_NAME}${ASSIGN})${NOT_A_FILE}${value(8)}`, 'gi') },
  {
    kind: 'password-flag',
    pattern: new RegExp(
      `((?<!-)--(?:[a-z0-9]{1,24}-){0,3}(?:password|passwd|passphrase|pass)[ \\t]{1,4}${QUOTE})${value(1)}`,
      'gi',
    ),
  },
  {
    kind: 'secret-flag',
    pattern: new RegExp(
      `((?<!-)--(?:[a-z0-9]{1,24}-){0,3}(?:secret|token|(?:api|access|secret)-key)[ \\t]{1,4}${QUOTE})${NOT_A_FILE}${value(8)}`,
      'gi',
    ),
  },
  {
    kind: 'user-flag',
    pattern:
      /((?<=\s)(?:-u|--user|--proxy-user)[ =]?\\{0,3}["']?(?!\d{1,9}:\d)[^\s:"'\\/]{1,128}:)[^\s"'\\]{1,256}/g,
  },
  { kind: 'sshpass', pattern: /(sshpass\s{1,4}-p\s{0,4})(?!\$)[^\s]{1,256}/g },
  {
    kind: 'mysql-password',
    pattern:
      /((?<![A-Za-z])(?:mysql|mysqldump|mysqladmin|mariadb)\s[^\n|;&]{0,256}?(?<=\s)-p)(?!\$)[^\s"'\\]{1,256}/g,
  },
  {
    kind: 'login-password',
    pattern:
      /((?<![\w-])(?:docker|podman|helm|oras|az|twine)\s(?:[^\n|;&]{0,64}\s)?(?:login|upload)\s[^\n|;&]{0,256}?(?<=\s)-p\s{1,4})(?!\$)[^\s"'\\]{1,256}/g,
  },
  {
    kind: 'redis-password',
    pattern: /((?<![\w-])redis-cli\s[^\n|;&]{0,256}?(?<=\s)-a\s{1,4})(?!\$)[^\s"'\\]{1,256}/g,
  },
  {
    kind: 'aws-setting',
    pattern: /((?<![A-Za-z])aws_(?:secret_access_key|session_token)\s{1,4})(?!\$)[^\s"'\\=:]{16,2048}/g,
  },
  {
    kind: 'netrc',
    pattern: /((?<![A-Za-z])login\s{1,4}[^\s]{1,255}\s{1,4}password\s{1,4})[^\s"'\\]{1,256}/g,
  },
  {
    kind: 'xml-secret',
    pattern: /(<(?:password|passwd|secret|token|api-?key)>)[^<\s]{1,256}(<\/)/gi,
  },
];
