import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A throw-away home with a project in it. */
export interface World {
  readonly home: string;
  readonly project: string;
  /** Where the guard keeps its files. */
  readonly prefix: string;
  /** All that a program finds in its environment: this home, and where programs are. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file below the home, folders included, and gives its path. */
  write(path: string, content: string, mode?: number): string;
  /** The content of a file, empty when there is none. */
  read(path: string): string;
  has(path: string): boolean;
  remove(): void;
}

/** Makes a world in the temporary folder. */
export function createWorld(): World {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'prove-')));
  const home = join(root, 'home');
  const project = join(home, 'project');
  const temporary = join(home, 'tmp');
  mkdirSync(temporary, { recursive: true });
  mkdirSync(project);
  return {
    home,
    project,
    prefix: join(root, 'prefix'),
    env: { HOME: home, TMPDIR: temporary, PATH: process.env.PATH ?? '/usr/bin:/bin', TERM: 'dumb' },
    write: (path, content, mode = 0o644) => {
      const file = join(home, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, { mode });
      return file;
    },
    read: (path) => (existsSync(join(home, path)) ? readFileSync(join(home, path), 'utf8') : ''),
    has: (path) => existsSync(join(home, path)),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}
