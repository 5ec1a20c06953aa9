import { expect, test } from 'vitest';
import { gleanSubjects } from './subjects.ts';

const file = (path: string, access: string) => ({ file: { path, access } });

test.each([
  ['execute_command', { cmd: 'ls' }, [{ command: 'ls' }]],
  ['run', { command: 'rm', args: ['-rf', 'my dir', "it's"] }, [{ command: `rm -rf 'my dir' 'it'\\''s'` }]],
  ['run', { command: ['git', 'commit', '-m', 'a b'] }, [{ command: `git commit -m 'a b'` }]],
  ['batch', { commands: ['ls', 'pwd'] }, [{ command: 'ls' }, { command: 'pwd' }]],
  [
    'batch',
    { steps: [{ shell_command: 'ls' }, { shellCommand: 'pwd' }] },
    [{ command: 'ls' }, { command: 'pwd' }],
  ],
  ['run', { args: ['-rf'] }, [{}]],
])('%s %j runs commands', (tool, input, expected) => {
  expect(gleanSubjects(tool, input)).toEqual(expected);
});

test.each([
  ['query', { sql: 'select 1' }, [{ statement: 'select 1' }]],
  ['execute_sql', { project_id: 'p', query: 'truncate a' }, [{ statement: 'truncate a' }]],
  ['mysql_query', { query: 'select 1' }, [{ statement: 'select 1' }]],
  [
    'batch',
    { statements: ['select 1', 'drop table a'] },
    [{ statement: 'select 1' }, { statement: 'drop table a' }],
  ],
  ['search_code', { query: 'drop table a' }, [{}]],
  ['web_search', { query: 'drop table a' }, [{}]],
])('%s %j runs statements', (tool, input, expected) => {
  expect(gleanSubjects(tool, input)).toEqual(expected);
});

test.each([
  ['read_text_file', { path: '/a' }, [file('/a', 'read')]],
  ['read_multiple_files', { paths: ['/a', '/b', '/a'] }, [file('/a', 'read'), file('/b', 'read')]],
  ['list_directory', { path: '/a' }, [file('/a', 'search')]],
  ['searchFiles', { rootDir: '/a' }, [file('/a', 'search')]],
  ['write_file', { path: '/a', content: 'x' }, [file('/a', 'write')]],
  ['get_or_create_file', { fileName: 'a' }, [file('a', 'write')]],
  ['delete_file', { target: './a' }, [file('./a', 'delete')]],
  ['move_file', { source: '/a', destination: '/b' }, [file('/a', 'delete'), file('/b', 'write')]],
  ['rename', { old_path: 'a', new_path: 'b' }, [file('a', 'delete'), file('b', 'write')]],
  ['copy', { src: './a', dest: './b' }, [file('./a', 'read'), file('./b', 'write')]],
  ['transform', { path: '/a' }, [file('/a', 'write')]],
  ['push', { files: [{ path: 'a', content: 'x' }] }, [file('a', 'write')]],
  ['read_profile', { profile: '/a', source: 'the wire' }, [{}]],
])('%s %j works on files', (tool, input, expected) => {
  expect(gleanSubjects(tool, input)).toEqual(expected);
});

test.each([
  ['navigate', { url: 'https://h/a' }, [{ url: 'https://h/a' }]],
  ['post', { webhookUrl: 'https://h/a', source: 'https://h/b' }, [{ url: 'https://h/a' }]],
  ['open', { uri: 'file:///a%20b?x' }, [{ ...file('/a b', 'read'), url: 'file:///a%20b?x' }]],
  ['open', { uri: 'file:///a%' }, [{ ...file('/a%', 'read'), url: 'file:///a%' }]],
  ['open', { uri: 'FILE:/a' }, [{ ...file('/a', 'read'), url: 'FILE:/a' }]],
  [
    'open',
    { url: ' fi\tle://other.host/a/../b' },
    [{ ...file('/b', 'read'), url: ' fi\tle://other.host/a/../b' }],
  ],
  ['open', { url: 'file:\\\\a\\b' }, [{ ...file('/b', 'read'), url: 'file:\\\\a\\b' }]],
  ['read', { path: 'file:///a%20b' }, [file('/a b', 'read')]],
  ['copy', { src: 'file:///a', dest: 'https://h/b' }, [file('/a', 'read')]],
])('%s %j opens addresses', (tool, input, expected) => {
  expect(gleanSubjects(tool, input)).toEqual(expected);
});

test('a command, a file and an address of one call come together', () => {
  expect(gleanSubjects('run', { command: 'x', path: '/a', url: 'https://h', files: ['/b'] })).toEqual([
    { command: 'x', ...file('/a', 'write'), url: 'https://h' },
    file('/b', 'write'),
  ]);
});

test('an input of more values than can be looked at gives none', () => {
  expect(gleanSubjects('x', { list: Array.from({ length: 30_000 }, () => 'a') })).toBeUndefined();
});
