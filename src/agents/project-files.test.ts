import { expect, test } from 'vitest';
import { AGENTS } from './find-agent.ts';

const files = AGENTS.flatMap(({ id, projectFiles }) =>
  projectFiles.map(({ path, switchOff }) => [id, path, switchOff] as const),
);
const withAllHooksOff = files.filter(([id]) => ['claude', 'copilot', 'qwen'].includes(id));

test.each(withAllHooksOff)('%s warns of a %s that switches every hook off', (_, __, switchOff) => {
  expect(switchOff('{"disableAllHooks": true}')).toContain('"disableAllHooks" is true');
  expect(switchOff('{"a": 1, // why\n "disableAllHooks": true}')).toContain('"disableAllHooks" is true');
});

test.each(files)('%s has nothing against a %s that switches nothing off', (_, __, switchOff) => {
  for (const text of ['', '{}', '[]', 'null', '{"disableAllHooks": false}', '{"disableAllHooks": tr']) {
    expect(switchOff(text)).toBeUndefined();
  }
});
