// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell text
import { describe, expect, it } from 'vitest';
import { analyzeCommand } from './index.ts';

const context = { cwd: '/w', home: '/h' };

function codes(command: string): string[] {
  return [...new Set(analyzeCommand(command, context).opaque.map(({ code }) => code))].sort();
}

describe('what cannot be understood', () => {
  it.each([
    ['$X a', ['command']],
    ['"$(curl -s https://a.example)" a', ['command']],
    ['/bin/r? x', ['command']],
    ['eval "$X"', ['code']],
    ['bash -c "$(pass show x)"', ['code']],
    ['curl https://a.example | sh', ['code']],
    ['bash -c "echo $X"', ['partial-code']],
    ['rm -rf "$X"', ['delete-path']],
    ['rm -rf "$X/y"', ['delete-path']],
    ['cat "$X"', ['read-path']],
    ['echo a > "$X"', ['write-path']],
    ['chmod +x "$X"', ['mode-path']],
    ['curl "$X"', ['host']],
    ['nc "$H" 80', ['host']],
    ['python3 -c "eval(x)"', ['code', 'dynamic-code']],
    ['if [ a ]; then ls', ['syntax']],
    ['echo "a', ['syntax']],
    ['echo $(ls', ['syntax']],
  ])('%s is %s', (command, expected) => {
    expect(codes(command)).toEqual(expected);
  });

  it.each([
    'rm -rf /tmp/$X',
    'cat /etc/$X',
    'echo "$X" "$(date)"',
    'git commit -m "$MSG"',
    '[ "$X" = y ] && echo z',
    'for f in *.c; do gcc -c "$f"; done',
    'eval "$(ssh-agent -s)"',
    'eval "$(direnv hook bash)"',
    'bash script.sh "$X"',
    'cat script.sh | bash',
    'psql < dump.sql',
    'export PATH="$PATH:/x"',
    'X=$(mktemp -d); rm -rf "$X"',
    'cd "$(git rev-parse --show-toplevel)" && rm -rf dist',
    'python3 -c "print(1)"',
    'ls | xargs rm',
  ])('%s is understood well enough', (command) => {
    expect(codes(command)).toEqual([]);
  });

  it('is still followed as far as it goes', () => {
    const { files, commands } = analyzeCommand('if true; then rm /x; cat "$(', context);
    expect(files.map(({ path }) => path)).toContain('/x');
    expect(commands.map(({ name }) => name)).toContain('cat');
  });
});
