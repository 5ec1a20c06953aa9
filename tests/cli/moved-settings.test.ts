import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runPremptictl } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

let home: string;
let folder: string;
let record: string;

beforeEach(() => {
  home = tempDir();
  folder = join(home, 'elsewhere');
  record = join(home, '.prempti', 'moved-settings.json');
  mkdirSync(join(home, '.claude'));
  mkdirSync(folder);
});

const here = (...args: readonly string[]) => runPremptictl(home, args);
const moved = (...args: readonly string[]) => runPremptictl(home, args, { CLAUDE_CONFIG_DIR: folder });

const placesOf = (stdout: string): readonly unknown[] =>
  (JSON.parse(stdout) as { agents: { file: string; guarded: boolean }[] }).agents.map(({ file, guarded }) => [
    file,
    guarded,
  ]);

/** The verdict on a write to the moved settings, by a process without the variable. */
const verdictOnWrite = (): unknown =>
  JSON.parse(here('test', '--json', `echo '{}' > ${join(folder, 'settings.json')}`).stdout).verdict;

describe('settings that a variable moved', () => {
  test('are kept when the hook is registered there, so that who lacks the variable protects and shows them', () => {
    const before = verdictOnWrite();
    expect(moved('hook', 'add', 'claude').status).toBe(0);
    expect(statSync(record).mode & 0o777).toBe(0o600);
    expect([before, verdictOnWrite()]).toEqual(['defer', 'deny']);
    const main = join(home, '.claude', 'settings.json');
    const other = join(folder, 'settings.json');
    expect(placesOf(here('hook', 'status', '--json').stdout)).toEqual([
      [main, false],
      [other, true],
    ]);
    expect(here('status').stdout).toContain(`the hook is registered in ${other}`);
    expect(placesOf(moved('hook', 'status', '--json').stdout)).toEqual([[other, true]]);
  });

  test('are repaired and cleared together with the usual ones', () => {
    moved('hook', 'add', 'claude');
    writeFileSync(join(folder, 'settings.json'), '{}');
    expect(here('hook', 'status').status).toBe(1);
    here('hook', 'add', 'claude');
    expect(here('hook', 'status').status).toBe(0);
    expect(here('uninstall')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe('{}');
    expect([existsSync(record), existsSync(join(home, '.claude', 'settings.json'))]).toEqual([false, false]);
  });

  test('are not looked for once their folder is gone, nor kept by a dry run or where they are the usual ones', () => {
    moved('hook', 'add', 'claude', '--dry-run');
    runPremptictl(home, ['hook', 'add', 'claude'], { CLAUDE_CONFIG_DIR: join(home, '.claude') });
    expect(existsSync(record)).toBe(false);
    mkdirSync(join(home, '.prempti'), { recursive: true });
    writeFileSync(record, JSON.stringify({ claude: [{ CLAUDE_CONFIG_DIR: join(home, 'gone') }] }));
    expect(placesOf(here('hook', 'status', '--json').stdout)).toHaveLength(1);
    expect(here('hook', 'add', 'claude').status).toBe(0);
    expect(existsSync(join(home, 'gone'))).toBe(false);
  });

  test.each(['{', '[]', '{"claude": [{"CLAUDE_CONFIG_DIR": 5}]}'])(
    'are told of where the record is damaged: %s',
    (text) => {
      moved('hook', 'add', 'claude');
      writeFileSync(record, text);
      expect(here('status').stdout).toContain(`${record} is not what "premptictl hook add" writes`);
      expect(moved('hook', 'add', 'claude').status).toBe(0);
      expect(verdictOnWrite()).toBe('deny');
    },
  );
});
