/** Scratch space: what lies below is nobody's to keep. */
const TEMP_DIRS = [
  '/tmp',
  '/var/tmp',
  '/dev/shm',
  '/private/tmp',
  '/private/var/tmp',
  '/var/folders',
  '/private/var/folders',
];

const SLASH = 47;

/** Files that are ways to read and write rather than places. */
const STREAM =
  /^\/dev\/(?:null|zero|full|u?random|tty|stdin|stdout|stderr|fd\/.*|pts\/.*)$|^\/proc\/self\/fd\//;

/** The home directory of some user, and what lies in it. */
const SOME_HOME = /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|\/var\/root)(?=\/|$)(.*)$/;

/** What programs keep in a home directory and fetch or make again when it is gone. */
const CACHE = new RegExp(
  `^~/(?:${[
    '(?:\\.cache|Library/Caches)/[^/*]+',
    'Library/Developer/Xcode/DerivedData',
    '\\.npm/(?:_cacache|_npx|_logs)',
    '\\.(?:yarn/cache|yarn/berry/cache|pnpm-store|bun/install/cache)',
    '\\.local/share/pnpm/store',
    '\\.gradle/caches',
    '\\.m2/repository',
    '\\.ivy2/cache',
    '\\.cargo/(?:registry|git)',
    '\\.nuget/packages',
    'go/pkg/mod',
    '\\.(?:pub-cache|ccache|composer/cache|cocoapods/repos|android/(?:build-)?cache)',
  ].join('|')})(?:/|$)`,
);

/** What tools leave behind, by name, and where they put it. */
const SCRATCH = new RegExp(
  [
    '/\\*\\*/(?:[^/]*\\.(?:o|a|so|py[co]|orig|rej|bak|old|sw[po]|te?mp|log|class|gz|d|map|tsbuildinfo)|[^/]*~)(?:/|$)',
    '/\\*\\*/(?:__pycache__|\\.DS_Store|\\.pytest_cache|node_modules|\\.[^/]*cache|dist|build|target)(?:/|$)',
    '^(?:/private)?(?:/var)?/tmp/',
    '/(?:build|dist|out|target|tests?|tmp|\\.cache|node_modules)/\\*\\*',
  ].join('|'),
);

/** Where a session is at home and at work. Both absolute and canonical. */
export interface Surroundings {
  readonly cwd: string;
  readonly home: string;
}

/** `path` is `dir` or lies below it. */
export function isWithin(path: string, dir: string): boolean {
  if (!path.startsWith(dir)) return false;
  return path.length === dir.length || dir === '/' || path.charCodeAt(dir.length) === SLASH;
}

/**
 * What is neither the project's nor scratch: an absolute path outside the working directory and the temporary
 * directories that is no stream such as /dev/null. A path that begins with what only run time knows is not known
 * to be outside.
 */
export function isOutside(path: string, { cwd }: Surroundings): boolean {
  if (!path.startsWith('/') || STREAM.test(path) || isWithin(path, cwd)) return false;
  return !TEMP_DIRS.some((dir) => isWithin(path, dir));
}

/**
 * As `isOutside`, for what is lost with a path: a temporary directory or the project as a whole count, too, a cache does
 * not.
 */
export function isLossOutside(path: string, surroundings: Surroundings): boolean {
  const whole = path.replace(/(?<=.)\/(?:\.|\.?\*|\{\*,\.\*\}|\.\[!\.\]\*)$/, '');
  if (whole === surroundings.cwd || TEMP_DIRS.includes(whole)) return true;
  return isOutside(path, surroundings) && !CACHE.test(homePath(path, surroundings) ?? '');
}

/** A pattern for what a search finds below a directory, whatever that may be; scratch by its name or place is not meant. */
export function isFoundAnywhere(path: string): boolean {
  return path.includes('/**') && !SCRATCH.test(path);
}

/**
 * A path in a home directory (the user's or another's) as `~/...`, whoever's it is, so that lists need to name
 * it once; `undefined` for what lies in the project or elsewhere.
 */
export function homePath(path: string, { cwd, home }: Surroundings): string | undefined {
  if (isWithin(path, cwd) && !isWithin(home, cwd)) return undefined;
  if (isWithin(path, home)) return `~${path.slice(home.length)}`;
  const rest = SOME_HOME.exec(path)?.[1];
  return rest === undefined ? undefined : `~${rest}`;
}
