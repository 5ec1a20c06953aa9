import type { CodeLanguage } from '../language.ts';
import { callTable } from './define.ts';

const FILE_CALLS = {
  read: 'readFileSync readFile createReadStream readlinkSync readlink',
  write:
    'writeFileSync writeFile createWriteStream mkdirSync mkdir truncateSync truncate utimesSync mkdtempSync outputFileSync outputFile ensureFileSync',
  append: 'appendFileSync appendFile',
  delete: 'unlinkSync unlink rmSync rm rmdirSync rmdir',
  'delete-tree': 'removeSync remove emptyDirSync',
  mode: 'chmodSync chmod chownSync chown lchownSync fchmodSync',
  list: 'readdirSync readdir statSync stat lstatSync existsSync accessSync',
  open: 'openSync open',
  copy: 'copyFileSync copyFile cpSync cp copySync copy',
  move: 'renameSync rename moveSync move',
  link: 'symlinkSync symlink linkSync link',
} as const;

/** The calls under each of the names a module goes by. */
function under(modules: readonly string[], names: string): string {
  return modules.flatMap((module) => names.split(' ').map((name) => `${module}.${name}`)).join(' ');
}

const FS = ['fs', 'fs.promises', 'fs/promises', 'fs-extra', 'fs.default', 'graceful-fs'];
const CHILD = ['child_process', 'child_process.default'];

export const JAVASCRIPT: CodeLanguage = {
  lexis: {
    lineComments: ['//'],
    blockComments: [['/*', '*/']],
    plainQuotes: '\'"',
    quotes: '',
    interpolation: '${',
    regex: true,
    sigils: '$#',
  },
  joins: [],
  members: ['.'],
  bareCalls: false,
  environments: ['process.env', 'Deno.env', 'Bun.env', 'import.meta.env'],
  globals: new Map([
    ['globalThis', ''],
    ['window', ''],
    ['fs', 'fs'],
    ['execSync', 'child_process.execSync'],
  ]),
  calls: callTable({
    read: `${under(FS, FILE_CALLS.read)} Deno.readTextFileSync Deno.readTextFile Deno.readFileSync Deno.readFile Bun.file .readFileSync`,
    write: `${under(FS, FILE_CALLS.write)} Deno.writeTextFileSync Deno.writeTextFile Deno.writeFileSync Deno.writeFile Deno.mkdirSync Bun.write .writeFileSync`,
    append: `${under(FS, FILE_CALLS.append)} .appendFileSync`,
    delete: `${under(FS, FILE_CALLS.delete)} Deno.removeSync Deno.remove .unlinkSync .rmSync rimrafSync rimraf rimraf.sync del del.sync`,
    'delete-tree': under(['fs-extra'], FILE_CALLS['delete-tree']),
    mode: `${under(FS, FILE_CALLS.mode)} Deno.chmodSync Deno.chmod`,
    list: under(FS, FILE_CALLS.list),
    open: `${under(FS, FILE_CALLS.open)} Deno.openSync Deno.open`,
    copy: `${under(FS, FILE_CALLS.copy)} Deno.copyFileSync Deno.copyFile`,
    move: `${under(FS, FILE_CALLS.move)} Deno.renameSync Deno.rename`,
    link: `${under(FS, FILE_CALLS.link)} Deno.symlinkSync`,
    shell: `${under(CHILD, 'execSync exec')} .execSync Bun.$ $ execa.command execaCommand shelljs.exec`,
    spawn: `${under(CHILD, 'spawnSync spawn execFileSync execFile fork')} .spawnSync .execFileSync Bun.spawn Bun.spawnSync Deno.Command execa execaSync Deno.run`,
    fetch:
      'fetch http.get https.get http.request https.request axios axios.get got got.get needle.get undici.fetch undici.request node-fetch XMLHttpRequest().open WebSocket',
    post: 'axios.post axios.put axios.patch got.post got.put needle.post navigator.sendBeacon',
    connect:
      'net.connect net.createConnection tls.connect net.Socket().connect dgram.createSocket().send Deno.connect Bun.connect dns.lookup dns.resolve dns.resolveTxt',
    listen: '.listen Deno.listen Deno.serve Bun.serve',
    send: '.pipe .end .write',
    sql: '.exec .query .execute .raw $executeRawUnsafe $queryRawUnsafe',
    eval: 'eval Function vm.runInThisContext vm.runInNewContext vm.runInContext vm.Script .constructor.constructor',
    load: 'importScripts process.dlopen',
    base64: 'atob',
    decode: 'Buffer.from Buffer',
    print: 'console.log console.info console.error console.warn console.dir process.stdout.write',
    identity:
      'String Buffer.of toString .toString .trim .then .text .json decodeURIComponent encodeURIComponent unescape TextDecoder().decode path.resolve path.normalize',
    chars: 'String.fromCharCode String.fromCodePoint',
    'join-path': 'path.join path.resolve path.posix.join',
    home: 'os.homedir homedir Deno.homeDir',
    cwd: 'process.cwd Deno.cwd',
    join: '.join',
    reverse: '.reverse',
    env: 'Deno.env.get Bun.env.get',
    module: 'require import process.binding module.require createRequire()',
  }),
};
