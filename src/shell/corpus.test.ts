import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeCommand, type CommandEffects } from './index.ts';

const CORPUS = new URL('../../../shared/corpus/', import.meta.url);
const skipped = existsSync(CORPUS) ? undefined : 'the shared corpus is not beside this repository';

function effectsOf(name: string): readonly CommandEffects[] {
  return readFileSync(new URL(`${name}.jsonl`, CORPUS), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) =>
        JSON.parse(line) as {
          readonly tool: string;
          readonly cwd: string;
          readonly input: { readonly command: string };
        },
    )
    .filter(({ tool }) => tool === 'Bash')
    .map(({ cwd, input }) => analyzeCommand(input.command, { cwd, home: '/home/dev' }));
}

describe('recorded commands', () => {
  it.for(['dangerous', 'benign', 'ambiguous'])('%s ones are analysed within the limits', (name, test) => {
    if (skipped !== undefined) test.skip(skipped);
    const reasons = effectsOf(name).flatMap(({ opaque }) => opaque.map(({ code }) => code));
    expect(reasons.filter((code) => ['internal', 'budget', 'depth', 'size'].includes(code))).toEqual([]);
  });

  it('that are benign are mostly understood', (test) => {
    if (skipped !== undefined) test.skip(skipped);
    const all = effectsOf('benign');
    const opaque = all.filter((effects) => effects.opaque.length > 0);
    expect(opaque.length / all.length).toBeLessThan(0.04);
  });

  it('that are benign run nothing from the network', (test) => {
    if (skipped !== undefined) test.skip(skipped);
    expect(effectsOf('benign').filter(({ remote, decoded }) => remote || decoded).length).toBeLessThanOrEqual(
      1,
    );
  });
});
