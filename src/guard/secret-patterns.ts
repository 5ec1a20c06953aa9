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
  ['pulumi-token', 'pul-', '[a-f0-9]{40}'],
  ['planetscale-token', 'pscale_(?:tkn|pw|oauth)_', '[A-Za-z0-9_.=-]{20,}'],
  ['rubygems-key', 'rubygems_', '[a-f0-9]{40,}'],
  ['crates-token', 'cio(?=[A-Za-z0-9]{32}(?![A-Za-z0-9]))', '[A-Za-z0-9]{32}'],
  ['nuget-key', 'oy2(?=[a-z0-9]{43}(?![a-z0-9]))', '[a-z0-9]{43}'],
  ['tailscale-key', 'tskey-(?:[a-z]{2,10}-)?', '[A-Za-z0-9-]{16,}'],
  ['circleci-token', 'CCI[A-Z]{3}_', '[A-Za-z0-9_]{20,}'],
  ['buildkite-token', 'bk[ua]a?_|bkct_', '[a-f0-9]{32,}'],
  ['artifactory-key', 'AKCp(?=[A-Za-z0-9]{60})', '[A-Za-z0-9]{60,}'],
  ['clojars-token', 'CLOJARS_', '[a-f0-9]{40,}'],
  ['heroku-key', 'HRKU-', '[A-Za-z0-9_-]{30,}'],
  ['brevo-key', 'xkeysib-|xsmtpsib-', '[A-Za-z0-9-]{40,}'],
  ['dropbox-token', 'sl\\.(?:u\\.)?', '[A-Za-z0-9_-]{100,}'],
  ['airtable-token', 'pat[A-Za-z0-9]{14}\\.', '[a-f0-9]{40,}'],
  ['prefect-key', 'pn[bu]_', '[A-Za-z0-9]{30,}'],
  ['contentful-token', 'CFPAT-', '[A-Za-z0-9_-]{30,}'],
  ['shippo-token', 'shippo_(?:live|test)_', '[a-f0-9]{30,}'],
  ['langsmith-key', 'lsv2_(?:pt|sk)_', '[A-Za-z0-9_]{30,}'],
  ['tavily-key', 'tvly-', '[A-Za-z0-9-]{24,}'],
  ['pinecone-key', 'pcsk_', '[A-Za-z0-9_]{30,}'],
  ['neon-key', 'napi_', '[A-Za-z0-9]{40,}'],
  ['render-key', 'rnd_', '[A-Za-z0-9]{28,}'],
  ['posthog-key', 'ph[cx]_', '[A-Za-z0-9]{30,}'],
  ['resend-key', 're_(?=[A-Za-z]{0,20}\\d)', '[A-Za-z0-9]{8,}_?[A-Za-z0-9]{16,}'],
  ['sourcegraph-token', 'sgp_|slk_', '[a-f0-9_]{40,}'],
  ['sonar-token', 'sq[apu]_', '[a-f0-9]{40}'],
  ['honeycomb-key', 'hc[a-z]ik_', '[A-Za-z0-9]{32,}'],
  ['atlas-secret', 'mdb_sa_sk_', '[A-Za-z0-9_-]{20,}'],
  ['typeform-token', 'tfp_', '[A-Za-z0-9_.=-]{40,}'],
  ['dynatrace-token', 'dt0[a-z]\\d{2}\\.', '[A-Za-z0-9.]{24,}'],
  ['alibaba-key', 'LTAI(?=[A-Za-z0-9]{12,20}(?![A-Za-z0-9]))', '[A-Za-z0-9]{12,20}'],
  ['adafruit-key', 'aio_', '[A-Za-z0-9]{28}'],
  ['readme-key', 'rdme_', '[a-z0-9]{40,}'],
  ['easypost-key', 'EZ[AT]K', '[A-Za-z0-9]{50,}'],
  ['frameio-token', 'fio-u-', '[A-Za-z0-9_=-]{40,}'],
  ['onepassword-token', 'ops_eyJ|A3-(?=(?:[A-Z0-9]{5,11}-){4})', '[A-Za-z0-9_=-]{30,}'],
  ['okta-token', 'SSWS ', '[A-Za-z0-9_-]{30,}'],
  ['azure-client-secret', '[A-Za-z0-9_~.]{3}[78]Q~', '[A-Za-z0-9_~.-]{30,}'],
  ['gitea-token', 'gta_', '[A-Za-z0-9]{30,}'],
  ['mapbox-token', 'sk\\.eyJ', '[A-Za-z0-9_.-]{20,}'],
  ['facebook-token', 'EAAC', '[A-Za-z0-9]{60,}'],
  ['vercel-token', 'vc[apkr]_(?=[A-Za-z]{0,20}\\d)', '[A-Za-z0-9]{24,}'],
  ['cerebras-key', 'csk-', '[a-z0-9]{40,}'],
  ['fireworks-key', 'fw_(?=[A-Za-z]{0,20}\\d)', '[A-Za-z0-9]{22,}'],
  ['infracost-key', 'ico-', '[A-Za-z0-9]{32}'],
  ['flutterwave-key', 'FLWSECK(?:_TEST)?-', '[A-Za-z0-9-]{12,}'],
  ['elevenlabs-key', 'sk_(?=[a-f0-9]{40,})', '[a-f0-9]{40,}'],
];

/**
 * Where a token starts: not inside a word, but after what stands for another character, as in `\nTOKEN` of a JSON string or
 * `%3DTOKEN` of a URL, though that ends in a letter.
 */
const START = '(?:(?<![A-Za-z0-9_])|(?<=\\\\[bfnrt]|\\\\u[0-9a-fA-F]{4}|%[0-9a-fA-F]{2}))';

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
const ASSIGN = `[A-Za-z0-9_-]{0,40}(?:\\\\{0,3}["']\\]?)?[ \\t]{0,4}(?::=|=>|[:=])[ \\t]{0,4}${QUOTE}`;

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

/** What gives itself away by the words around it. */
const NAMED: readonly SecretPattern[] = [
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
      `((?<!-)--(?:[a-z0-9]{1,24}-){0,3}(?:password|passwd|passphrase|pass|pw)[ \\t]{1,4}${QUOTE})${value(1)}`,
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

/** In the order in which they are applied. Private keys are not here: see `redactText`. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  ...ISSUED.map(([kind, prefix, body]) => ({ kind, pattern: new RegExp(`${START}(${prefix})${body}`, 'g') })),
  ...NAMED,
];

/** Holds where any of `SECRET_PATTERNS` may, and is much faster than trying each; most text has no secret. */
export function anySecret(): RegExp {
  const issued = ISSUED.map(([, prefix, body]) => `(?:${prefix})${body}`).join('|');
  const named = NAMED.map(({ pattern }) => `(?:${pattern.source})`);
  return new RegExp([`${START}(?:${issued})`, ...named].join('|'), 'i');
}
