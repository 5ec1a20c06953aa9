import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agent, Decision, HookReply, Json, JsonObject } from './agent.ts';
import { AGENTS, findAgent } from './find-agent.ts';
import { observedSubjects } from './testing/observed-subjects.ts';
import { type Effect, replyReaderOf } from './testing/read-reply.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const shared = fileURLToPath(new URL('../../../shared/agents/', import.meta.url));

/** Folders of agents that are not named by the agent's id: ours, and those of observed payloads. */
const FOLDERS: Readonly<Record<string, string>> = { claude: 'claude-code' };
const OBSERVED: Readonly<Record<string, string>> = {
  claude: 'claude-code',
  gemini: 'gemini-cli',
  qwen: 'qwen-code',
};

/** The events of observed payloads that tell what became of a call. */
const OUTCOME_EVENTS: Readonly<Record<string, readonly string[]>> = {
  claude: ['PostToolUse', 'PostToolUseFailure'],
  codex: ['PostToolUse'],
  copilot: ['postToolUse', 'postToolUseFailure'],
  gemini: ['AfterTool'],
  qwen: ['PostToolUse', 'PostToolUseFailure'],
};

const readJson = (path: string): Json => JSON.parse(readFileSync(path, 'utf8')) as Json;
const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);
const fixturesOf = ({ id }: Agent): string => join(here, FOLDERS[id] ?? id, 'fixtures');

/** Payloads of ours that are understood as calls. */
const callPayloads = (agent: Agent): readonly JsonObject[] =>
  namesIn(fixturesOf(agent))
    .map((name) => readJson(join(fixturesOf(agent), name, 'input.json')) as JsonObject)
    .filter((payload) => agent.parse(payload).kind === 'calls');

/** The events at which an agent of ours is asked, as the fixtures have them. */
const callEvents = (agent: Agent): readonly string[] => [
  ...new Set(callPayloads(agent).map((payload) => agent.parse(payload).event ?? '')),
];

describe.each(AGENTS.map((agent) => [agent.id, agent] as const))('%s', (_, agent) => {
  describe('our fixtures', () => {
    test.each(namesIn(fixturesOf(agent)))('%s', (name) => {
      const expected = join(fixturesOf(agent), name, 'expected.json');
      const parsed = agent.parse(readJson(join(fixturesOf(agent), name, 'input.json')));
      if (process.env.UPDATE_FIXTURES === '1') {
        writeFileSync(expected, `${JSON.stringify(parsed, null, 2)}\n`);
      }
      expect(parsed).toEqual(readJson(expected));
      expect(parsed.kind === 'invalid').toBe(name.startsWith('ng.'));
    });

    test('hold a call and a payload that is refused', () => {
      expect(callPayloads(agent)).not.toEqual([]);
      expect(namesIn(fixturesOf(agent)).some((name) => name.startsWith('ng.'))).toBe(true);
    });
  });

  const observed = join(shared, OBSERVED[agent.id] ?? agent.id, 'fixtures');
  describe.skipIf(!existsSync(observed))('observed payloads (skipped where ../shared is absent)', () => {
    test.each(namesIn(observed))('%s', (name) => {
      const payload = readJson(join(observed, name)) as JsonObject;
      const parsed = agent.parse(payload);
      if (callEvents(agent).some((event) => name.startsWith(`${event}.`))) {
        expect(parsed).toMatchObject({ kind: 'calls', calls: observedSubjects(agent.id, payload) });
        return;
      }
      const event = name.split('.')[0] as string;
      if (OUTCOME_EVENTS[agent.id]?.includes(event)) {
        const isFailure = event.endsWith('Failure');
        expect(parsed).toMatchObject({
          kind: 'outcome',
          event,
          outcome: { agent: agent.name, result: isFailure ? 'failed' : expect.anything() },
        });
        return;
      }
      // Where the payload does not say its event, nothing but calls is registered.
      if (payload.hook_event_name === event) {
        expect(parsed).toMatchObject({ kind: expect.stringMatching(/^(notice|session-start)$/), event });
      }
    });
  });

  const outcomes = join(shared, OBSERVED[agent.id] ?? agent.id, 'outcomes.json');
  describe.skipIf(!existsSync(outcomes))('observed outcomes (skipped where ../shared is absent)', () => {
    const rows = existsSync(outcomes) ? (readJson(outcomes) as unknown as Outcomes).rows : [];
    const readable = rows.filter(({ hook }) => hook.signal === undefined && hook.sleep === undefined);

    test.each(readable)('$case is read as the agent reads it', ({ hook, executed }) => {
      const { out = '', err: stderr = '', code: exitCode = 0 } = hook;
      const stdout = typeof out === 'string' ? out : JSON.stringify(out);
      const effect = replyReaderOf(agent.id)(callEvents(agent)[0], { stdout, stderr, exitCode });
      expect(effect === 'runs').toBe(executed);
    });
  });

  describe('every answer has the effect that it should', () => {
    const reasons = ['', 'because', 'one\n"two" \u0000\u2028 | drei ⚠', ' '];
    const cases = [...callEvents(agent), undefined].flatMap((event) =>
      reasons.flatMap((reason) =>
        [undefined, true, false].flatMap((isHeadless) =>
          DECISIONS.map((decision) => ({ event, decision, reason, isHeadless })),
        ),
      ),
    );

    test.each(cases)(
      '$event $decision $reason headless $isHeadless',
      ({ event, decision, reason, isHeadless }) => {
        const reply = agent.render(
          event,
          { decision, reason },
          isHeadless === undefined ? {} : { isHeadless },
        );
        expect(isOneAnswer(reply)).toBe(true);
        expect(WANTED[decision]).toContain(replyReaderOf(agent.id)(event, reply));
      },
    );
  });

  describe('whatever comes', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.anything({ withBigInt: true, withDate: true, withMap: true }),
    );

    test('parsing does not throw', () => {
      fc.assert(fc.property(anything, (value) => agent.parse(value).kind !== undefined));
    });

    test('a call with odd parts is judged or refused, never waved through', () => {
      const payloads = callPayloads(agent);
      fc.assert(
        fc.property(fc.constantFrom(...payloads), fc.nat(), fc.jsonValue(), (payload, at, value) => {
          const paths = pathsIn(payload);
          const path = paths[at % paths.length] ?? [];
          const parsed = agent.parse(replaced(payload, path, value as Json));
          if (parsed.kind === 'calls') expect(parsed.calls.length).toBeGreaterThan(0);
          // Only another event, or what is no call any more, may pass as a notice.
          if (parsed.kind === 'notice') expect(path.length).toBe(1);
          if (parsed.kind !== 'invalid') return;
          const reply = agent.render(parsed.event, { decision: 'deny', reason: parsed.problem });
          const isKnown = parsed.event === undefined || callEvents(agent).includes(parsed.event);
          if (isKnown) expect(replyReaderOf(agent.id)(parsed.event, reply)).toBe('stops');
        }),
        { numRuns: 300 },
      );
    });

    test('an unknown tool is judged by the usual keys', () => {
      fc.assert(
        fc.property(
          fc.constantFrom(...callPayloads(agent)),
          fc.stringMatching(/^zz[a-z_]{1,12}$/),
          (payload, name) => {
            const key = ['tool_name', 'toolName', 'tool'].find((known) => typeof payload[known] === 'string');
            if (key === undefined) return;
            const parsed = agent.parse({ ...payload, [key]: name });
            expect(parsed.kind).not.toBe('notice');
            if (parsed.kind === 'calls') expect(parsed.calls[0]?.tool).toContain(name);
          },
        ),
      );
    });
  });
});

test('every agent is found by its id and by its name', () => {
  for (const agent of AGENTS) {
    expect(findAgent(agent.id)).toBe(agent);
    expect(findAgent(agent.name)).toBe(agent);
  }
  expect(new Set(AGENTS.flatMap(({ id, name }) => [id, name])).size).toBe(
    new Set(AGENTS.map(({ id }) => id)).size + AGENTS.filter(({ id, name }) => id !== name).length,
  );
});

interface Outcomes {
  readonly rows: readonly {
    readonly case: string;
    readonly hook: {
      readonly out?: Json;
      readonly err?: string;
      readonly code?: number;
      readonly signal?: string;
      readonly sleep?: number;
    };
    readonly executed: boolean;
  }[];
}

const DECISIONS: readonly Decision[] = ['allow', 'deny', 'ask', 'defer'];
const WANTED: Readonly<Record<Decision, readonly Effect[]>> = {
  allow: ['runs'],
  deny: ['stops'],
  // A prompt, or a refusal where there is none; never a call that just runs.
  ask: ['asks', 'stops'],
  defer: ['runs', 'asks'],
};

/** What the hook client lets through: one JSON object or nothing. */
function isOneAnswer({ stdout, exitCode }: HookReply): boolean {
  const value: unknown = stdout === '' ? {} : JSON.parse(stdout);
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    exitCode >= 0 &&
    !/[\r\n]/.test(stdout)
  );
}

type Path = readonly (string | number)[];

/** Every place in a payload. */
function pathsIn(value: Json, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return at.length === 0 ? [] : [at];
  const inner = Object.entries(value).flatMap(([key, item]) => pathsIn(item as Json, [...at, key]));
  return at.length === 0 ? inner : [at, ...inner];
}

function replaced(value: Json, [key, ...rest]: Path, by: Json): Json {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? replaced(item, rest, by) : item));
  const object = value as JsonObject;
  return { ...object, [key]: replaced(object[key] ?? null, rest, by) };
}
