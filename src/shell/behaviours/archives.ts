import type { Source } from '../effects.ts';
import { own } from '../own.ts';
import { remoteHost } from '../program/guess.ts';
import { applyRole } from '../program/roles.ts';
import type { ProgramRun } from '../program/run.ts';
import { derive, display, EMPTY_TEXT, literal, type Text, textFrom } from '../text.ts';

/** Letters of tar's old style that take the next argument. */
const OLD_STYLE_VALUES: Readonly<Record<string, string>> = {
  f: '--file',
  C: '--directory',
  T: '--files-from',
  X: '--exclude-from',
  I: '--use-compress-program',
  b: '-b',
  V: '--label',
};

interface TarCall {
  readonly mode: 'create' | 'extract' | 'list' | 'other';
  readonly archive: Text | undefined;
  readonly members: readonly Text[];
  readonly toStdout: boolean;
  readonly directory: Text | undefined;
}

/** `tar c`, `tar x`, `tar t` in old and new style; `-C` applies to what follows it. */
export function tar(run: ProgramRun): void {
  run.stdinTaken = true;
  for (const option of [
    '--to-command',
    '--use-compress-program',
    '--rsh-command',
    '--info-script',
    '--new-volume-script',
    '--rmt-command',
  ])
    for (const command of run.values(option)) runHelper(run, option, command);
  for (const action of run.values('--checkpoint-action')) {
    const command = /^exec=(.*)$/s.exec(action.value)?.[1];
    if (command !== undefined) run.startShell(derive(action, command));
  }
  run.stdinTaken = true;
  const call = readCall(run);
  const archiveHost = call.archive === undefined ? undefined : remoteHost(call.archive.value);
  // The archive is named from where tar starts, its members from where `-C` leads.
  const isFile = call.archive !== undefined && archiveHost === undefined && call.archive.value !== '-';
  const archive =
    isFile && call.archive !== undefined
      ? derive(call.archive, run.actor.resolve(call.archive.value))
      : call.archive;
  for (const directory of [
    ...run.values('--directory'),
    ...(call.directory === undefined ? [] : [call.directory]),
  ])
    applyRole(run, 'cwd', directory);
  switch (call.mode) {
    case 'create':
      for (const member of call.members) run.read(member, { recursive: true });
      for (const list of run.values('--files-from')) readListed(run, list);
      writeArchive(run, archive, archiveHost);
      if (run.has('--remove-files'))
        for (const member of call.members) run.remove(member, { recursive: true });
      return;
    case 'extract':
      extract(run, call, readArchive(run, archive, archiveHost).sources);
      return;
    case 'list':
      readArchive(run, archive, archiveHost);
      return;
    case 'other':
      readArchive(run, archive, archiveHost);
      for (const member of call.members) run.read(member, { recursive: true });
      if (archive !== undefined) run.actor.file('write', archive);
  }
}

/** Well-known compressors are no news; anything else is a command. */
function runHelper(run: ProgramRun, option: string, command: Text): void {
  if (
    option === '--use-compress-program' &&
    /^(?:gzip|bzip2|xz|zstd|lz4|pigz|pbzip2|lzma|lzip|brotli|pixz)(?: -[\w=]+)*$/.test(command.value)
  )
    return;
  if (option === '--rsh-command' && /^(?:\/\S*\/)?ssh$/.test(command.value)) return;
  run.startShell(command);
}

function readCall(run: ProgramRun): TarCall {
  let { operands } = run;
  let archive = run.value('--file');
  let letters = '';
  let directory: Text | undefined;
  const [first] = run.args;
  if (first !== undefined && /^[A-Za-z]+$/.test(first.value) && operands[0] === first) {
    letters = first.value;
    operands = operands.slice(1);
    for (const letter of letters) {
      const option = OLD_STYLE_VALUES[letter];
      const value = option === undefined ? undefined : operands[0];
      if (value === undefined) continue;
      operands = operands.slice(1);
      if (option === '--file') archive = value;
      else if (option === '--directory') directory = value;
      else if (option === '--use-compress-program') runHelper(run, option, value);
    }
  }
  const has = (letter: string, option: string): boolean => letters.includes(letter) || run.has(option);
  const mode =
    has('c', '--create') || has('r', '--append') || has('u', '--update')
      ? 'create'
      : has('x', '--extract')
        ? 'extract'
        : has('t', '--list')
          ? 'list'
          : 'other';
  return { mode, archive, directory, members: operands, toStdout: has('O', '--to-stdout') };
}

function readListed(run: ProgramRun, list: Text): void {
  const content = list.value === '-' ? run.takeStdin() : run.read(list);
  for (const line of content.value.split('\n').slice(0, 64))
    if (line !== '') run.read(derive(content, line), { recursive: true });
}

function writeArchive(run: ProgramRun, archive: Text | undefined, host: string | undefined): void {
  if (host !== undefined && archive !== undefined) {
    run.connect(derive(archive, host));
    run.sendInputs();
  } else if (archive !== undefined && archive.value !== '-') {
    run.writeTo(archive);
    run.printsNothing();
  }
}

function readArchive(run: ProgramRun, archive: Text | undefined, host: string | undefined): Text {
  if (archive === undefined || archive.value === '-') return run.takeStdin();
  if (host === undefined) return run.read(archive);
  run.connect(derive(archive, host));
  return textFrom('', [{ kind: 'net', host: display(host) }]);
}

/** Files appear below the directory; with `-P` or a transformation anywhere. */
function extract(run: ProgramRun, { members, toStdout }: TarCall, sources: readonly Source[]): void {
  if (toStdout) return;
  for (const transform of run.values('--transform')) {
    const replacement = /^s(.)(?:\\.|(?!\1)[^\\])*\1((?:\\.|(?!\1)[^\\])*)\1/.exec(transform.value)?.[2];
    if (replacement?.includes('/') === true) run.actor.file('write', derive(transform, replacement ?? ''));
  }
  const directory = run.actor.file('write', literal('.'), { recursive: true });
  run.runtime.files.writeTree(directory, { sources, isNew: false });
  for (const member of members) run.actor.file('write', member);
  run.printsNothing();
}

/** `zip archive files`, `-@` reads names, `-T -TT command` tests with a command. */
export function zip(run: ProgramRun): void {
  const [archive, ...members] = run.operands;
  const command = run.value('--unzip-command');
  if (command !== undefined) run.startShell(command);
  for (const member of members) run.read(member, { recursive: run.recursive });
  if (run.has('--names-stdin')) {
    const names = run.takeStdin();
    for (const line of names.value.split('\n').slice(0, 64)) if (line !== '') run.read(derive(names, line));
  }
  if (archive !== undefined && archive.value !== '-') {
    run.writeTo(archive);
    run.printsNothing();
  }
  if (run.has('--move')) for (const member of members) run.remove(member, { recursive: run.recursive });
}

/** `unzip archive -d directory`. */
export function unzip(run: ProgramRun): void {
  const [archive] = run.operands;
  const { sources } = archive === undefined ? EMPTY_TEXT : run.read(archive);
  if (run.has('-l') || run.has('-t') || run.has('-p') || run.has('-c') || run.has('-v')) return;
  const directory = run.actor.file('write', run.value('-d') ?? literal('.'), { recursive: true });
  run.runtime.files.writeTree(directory, { sources, isNew: false });
  run.printsNothing();
}

/** `gzip file`: the file is replaced by a compressed one, or the other way round; `-c` prints, `-k` keeps. */
export function compress(run: ProgramRun): void {
  const suffixes: Readonly<Record<string, string>> = {
    gzip: '.gz',
    bzip2: '.bz2',
    xz: '.xz',
    zstd: '.zst',
    lz4: '.lz4',
    lzma: '.lzma',
    compress: '.Z',
    pigz: '.gz',
    brotli: '.br',
    lzip: '.lz',
  };
  const decompresses = /^[gb]?un/.test(run.name) || run.has('--decompress');
  const suffix = run.value('--suffix')?.value ?? own(suffixes, run.name) ?? '';
  const toStdout = run.has('--stdout') || run.has('--list') || run.has('--test');
  const output = run.value('-o');
  if (run.operands.length === 0) return;
  run.stdinTaken = true;
  for (const file of run.operands) {
    const content = run.read(file);
    if (toStdout || file.value === '-') continue;
    run.printsNothing();
    const path =
      output ??
      derive(
        file,
        decompresses
          ? file.value.replace(/\.(?:gz|bz2|xz|zst|lz4|lzma|Z|tgz|br|lz)$/, '')
          : file.value + suffix,
      );
    run.actor.write(path, { ...content, value: '\uE005compressed\uE001' }, false);
    const keeps = run.has('--keep') || run.name === 'zstd' || run.name === 'unzstd' || run.name === 'lz4';
    if (!keeps) run.remove(file);
  }
}
