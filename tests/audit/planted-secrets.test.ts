import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readAuditStore } from '../../src/audit/index.ts';
import { prefixAt } from '../../src/guard/index.ts';
import { runHook } from '../support/hook.ts';
import { bodyOf, TOKENS } from '../support/planted-secrets.ts';
import { PROGRAM, runPremptictl } from '../support/premptictl.ts';
import { sendRaw } from '../support/service.ts';
import { ANYWHERE, IN_PLACE, type SecretCall } from './secret-calls.ts';

/** Secrets in calls, through the built service and through hooks without it; then a search of all that was written or said. */

const CLIENT = join(PROGRAM, '..', '..', 'dist', 'hook-client.cjs');

interface Planted {
  readonly where: string;
  readonly secret: string;
  readonly call: SecretCall;
}

const PASSWORD = { kind: 'password', prefix: '', alphabet: 'alnum', length: 14 } as const;

const places = Object.entries(ANYWHERE);

/** Every kind of token, each at some of the places. */
const TOKEN_CALLS: readonly Planted[] = TOKENS.flatMap((token, index) =>
  [0, 5, 11, 16].map((step) => {
    const [place, plant] = places[(index + step) % places.length] as (typeof places)[number];
    const secret = bodyOf(token, place);
    return {
      where: `${token.kind}: ${place}`,
      secret: secret.slice(-12),
      call: plant(`${token.prefix}${secret}`),
    };
  }),
);

const PASSWORD_CALLS: readonly Planted[] = Object.entries(IN_PLACE).map(([where, plant]) => {
  const secret = bodyOf(PASSWORD, where);
  return { where, secret, call: plant(secret) };
});

/** Has every call wait for a person, with a reason that repeats what was called. */
const RULES = `
- rule: Ask about everything
  desc: d
  condition: tool.name exists
  output: Falco asks about %tool.input and %exec.line and %exec.arg
  priority: WARNING
  source: coding_agent
  tags: [coding_agent_ask]
`;

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'prempti-'));
  mkdirSync(join(home, '.prempti', 'config'), { recursive: true });
  writeFileSync(join(home, '.prempti', 'config', 'prempti.yaml'), 'service: {start: manual}\n');
  mkdirSync(join(home, '.prempti', 'rules', 'user'), { recursive: true });
  writeFileSync(join(home, '.prempti', 'rules', 'user', 'ask.yaml'), RULES);
});
afterEach(() => {
  runPremptictl(home, ['stop']);
  rmSync(home, { recursive: true, force: true });
});

const payload = ({ tool, input }: SecretCall): string =>
  JSON.stringify({
    session_id: 's1',
    cwd: '/home/dev/project',
    hook_event_name: 'PreToolUse',
    tool_name: tool,
    tool_input: input,
    tool_use_id: 'u1',
  });

/** All bytes below the prefix, and what stands in the store in another form. */
function everything(): string {
  const prefix = prefixAt(join(home, '.prempti'));
  const files = readdirSync(prefix.root, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  const bytes = files.map((file) => readFileSync(join(file.parentPath, file.name), 'latin1'));
  const reader = readAuditStore(prefix.auditStore);
  const entries = JSON.stringify([...(reader?.entries() ?? [])]);
  reader?.close();
  return [...bytes, entries, ...searchTerms(prefix.auditStore)].join('\n');
}

/** The words under which entries are found. */
function searchTerms(store: string): readonly string[] {
  const database = new DatabaseSync(store);
  database.exec(`CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'search', 'row')`);
  const rows = database.prepare('SELECT term FROM temp.terms').all();
  database.close();
  return rows.map(({ term }) => String(term));
}

/** Those whose secret is found, whatever quotes and backslashes stand in it, in letters of any case. */
function found(planted: readonly Planted[], text: string): readonly string[] {
  const plain = text.replaceAll(/["'\\]/g, '').toLowerCase();
  return planted.filter(({ secret }) => plain.includes(secret.toLowerCase())).map(({ where }) => where);
}

/** What is no secret is found: the search would find the others. */
const PLAIN: Planted = {
  where: 'no secret',
  secret: 'plainneedle',
  call: { tool: 'Bash', input: { command: 'deploy plainneedle' } },
};

test('nothing that the service writes or says holds a secret of a call', { timeout: 120_000 }, async () => {
  expect(runPremptictl(home, ['start'])).toMatchObject({ status: 0 });
  const planted = [PLAIN, ...TOKEN_CALLS, ...PASSWORD_CALLS];
  const socket = join(home, '.prempti', 'run', 'broker.sock');
  const said: string[] = [];
  for (const { call } of planted) {
    said.push(await sendRaw(socket, `{"version":2,"agent":"claude","payload":${payload(call)}}\n`));
  }
  expect(found(planted, said.join('\n'))).toEqual(['no secret']);
  // Approvals wait, the write-ahead log is there.
  expect(found(planted, everything())).toEqual(['no secret']);
  expect(runPremptictl(home, ['stop'])).toMatchObject({ status: 0 });
  const left = everything();
  expect(left.match(/"entry":{"kind":"call"/g)).toHaveLength(planted.length);
  expect(found(planted, left)).toEqual(['no secret']);
});

test('nothing that a hook without a service writes or says holds a secret', {
  timeout: 120_000,
}, async () => {
  const planted = [PLAIN, ...[...TOKEN_CALLS, ...PASSWORD_CALLS].filter((_, index) => index % 25 === 0)];
  const said: string[] = [];
  for (const { call } of planted) {
    const { stdout, stderr } = await runHook(CLIENT, ['claude'], payload(call), { HOME: home });
    said.push(stdout, stderr);
  }
  const left = everything();
  expect(left.match(/"entry":{"kind":"call"/g)).toHaveLength(planted.length);
  expect(found(planted, said.join('\n'))).toEqual(['no secret']);
  expect(found(planted, left)).toEqual(['no secret']);
});

test('a payload that is no call is refused without its secrets', async () => {
  const secret = bodyOf(PASSWORD, 'malformed');
  const { stdout, stderr } = await runHook(CLIENT, ['claude'], `{"password":"${secret}",`, { HOME: home });
  expect(
    found([{ where: 'malformed', secret, call: { tool: '', input: {} } }], stdout + stderr + everything()),
  ).toEqual([]);
});
