import { Channel } from '../channel.ts';
import { baseName } from '../path.ts';
import { hostOf, PEER, urlHost } from '../program/actor.ts';
import { remoteHost } from '../program/guess.ts';
import type { ProgramRun } from '../program/run.ts';
import {
  ANY_NAME,
  derive,
  display,
  isPartial,
  joinTexts,
  literal,
  type Text,
  textFrom,
  unknownOutput,
  withoutGlobs,
} from '../text.ts';
import { sshOption } from './wrappers.ts';

/** Ways services spell a deletion in a path or a GraphQL query. */
const DELETING_URL =
  /(?:\/_delete_by_query|\/_close|\/delete-batch|\/doDelete|\/doWipeOutWorkspace|\/(?:delete|destroy|purge))(?:[/?]|$)/;
const DELETING_MUTATION = /mutation\b.{0,200}\b(?:delete|remove|destroy)[A-Z]/s;

/** `curl url`: prints what it fetches, or `-o file`, `-O`; data leaves by the options of the table. */
export function curl(run: ProgramRun): void {
  const method = run.value('--request')?.value.toUpperCase();
  const deletes = method === 'DELETE' || method === 'PURGE';
  if (run.operands.some((url) => (deletes && !isLocalService(url.value)) || DELETING_URL.test(url.value)))
    run.action('delete-remote');
  if (run.parsed.options.some(({ value }) => value !== undefined && DELETING_MUTATION.test(value.value)))
    run.action('delete-remote');
  for (const config of run.values('--config')) runConfig(run, config);
  for (const header of run.values('--header'))
    if (header.value.startsWith('@')) run.send(run.read(derive(header, header.value.slice(1))));
  for (const data of run.values('--data-urlencode')) {
    const file = /^[^=@]+@(.+)$/s.exec(data.value)?.[1];
    if (file !== undefined) run.send(run.actor.read(derive(data, file)));
  }
  for (const cookie of run.values('--cookie'))
    if (!cookie.value.includes('=')) run.send(run.actor.read(cookie));
  if (run.has('--remote-name') || run.has('--remote-name-all')) {
    const directory = run.value('--output-dir');
    for (const url of [...run.operands, ...run.values('--url')]) writeNamed(run, url, directory);
  }
  if (run.has('--output') || run.has('--remote-name') || run.has('--remote-name-all')) run.printsNothing();
  if (run.operands.length === 0 && !run.has('--url') && !run.has('--config')) return;
  if (run.value('--output')?.value === '-') run.print(fetched(run));
}

/** Options from a file, `name = value` or `--name value`, are those of a call of their own. */
function runConfig(run: ProgramRun, file: Text): void {
  const content = file.value === '-' ? run.stdin : run.actor.content(run.actor.resolve(file.value));
  const args: Text[] = [];
  for (const line of content.value.split('\n', MAX_CONFIG_LINES)) {
    const option = /^\s*-{0,2}([\w-]+)(?:\s*[=:\s]\s*"?([^"]*)"?)?\s*$/.exec(line);
    if (option === null) continue;
    args.push(derive(content, `--${option[1]}`));
    if (option[2] !== undefined) args.push(derive(content, option[2]));
  }
  if (args.length > 0) run.start([literal('curl'), ...args]);
}

const MAX_CONFIG_LINES = 64;

/** Ports of stores, clusters and daemons, where a request on this machine may remove what others need. */
const STORE_PORTS =
  /^(?:2019|2375|2376|2379|4646|5601|5984|6333|6334|6443|7474|7700|8001|8086|8108|8123|8161|8200|8500|8529|8983|9000|9090|9093|9200|9600|10250|15672|19530|27017)$/;

/** A service of this machine that is no store: most likely the one that is being worked on. */
function isLocalService(url: string): boolean {
  const match = /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)?(?::(\d{1,5}))?(?:\/|$)/.exec(
    url,
  );
  return match !== null && url !== '' && !STORE_PORTS.test(match[1] ?? '');
}

/** Nobody knows what a host answers; where it comes from is known. */
function fetched(run: ProgramRun): Text {
  const hosts = [...run.operands, ...run.values('--url')].map((url) => urlHost(withoutGlobs(url.value)));
  return unknownOutput(
    run.name,
    hosts.map((host) => ({ kind: 'net', host: display(host) })),
  );
}

function writeNamed(run: ProgramRun, url: Text, directory: Text | undefined): void {
  const path =
    withoutGlobs(url.value)
      .replace(/^[a-z]+:\/\//, '')
      .split(/[?#]/, 1)[0] ?? '';
  const name = !path.includes('/')
    ? 'index.html'
    : isPartial(path.slice(path.lastIndexOf('/') + 1))
      ? unknownOutput('file').value
      : baseName(path) || 'index.html';
  const host = display(urlHost(url.value));
  const file = directory === undefined ? literal(name) : literal(`${directory.value}/${name}`);
  run.actor.write(file, unknownOutput(run.name, [{ kind: 'net', host }]), false);
}

/** `wget url`: writes a file named like the URL, or `-O file`. */
export function wget(run: ProgramRun): void {
  const document = run.value('--output-document');
  const urls = run.operands;
  if (document?.value === '-' || document?.value === '/dev/stdout') {
    run.print(fetched(run));
    return;
  }
  // Nothing is printed, but whoever pipes it on means the file.
  run.print(fetched(run));
  if (run.has('--delete-after') || run.has('--spider')) return;
  if (document !== undefined) {
    for (const url of urls.slice(0, 1))
      run.actor.write(
        document,
        unknownOutput(run.name, [{ kind: 'net', host: display(urlHost(url.value)) }]),
        false,
      );
    if (urls.length === 0) run.writeTo(document);
    return;
  }
  for (const url of urls) writeNamed(run, url, run.value('--directory-prefix'));
}

/** `scp`, `rsync`: what goes to a host leaves, what comes from one is written. */
export function transfer(run: ProgramRun): void {
  for (const option of run.values('-o')) sshOption(run, option);
  const shell = run.value('--rsh') ?? run.value('-S');
  if (shell !== undefined && !/^(?:\/\S*\/)?ssh(?: |$)/.test(shell.value)) startHelper(run, shell);
  else if (shell !== undefined && /ProxyCommand/i.test(shell.value)) startHelper(run, shell);
  for (const list of run.values('--files-from')) if (list.value !== '-') run.take(run.actor.read(list));
  const sources = run.operands.slice(0, -1);
  const target = run.operands.at(-1);
  if (target === undefined) return;
  const targetHost = remoteHost(target.value);
  run.printsNothing();
  if (targetHost !== undefined) {
    run.connect(derive(target, targetHost));
    for (const source of sources) {
      const host = remoteHost(source.value);
      if (host !== undefined) run.connect(derive(source, host));
      else if (run.dry) run.list(source);
      else run.send(run.actor.read(source, { recursive: run.recursive }));
    }
  } else fetchTo(run, sources, target);
  if (run.has('--delete') && targetHost === undefined) {
    run.remove(target, { recursive: true });
    run.remove(derive(target, `${target.value}/${ANY_NAME}${ANY_NAME}`));
  }
  if (run.has('--delete') && targetHost !== undefined) run.action('delete-remote');
  if (run.has('--remove-source-files'))
    for (const source of sources) if (remoteHost(source.value) === undefined) run.remove(source);
}

function startHelper(run: ProgramRun, command: Text): void {
  const { stdinTaken } = run;
  run.startShell(command);
  run.stdinTaken = stdinTaken;
}

function fetchTo(run: ProgramRun, sources: readonly Text[], target: Text): void {
  for (const source of sources) {
    const host = remoteHost(source.value);
    let content: Text;
    if (host === undefined) content = run.read(source);
    else {
      run.connect(derive(source, host));
      content = unknownOutput(run.name, [{ kind: 'net', host: display(host) }]);
    }
    const isDirectory = sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(target.value);
    const name = baseName(source.value.slice(source.value.lastIndexOf(':') + 1));
    const path =
      isDirectory && name !== '' && !source.value.endsWith('/')
        ? joinTexts([target, literal(target.value.endsWith('/') ? name : `/${name}`)], '')
        : target;
    if (!run.dry) run.actor.write(path, content, false, { recursive: run.recursive });
  }
}

/** `nc host port`, `nc -l port`, `-e program`, `-c command`: input leaves, what comes is printed. */
export function netcat(run: ProgramRun): void {
  const listens = run.has('--listen');
  const [target] = run.operands;
  const host = listens || target === undefined ? PEER : hostOf(target.value);
  if (listens) run.runtime.effects.socket({ kind: 'listen', by: run.name });
  else if (target !== undefined && !/^\d+$/.test(target.value)) run.connect(derive(target, host));
  if (run.isFed) noteShellInput(run, host);
  run.stdinTaken = true;
  if (run.isFed) {
    if (host === PEER) run.actor.send(PEER, run.stdin);
    else run.send(run.stdin);
  }
  const program = run.value('--exec');
  const command = run.value('--sh-exec') ?? run.value('--lua-exec');
  const channel = Channel.socket(host);
  const call = { ...run.derivedCall(), io: run.call.io.with(0, channel).with(1, channel) };
  if (program !== undefined) run.runtime.runShell(program, { ...call, state: call.state.fork() });
  if (command !== undefined) run.runtime.runShell(command, { ...call, state: call.state.fork() });
  if (run.call.io.stdout.kind !== 'terminal')
    run.print(textFrom(unknownOutput(run.name).value, [{ kind: 'net', host: display(host) }]));
}

const SHELL_NAME = /^(?:ba|da|z|k|a|c|tc|fi)?sh$|^(?:python|perl|ruby|node|php|lua|pwsh|powershell)/;

/** The output of an interpreter without a script goes to a host: somebody else sees what it prints. */
function noteShellInput(run: ProgramRun, host: string): void {
  for (const source of run.stdin.sources)
    if (source.kind === 'command' && SHELL_NAME.test(source.name))
      run.runtime.effects.socket(
        host === PEER
          ? { kind: 'bind-shell', by: run.name }
          : { kind: 'reverse-shell', host: display(host), by: run.name },
      );
}

/** `openssl s_client -connect host:port`, `telnet host`: like netcat. */
export function plainClient(run: ProgramRun): void {
  const target = run.value('-connect') ?? run.operands[0];
  run.stdinTaken = true;
  if (target === undefined) return;
  const host = hostOf(target.value);
  run.connect(derive(target, host));
  if (run.isFed) {
    noteShellInput(run, host);
    run.send(run.stdin);
  }
  if (run.call.io.stdout.kind !== 'terminal')
    run.print(textFrom(unknownOutput(run.name).value, [{ kind: 'net', host: display(host) }]));
}

/** `smbclient -c 'put a'`, `tftp host -c put a`. */
function commandOfClient(run: ProgramRun): Text | undefined {
  const command = run.value('-c');
  return command === undefined || run.name !== 'tftp'
    ? command
    : joinTexts([command, ...run.operands.slice(1)], ' ');
}

/** `ftp`, `sftp`, `smbclient`, `tftp`: commands that put and get files. */
export function fileClient(run: ProgramRun): void {
  const [target] = run.operands;
  if (target !== undefined) {
    const value = target.value.replace(/^[\\/]+/, '').split(/[\\/]/, 1)[0] ?? '';
    run.connect(derive(target, remoteHost(target.value) ?? hostOf(value)));
  }
  const script = commandOfClient(run) ?? run.value('-e') ?? (run.isFed ? run.stdin : undefined);
  run.stdinTaken = true;
  for (const line of script?.value.split(/[;\n]/) ?? []) {
    const match = /^\s*(?:m?put|send|append|reput)\s+(\S+)/.exec(line);
    if (match !== null && script !== undefined) run.send(run.actor.read(derive(script, match[1] as string)));
    const get = /^\s*(?:m?get|recv|reget)\s+(\S+)(?:\s+(\S+))?/.exec(line);
    if (get !== null && script !== undefined)
      run.writeTo(derive(script, baseName(get[2] ?? (get[1] as string))));
    const shellEscape = /^\s*!\s*(.+)/.exec(line);
    if (shellEscape !== null && script !== undefined)
      run.startShell(derive(script, shellEscape[1] as string));
  }
}
