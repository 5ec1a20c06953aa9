import { isAbsolute } from 'node:path';
import { nearestName } from '../falco/index.ts';
import { mismatch, type PartProblem, type SettingType, typeSchema } from './setting-type.ts';

/** Which records of the audit go to a sink: all, or those that tell of more than that a call was made. */
export type SinkRecords = 'alerts' | 'all';

interface CommonSettings {
  readonly name: string;
  readonly records: SinkRecords;
  /** In lower case. */
  readonly minPriority: string;
  readonly maxAgeHours: number;
}

/** Files in PEM: whom to trust, and who we are. */
export interface TlsFiles {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

export interface FileSinkSettings extends CommonSettings {
  readonly type: 'file';
  readonly path: string;
  readonly rotateBytes: number;
  readonly rotateKeep: number;
}

export interface StdoutSinkSettings extends CommonSettings {
  readonly type: 'stdout';
}

export interface HttpSinkSettings extends CommonSettings, TlsFiles {
  /** `http`: Falco's JSON, a record for each request; `otlp`: OTLP/HTTP logs in JSON. */
  readonly type: 'http' | 'otlp';
  readonly url: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SyslogSinkSettings extends CommonSettings, TlsFiles {
  readonly type: 'syslog';
  readonly url: string;
  readonly facility: string;
  readonly maxBytes?: number;
}

export interface NatsSinkSettings extends CommonSettings, TlsFiles {
  readonly type: 'nats';
  readonly url: string;
  readonly subject: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
}

/** One entry below `sinks`. Secrets in it are references: `env:NAME` or `file:/path`. */
export type SinkSettings =
  | FileSinkSettings
  | StdoutSinkSettings
  | HttpSinkSettings
  | SyslogSinkSettings
  | NatsSinkSettings;

type SinkKeyType =
  | SettingType
  | { readonly kind: 'path' }
  | { readonly kind: 'url'; readonly schemes: readonly string[] }
  | { readonly kind: 'secret' }
  | { readonly kind: 'headers' }
  | { readonly kind: 'text'; readonly what: string; readonly pattern: RegExp };

interface SinkKey {
  /** In `SinkSettings`. */
  readonly setting: string;
  readonly type: SinkKeyType;
  /** Absent: there need be none. */
  readonly value?: 'required' | string | number;
}

/** RFC 5424, section 6.2.1, in the order of their numbers. */
export const SYSLOG_FACILITIES: readonly string[] = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock'],
  ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];

/** Falco's priorities as the settings name them, which is also the order of syslog's severities from 0 on. */
export const SINK_PRIORITIES: readonly string[] = [
  'emergency',
  'alert',
  'critical',
  'error',
  'warning',
  'notice',
  'informational',
  'debug',
];

const GIB = 1024 * 1024 * 1024;

const COMMON: Readonly<Record<string, SinkKey>> = {
  records: { setting: 'records', type: { kind: 'choice', values: ['alerts', 'all'] }, value: 'alerts' },
  min_priority: {
    setting: 'minPriority',
    type: { kind: 'choice', values: SINK_PRIORITIES },
    value: 'debug',
  },
  max_age_hours: {
    setting: 'maxAgeHours',
    type: { kind: 'number', min: 1, max: 8760, unit: 'hours' },
    value: 168,
  },
};

const TLS: Readonly<Record<string, SinkKey>> = {
  ca_file: { setting: 'caFile', type: { kind: 'path' } },
  cert_file: { setting: 'certFile', type: { kind: 'path' } },
  key_file: { setting: 'keyFile', type: { kind: 'path' } },
};

const HTTP: Readonly<Record<string, SinkKey>> = {
  url: { setting: 'url', type: { kind: 'url', schemes: ['https', 'http'] }, value: 'required' },
  token: { setting: 'token', type: { kind: 'secret' } },
  headers: { setting: 'headers', type: { kind: 'headers' } },
  ...TLS,
};

/** The keys of each type of sink beside `type`. */
export const SINK_KEYS: Readonly<Record<SinkSettings['type'], Readonly<Record<string, SinkKey>>>> = {
  file: {
    ...COMMON,
    path: { setting: 'path', type: { kind: 'path' }, value: 'required' },
    rotate_bytes: {
      setting: 'rotateBytes',
      type: { kind: 'number', min: 4096, max: GIB, unit: 'bytes' },
      value: 10 * 1024 * 1024,
    },
    rotate_keep: { setting: 'rotateKeep', type: { kind: 'number', min: 0, max: 100 }, value: 3 },
  },
  stdout: COMMON,
  http: { ...COMMON, ...HTTP },
  otlp: { ...COMMON, ...HTTP },
  syslog: {
    ...COMMON,
    url: { setting: 'url', type: { kind: 'url', schemes: ['tls', 'tcp', 'udp'] }, value: 'required' },
    facility: { setting: 'facility', type: { kind: 'choice', values: SYSLOG_FACILITIES }, value: 'user' },
    max_bytes: {
      setting: 'maxBytes',
      type: { kind: 'number', min: 480, max: 1024 * 1024, unit: 'bytes' },
    },
    ...TLS,
  },
  nats: {
    ...COMMON,
    url: { setting: 'url', type: { kind: 'url', schemes: ['tls', 'nats'] }, value: 'required' },
    subject: {
      setting: 'subject',
      type: { kind: 'text', what: 'a subject without wildcards', pattern: /^[\w-]+(\.[\w-]+)*$/ },
      value: 'prempti.audit',
    },
    user: { setting: 'user', type: { kind: 'text', what: 'a name', pattern: /^.{1,256}$/ } },
    password: { setting: 'password', type: { kind: 'secret' } },
    token: { setting: 'token', type: { kind: 'secret' } },
    ...TLS,
  },
};

/** The value of `sinks`. */
export const SINKS: SettingType = { kind: 'map', read: readSinks, schema: sinksSchema };

const SINK_NAME = /^[\w-]{1,64}$/;
const SECRET = /^(?:env:[A-Za-z_]\w*|file:\/.+)$/;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,128}$/;
const HEADER_VALUE = /^[\x20-\x7e]{0,4096}$/;
const NAMES_A_SECRET = /auth|key|token|secret|password|cookie/i;
const A_SECRET =
  '"env:NAME" or "file:/absolute/path", which say where the secret is: none stands in this file';

/** Reads the value of `sinks`. A sink with anything wrong is left out, and every problem is told. */
function readSinks(value: unknown): {
  readonly value: readonly SinkSettings[];
  readonly problems: readonly PartProblem[];
} {
  if (!isMap(value)) {
    return { value: [], problems: [{ path: [], message: 'expected names, each with the keys of a sink' }] };
  }
  const read = Object.entries(value).map(([name, keys]) => readSink(name, keys));
  return {
    value: read.flatMap((one) => ('sink' in one ? [one.sink] : [])),
    problems: read.flatMap((one) => ('problems' in one ? one.problems : [])),
  };
}

/** The value of `sinks` as JSON Schema. */
function sinksSchema(): Readonly<Record<string, unknown>> {
  const variants = Object.entries(SINK_KEYS).map(([type, keys]) => ({
    type: 'object',
    additionalProperties: false,
    required: ['type', ...Object.keys(keys).filter((key) => keys[key]?.value === 'required')],
    properties: {
      type: { const: type },
      ...Object.fromEntries(Object.entries(keys).map(([key, { type: of }]) => [key, keySchema(of)])),
    },
  }));
  return {
    type: 'object',
    additionalProperties: false,
    patternProperties: { [SINK_NAME.source]: { oneOf: variants } },
  };
}

type ReadSink = { readonly sink: SinkSettings } | { readonly problems: readonly PartProblem[] };

function readSink(name: string, value: unknown): ReadSink {
  const problem = (message: string, ...path: readonly string[]): PartProblem => ({
    path: [name, ...path],
    message,
  });
  if (!SINK_NAME.test(name)) {
    return { problems: [problem('expected a name of letters, digits, "-" and "_", at most 64 of them')] };
  }
  if (!isMap(value)) return { problems: [problem('expected keys and values, e.g. "type: http"')] };
  const { type, ...given } = value;
  const keys = Object.hasOwn(SINK_KEYS, String(type)) ? SINK_KEYS[type as SinkSettings['type']] : undefined;
  if (keys === undefined) {
    const types = { kind: 'choice', values: Object.keys(SINK_KEYS) } as const;
    return { problems: [problem(`expected ${mismatch(types, type)}`, 'type')] };
  }
  const problems = Object.entries(given).flatMap(([key, one]) => {
    const known = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (known === undefined) return [problem(`unknown key${hint(key, Object.keys(keys))}`, key)];
    const expected = keyMismatch(known.type, one);
    return expected === undefined ? [] : [problem(`expected ${expected}`, key)];
  });
  const missing = Object.keys(keys).filter((key) => keys[key]?.value === 'required' && !(key in given));
  const all = [...problems, ...missing.map((key) => problem(`a sink of type ${type} needs "${key}"`))];
  if (all.length > 0) return { problems: all };
  const settings = Object.entries(keys).flatMap(([key, { setting, value: preset }]) => {
    const one = given[key] ?? preset;
    return one === undefined ? [] : [[setting, one]];
  });
  return { sink: { name, type, ...Object.fromEntries(settings) } as SinkSettings };
}

/** As `mismatch`. What is found is never told: it may be a secret in the wrong place. */
function keyMismatch(type: SinkKeyType, value: unknown): string | undefined {
  switch (type.kind) {
    case 'path':
      return typeof value === 'string' && isAbsolute(value) ? undefined : 'an absolute path';
    case 'url':
      return isUrl(value, type.schemes)
        ? undefined
        : `a URL that begins with ${type.schemes.map((scheme) => `${scheme}://`).join(' or ')}, without a user or password`;
    case 'secret':
      return typeof value === 'string' && SECRET.test(value) ? undefined : A_SECRET;
    case 'text':
      return typeof value === 'string' && type.pattern.test(value) ? undefined : type.what;
    case 'headers':
      return headersMismatch(value);
    default:
      return mismatch(type, value);
  }
}

function headersMismatch(value: unknown): string | undefined {
  if (!isMap(value)) return 'names of headers and their values';
  for (const [name, one] of Object.entries(value)) {
    if (!HEADER_NAME.test(name) || typeof one !== 'string' || !HEADER_VALUE.test(one)) {
      return 'names of headers and their values, in ASCII';
    }
    if (NAMES_A_SECRET.test(name) && !SECRET.test(one)) return `for ${name} ${A_SECRET}`;
  }
  return undefined;
}

function isUrl(value: unknown, schemes: readonly string[]): boolean {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  return (
    url !== null &&
    schemes.includes(url.protocol.slice(0, -1)) &&
    url.hostname !== '' &&
    url.username === '' &&
    url.password === ''
  );
}

function keySchema(type: SinkKeyType): Readonly<Record<string, unknown>> {
  switch (type.kind) {
    case 'path':
      return { type: 'string' };
    case 'url':
      return { type: 'string', pattern: `^(?:${type.schemes.join('|')})://` };
    case 'secret':
      return { type: 'string', pattern: SECRET.source };
    case 'text':
      return { type: 'string', pattern: type.pattern.source };
    case 'headers':
      return { type: 'object', additionalProperties: { type: 'string' } };
    default:
      return typeSchema(type);
  }
}

function hint(name: string, names: readonly string[]): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? `; known keys: type, ${names.join(', ')}` : `; did you mean "${nearest}"?`;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
