import { expect, it } from 'vitest';
import { REGISTERED_AGENTS } from './agent-hooks.ts';
import { HARMLESS_CALLS, HEALTH_CHECK } from './harmless-call.ts';

it.each(REGISTERED_AGENTS)('$title sends such a call', ({ id, name, parse }) => {
  expect(parse(HARMLESS_CALLS[id])).toMatchObject({
    kind: 'calls',
    calls: [{ agent: name, command: 'echo health-check', sessionId: HEALTH_CHECK }],
  });
});
