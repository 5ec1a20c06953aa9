import { baseName, isWithin } from '../path.ts';
import { applyRole } from '../program/roles.ts';
import type { ProgramRun } from '../program/run.ts';
import { derive, display, isPartial, joinTexts, literal, type Text } from '../text.ts';

/** Settings whose values are commands git runs. */
const COMMAND_KEYS =
  /^(?:core\.(?:sshcommand|pager|editor|fsmonitor|askpass|gitproxy)|diff\.external|sequence\.editor|gpg\.(?:ssh\.|x509\.)?program|credential(?:\..+)?\.helper|(?:diff|merge|filter)\..+\.(?:command|driver|textconv|clean|smudge|process)|(?:diff|merge)tool\..+\.cmd|interactive\.difffilter|pager\..+|remote\..+\.(?:uploadpack|receivepack)|uploadpack\.packobjectshook|man\..+\.cmd|browser\..+\.cmd|web\.browser|init\.templatedir|sendemail\.smtpserver)$/;
/** Settings that weaken checks or redirect what is fetched and run. */
const TRUST_KEYS =
  /^(?:core\.(?:hookspath|attributesfile|worktree)|http(?:\..+)?\.(?:sslverify|proxy|sslcainfo)|protocol\.(?:ext|file)\.allow|safe\.directory|url\..+\.(?:insteadof|pushinsteadof)|transfer\.fsckobjects|include(?:if\..+)?\.path|commit\.gpgsign|user\.signingkey)$/;
/** Values of such settings that everybody has. */
const USUAL_COMMANDS =
  /^(?:less|cat|more|delta|vim?|nvim|nano|emacs|code(?: --wait)?|true|false|:|store|cache|osxkeychain|manager(?:-core)?|libsecret|gpg2?|diff-so-fancy.*|ssh|!gh auth git-credential|!\/usr\/bin\/gh auth git-credential|bat|micro|hx|subl.*)$|^(?:less|delta|cache) -?-/;

/** Options whose values are commands or settings, whichever subcommand they are given to. */
const HELPER_OPTIONS = [
  '--upload-pack',
  '--receive-pack',
  '--exec',
  '--open-files-in-pager',
  '--ext-diff-command',
  '--config',
] as const;

/** What every git command has: `-c key=value`, and whichever part the subcommand adds. */
export function git(run: ProgramRun): void {
  for (const setting of run.values('-c')) applySetting(run, setting);
  const subcommand = run.parsed.subcommand[0];
  switch (subcommand) {
    case 'config':
      configure(run);
      return;
    case 'rebase':
    case 'bisect':
    case 'submodule':
    case 'filter-branch':
    case 'difftool':
      runHelpers(run);
      return;
    case undefined:
      runAlias(run);
      return;
    default:
      for (const option of HELPER_OPTIONS)
        for (const value of run.values(option))
          if (option === '--config') applySetting(run, value);
          else if (option !== '--open-files-in-pager' || value.value !== '') startHelper(run, value);
      for (const operand of run.operands) externalUrl(run, operand);
      if (subcommand === 'show' || subcommand === 'cat-file')
        for (const operand of run.operands) readFromHistory(run, operand);
  }
}

/** `HEAD:.env` is what a file held at a revision. */
function readFromHistory(run: ProgramRun, operand: Text): void {
  const colon = operand.value.indexOf(':');
  if (colon > 0 && colon < operand.value.length - 1)
    run.read(derive(operand, operand.value.slice(colon + 1)), { possible: true });
}

function applySetting(run: ProgramRun, setting: Text): void {
  const equals = setting.value.indexOf('=');
  const key = (equals < 0 ? setting.value : setting.value.slice(0, equals)).toLowerCase();
  const value = derive(setting, equals < 0 ? '' : setting.value.slice(equals + 1));
  applyKey(run, key, value);
}

function applyKey(run: ProgramRun, key: string, value: Text): void {
  if (key.startsWith('alias.')) {
    if (value.value.startsWith('!')) {
      run.action('git-config');
      startHelper(run, derive(value, value.value.slice(1)));
    }
    return;
  }
  if (TRUST_KEYS.test(key) && !/^(?:true|1|\/dev\/null)$/.test(value.value) && value.value !== '')
    run.action('git-config');
  if (/^http(?:\..+)?\.sslverify$/.test(key) && /^(?:false|0|no|off)$/i.test(value.value))
    run.action('disable-security');
  if (!COMMAND_KEYS.test(key) || value.value === '' || USUAL_COMMANDS.test(value.value)) return;
  if (/^(?:true|false|\d+)$/.test(value.value)) return;
  run.action('git-config');
  startHelper(run, derive(value, value.value.replace(/^!/, '')));
}

function startHelper(run: ProgramRun, command: Text): void {
  const { stdinTaken } = run;
  run.startShell(command);
  run.stdinTaken = stdinTaken;
}

/** `git config key value`. */
function configure(run: ProgramRun): void {
  if (run.has('--edit')) return;
  const operands = ['set', 'unset', 'get', 'list'].includes(run.operands[0]?.value ?? '')
    ? run.operands.slice(1)
    : run.operands;
  const [key, value] = operands;
  const file = run.value('--file');
  if (key === undefined || value === undefined || run.has('--get') || run.operands[0]?.value === 'get')
    return;
  if (file !== undefined) run.actor.file('write', file);
  applyKey(run, key.value.toLowerCase(), value);
}

/** Commands that git runs for every commit, module or revision. */
function runHelpers(run: ProgramRun): void {
  for (const option of [
    '--exec',
    '--tree-filter',
    '--index-filter',
    '--msg-filter',
    '--env-filter',
    '--commit-filter',
    '--parent-filter',
    '--tag-name-filter',
    '--extcmd',
    '--setup',
  ])
    for (const command of run.values(option)) startHelper(run, command);
  const [first, ...others] = run.operands;
  if (first?.value === 'foreach') {
    const command = others.filter(({ value }) => value !== '--recursive');
    if (command.length > 0) startHelper(run, joinTexts(command, ' '));
  }
  if (first?.value === 'run' && run.parsed.subcommand[0] === 'bisect') run.start(others);
}

/** `git foo` where foo is no subcommand: an alias set with `-c`. */
function runAlias(run: ProgramRun): void {
  const [name] = run.operands;
  if (name === undefined) return;
  for (const setting of run.values('-c')) {
    const value = setting.value.startsWith(`alias.${name.value}=`)
      ? setting.value.slice(name.value.length + 7)
      : undefined;
    if (value !== undefined && !value.startsWith('!'))
      run.start([
        literal('git'),
        ...value.split(' ').map((word) => derive(setting, word)),
        ...run.operands.slice(1),
      ]);
  }
}

/** `ext::command` as a repository runs the command. */
function externalUrl(run: ProgramRun, operand: Text): void {
  if (operand.value.startsWith('ext::') && !isPartial(operand.value.slice(0, 6)))
    startHelper(run, derive(operand, operand.value.slice(5).replaceAll('% ', ' ')));
}

/** The remote of `git clone`, `fetch`, `push`: a host when it is a URL. */
export function gitRemote(run: ProgramRun): void {
  git(run);
  const [repository, given] = run.operands;
  if (run.parsed.subcommand[0] === 'clone' && repository !== undefined) {
    const directory = given ?? derive(repository, baseName(repository.value).replace(/\.git$/, ''));
    const path = run.actor.file('write', directory);
    const isRemote = /^(?:https?|ssh|git|ftps?):\/\/|^[\w.-]+@[\w.-]+:/.test(repository.value);
    const sources = isRemote ? [{ kind: 'net', host: display(repository.value) } as const] : [];
    // Git refuses a directory that holds something, and this one does.
    run.runtime.files.writeTree(path, { sources, isNew: !isWithin(path, run.actor.cwd) });
  }
  for (const operand of run.operands.slice(0, 1)) {
    const url = /^(?:https?|ssh|git|ftps?):\/\//.test(operand.value);
    const scp = /^[\w.-]+@[\w.-]+:/.test(operand.value);
    if (url) run.fetch(operand);
    else if (scp)
      run.connect(
        derive(operand, operand.value.slice(operand.value.indexOf('@') + 1).split(':', 1)[0] ?? ''),
      );
  }
}

/** `git checkout`: a branch is switched to, files are overwritten. */
export function gitCheckout(run: ProgramRun): void {
  git(run);
  if (run.has('--force')) run.action('git-discard');
  if (run.has('--pathspec-from-file')) run.action('git-discard');
  const separator = run.args.findIndex(({ value }) => value === '--');
  const creates =
    run.has('-b') || run.has('-B') || run.has('--orphan') || run.has('--track') || run.has('--detach');
  const files = separator >= 0 ? run.args.slice(separator + 1) : creates ? [] : filesAmong(run.operands);
  if (files.length === 0) return;
  run.action('git-discard');
  for (const file of files) applyRole(run, 'edit', file);
}

/** Without `--` the first operand is a branch, unless it can only be a path. */
function filesAmong(operands: readonly Text[]): readonly Text[] {
  const [first, ...others] = operands;
  if (first === undefined) return [];
  return first.value === '.' || first.value.startsWith('./') || first.value.startsWith('../')
    ? operands
    : others;
}

/** `git rev-parse --show-toplevel`: taken to be where the call starts. */
export function gitRevParse(run: ProgramRun): void {
  git(run);
  if (run.has('--show-toplevel')) run.print(literal(`${run.runtime.context.cwd}\n`));
  else if (run.has('--git-dir')) run.print(literal('.git\n'));
}

/** Mercurial's `--config alias.x=!command` and hooks. */
export function mercurial(run: ProgramRun): void {
  for (const setting of run.values('--config')) {
    const match =
      /^(?:alias\.[\w-]+=!|hooks\.[\w.-]+=|ui\.(?:ssh|editor|merge)=|merge-tools\.[\w.-]+=|extensions\.[\w-]+=)(.*)$/s.exec(
        setting.value,
      );
    if (match !== null) startHelper(run, derive(setting, match[1] as string));
  }
}
