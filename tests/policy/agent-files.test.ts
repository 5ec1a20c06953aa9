import { describe, expect, it } from 'vitest';
import { AGENTS } from '../../src/agents/index.ts';
import { checkRecord, createDefaultGuard } from '../../src/cli/check-records.ts';

const HOME = '/home/dev';
const CWD = '/home/dev/project';
const guard = createDefaultGuard(HOME);

const files = AGENTS.flatMap(({ id, registration, projectFiles }) => [
  ...(registration?.paths({ home: HOME, env: {} }) ?? []).map((path) => ({ id, path })),
  ...projectFiles.map(({ path }) => ({ id, path: `${CWD}/${path}` })),
]);

/** What holds our hook, or can switch it off, without the agent's being told of the installation. */
describe.each(files)('$path, which decides whether $id is guarded', ({ path }) => {
  it.each([
    ['Write', { file_path: path, content: '{}' }],
    ['Edit', { file_path: path, old_string: 'a', new_string: 'b' }],
    ['write_file', { path, content: '{}' }],
    ['mcp__filesystem__write_file', { path, content: '{}' }],
    ['Bash', { command: `echo '{}' > ${path}` }],
    ['Bash', { command: `cp /tmp/x ${path}` }],
    [
      'Bash',
      {
        command: `cd ${path.slice(0, path.lastIndexOf('/'))} && rm -f ${path.slice(path.lastIndexOf('/') + 1)}`,
      },
    ],
    ['Bash', { command: `python3 -c "open('${path}','w').write('x')"` }],
  ])('is not changed by %s %j', (tool, input) => {
    expect(checkRecord(guard, { id: 'x', tool, input, cwd: CWD }, { home: HOME })).toMatchObject({
      verdict: 'deny',
    });
  });
});
