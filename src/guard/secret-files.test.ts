import { describe, expect, it } from 'vitest';
import type { ToolCall } from '../agents/index.ts';
import { analyzeCommand } from '../shell/index.ts';
import { secretsInFiles } from './secret-files.ts';
import { writtenBy } from './written-content.ts';

const NO_COMMAND = analyzeCommand('', { cwd: '/p', home: '/h' });

function write(path: string, input: ToolCall['input']): readonly string[] {
  const call: ToolCall = { agent: 'a', event: 'e', tool: 'Write', input, file: { path, access: 'write' } };
  return secretsInFiles(call, writtenBy(call, NO_COMMAND), NO_COMMAND);
}

function run(command: string): readonly string[] {
  const call: ToolCall = { agent: 'a', event: 'e', tool: 'Bash', input: { command }, command };
  const shell = analyzeCommand(command, { cwd: '/p', home: '/h' });
  return [...new Set(secretsInFiles(call, writtenBy(call, shell), shell))];
}

describe('secretsInFiles', () => {
  it.each([
    ['/p/.env', 'A=1\nFOO=hunter2\nexport BAR="hunt er3" # x\n', ['hunter2', 'hunt er3']],
    ['/p/.env.local', 'PIN=a1b2\nDEBUG=true\nREF=$OTHER\nPORT=3000\n', ['PIN=a1b2']],
    ['/p/prod.env', "FOO='hunter2'", ['hunter2']],
    ['/h/.pgpass', 'db:5432:x:bob:hunter2\n', ['db:5432:x:bob:hunter2']],
    ['/h/.vault-token', 'hunter2', ['hunter2']],
    ['/p/s.yaml', 'kind: Secret\nstringData:\n  foo: hunter2\n', ['hunter2']],
    ['/p/.env.example', 'FOO=hunter2', []],
    ['/p/a.yaml', 'kind: Service\nspec:\n  foo: hunter2\n', []],
    ['/p/environment.ts', 'const FOO = hunter2', []],
  ])('finds in what is written to %s: %j', (path, content, values) => {
    expect([...new Set(write(path, { file_path: path, content }))]).toEqual(values);
  });

  it('finds what an edit replaces and puts there, a bare value included', () => {
    const edit = { file_path: '/p/.env', old_string: 'FOO=hunter2', new_string: 'hunter3' };
    expect([...new Set(write('/p/.env', edit))].sort()).toEqual(['hunter2', 'hunter3']);
  });

  it.each([
    ["cat > .env <<'EOF'\nFOO=hunter2\nEOF", ['hunter2']],
    ['echo FOO=hunter2 | tee -a .env', ['hunter2']],
    ["sed -i 's/hunter2/hunter3/' .env", ['hunter2', 'hunter3']],
    ['FOO=hunter2 env > .env', ['hunter2']],
    ['kubectl apply -f - <<EOF\nkind: Secret\ndata:\n  a: aHVudGVyMg==\nEOF', ['aHVudGVyMg==']],
    ['FOO=hunter2 make && cat .env', []],
    ["sed -i 's/hunter2/hunter3/' a.txt", []],
  ])('finds in %j', (command, values) => {
    expect(run(command)).toEqual(values);
  });
});
