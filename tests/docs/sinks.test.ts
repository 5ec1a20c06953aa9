import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/guard/index.ts';
import { SINK_KEYS } from '../../src/guard/sink-settings.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'sinks.md'), 'utf8');

describe('docs/sinks.md', () => {
  it.each(Object.entries(SINK_KEYS))('names the type %s and its keys', (type, keys) => {
    for (const name of [type, ...Object.keys(keys)]) expect(page).toContain(`\`${name}\``);
  });

  it('shows settings that are right', () => {
    const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) {
      const { settings, problems } = parseSettings(text, 'example');
      expect(problems).toEqual([]);
      expect(settings.sinks.length).toBeGreaterThan(0);
    }
  });
});
