// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
import { describe, expect, it } from 'vitest';
import { analyzeCommand } from './index.ts';
import { hostileInputs } from './testing/hostile.ts';

const context = { cwd: '/w', home: '/h' };
/** The bar is 50 ms, see bench/shell.ts; a test has to hold on slower machines that have more to do. */
const MAX_MILLISECONDS = 150;

/** Milliseconds of processor time: what else the machine does is not counted. */
function bestOf(rounds: number, run: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds && (i === 0 || best > MAX_MILLISECONDS); i++) {
    const start = process.threadCpuUsage();
    run();
    const { user, system } = process.threadCpuUsage(start);
    best = Math.min(best, (user + system) / 1_000);
  }
  return best;
}

describe('hostile input', () => {
  it.each(Object.entries(hostileInputs()))('%s takes bounded time', (_, input) => {
    const milliseconds = bestOf(4, () => {
      expect(analyzeCommand(input, context).opaque.map(({ code }) => code)).not.toContain('internal');
    });
    expect(milliseconds).toBeLessThan(MAX_MILLISECONDS);
  });

  const some = Object.entries(hostileInputs()).filter((_, i) => i % 6 === 0);
  it.each(some)('%s is followed up to 1 MB', (_, input) => {
    const long = input.repeat(Math.ceil(1_100_000 / input.length));
    const milliseconds = bestOf(1, () => {
      const { opaque, files, commands } = analyzeCommand(long, context);
      expect(opaque.map(({ code }) => code)).toContain('size');
      expect(files.length).toBeLessThanOrEqual(1_000);
      expect(commands.length).toBeLessThanOrEqual(1_000);
    });
    expect(milliseconds).toBeLessThan(1_000);
  });
});

describe('limits', () => {
  it('say when scripts are nested too deeply', () => {
    const script = `${'sudo '.repeat(100)}rm x`;
    expect(analyzeCommand(script, context).opaque).toContainEqual({ code: 'depth', detail: 'sudo' });
  });

  it('say when there was too much to look at', () => {
    const { opaque, commands } = analyzeCommand('rm x;'.repeat(20_000), context);
    expect(opaque).toEqual([{ code: 'budget', detail: 'the rest was not looked at' }]);
    expect(commands).toHaveLength(1);
  });

  it('say when the text is too long', () => {
    expect(analyzeCommand(`: ${'x'.repeat(1_100_000)}`, context).opaque).toEqual([
      { code: 'size', detail: '1100002 characters' },
    ]);
  });

  it('leave room for long but ordinary scripts', () => {
    const script = Array.from(
      { length: 400 },
      (_, i) => `mkdir -p d${i} && cp a d${i}/b${i} && echo "$HOME" >> log`,
    ).join('\n');
    const { opaque, files } = analyzeCommand(script, context);
    expect(opaque).toEqual([]);
    expect(files.length).toBeGreaterThan(800);
  });

  it('leave room for large here-documents', () => {
    const body = 'all work and no $(play) makes\n'.repeat(10_000);
    const effects = analyzeCommand(`cat > notes.md <<'E'\n${body}E`, context);
    expect(effects.opaque).toEqual([]);
    expect(effects.writes).toEqual([{ path: '/w/notes.md', content: body, append: false }]);
  });
});
