import { derive, startsUnknown, type Text, withoutGlobs } from '../text.ts';
import { hostOf } from './actor.ts';
import { connectionHosts } from './connection.ts';
import { looksLikePath, remoteHost } from './guess.ts';
import type { ProgramRun } from './run.ts';
import type { Role } from './spec.ts';

/** What one argument does by its role. */
export function applyRole(run: ProgramRun, role: Role, text: Text): void {
  switch (role) {
    case 'text':
    case 'identity':
      return;
    case 'read':
      run.read(text);
      return;
    case 'dir':
      run.read(text, { recursive: true });
      return;
    case 'list':
      run.list(text);
      return;
    case 'write':
      run.writeTo(text);
      return;
    case 'create':
      if (!run.dry) run.actor.file('write', text, { recursive: run.recursive });
      return;
    case 'append':
      run.writeTo(text, true);
      return;
    case 'target':
      run.writeTo(text);
      return;
    case 'edit':
      run.read(text);
      run.writeTo(text, true);
      return;
    case 'delete':
      run.remove(text);
      return;
    case 'mode':
      run.changeMode(text);
      return;
    case 'run':
      run.actor.file('execute', text);
      run.runtime.executeFile(run.actor.resolve(text.value), undefined, run.derivedCall());
      return;
    case 'script':
      run.startFile(text, run.parsed.spec.language ?? 'other');
      return;
    case 'library':
      run.startFile(text, run.parsed.spec.language ?? 'other');
      return;
    case 'maybe':
      if (looksLikePath(text.value)) run.read(text, { possible: true });
      return;
    case 'at':
      if (text.value.startsWith('@')) run.read(derive(text, text.value.slice(1)));
      return;
    case 'read-at':
      run.read(text.value.startsWith('@') ? derive(text, text.value.slice(1)) : text);
      return;
    case 'cwd':
      run.actor.cwd = run.actor.resolve(text.value);
      return;
    case 'code':
      run.startText(run.parsed.spec.language ?? 'other', text);
      return;
    case 'shell':
      run.startShell(text);
      return;
    case 'program':
      if (text.value.includes(' ')) run.startShell(text);
      else run.start([text]);
      return;
    case 'command':
      return;
    case 'url':
      run.fetch(text);
      return;
    case 'resource':
      if (/^https?:\/\//i.test(text.value)) run.fetch(text);
      else run.read(text);
      return;
    case 'connection':
      for (const host of connectionHosts(withoutGlobs(text.value)))
        if (!startsUnknown(host)) run.connect(derive(text, host));
      return;
    case 'host':
      // `@host` of DNS clients; `tcp:host\instance,port` of SQL Server.
      run.connect(derive(text, hostOf(text.value.replace(/^@|^tcp:|[\\,].*$/g, ''))));
      return;
    case 'remote':
    case 'remote-target':
      applyRemote(run, text, role);
      return;
    case 'send':
      run.send(text);
      return;
    case 'send-at':
      run.send(text.value.startsWith('@') ? sendFile(run, derive(text, text.value.slice(1))) : text);
      return;
    case 'send-form':
      sendForm(run, text);
      return;
    case 'send-item':
      sendItem(run, text);
      return;
    case 'send-file':
      run.send(sendFile(run, text));
      return;
    case 'variable':
      run.setEnvironment(text);
      return;
    case 'names':
      return;
  }
}

function applyRemote(run: ProgramRun, text: Text, role: 'remote' | 'remote-target'): void {
  const host = remoteHost(text.value);
  if (host !== undefined) run.connect(derive(text, host));
  else if (role === 'remote') run.read(text);
  else run.writeTo(text);
}

/** The content of a file that leaves; reading it is not part of what is printed. */
function sendFile(run: ProgramRun, text: Text): Text {
  if (text.value === '-') return run.stdin;
  return run.actor.read(text, { recursive: run.recursive });
}

/** `name=text`, `name=@file`, `name:=@file`, `name@file` or `@file`, as HTTPie takes them. */
function sendItem(run: ProgramRun, text: Text): void {
  const file = /^[^=@:]*(?::?=)?@(.+)$/s.exec(text.value)?.[1];
  run.send(file === undefined ? text : sendFile(run, derive(text, file)));
}

/** `name=@file;type=x`, `name=<file`, `name=text`. */
function sendForm(run: ProgramRun, text: Text): void {
  const equals = text.value.indexOf('=');
  const value = text.value.slice(equals + 1);
  const marker = value[0];
  if (marker !== '@' && marker !== '<') {
    run.send(text);
    return;
  }
  const end = value.indexOf(';');
  const names = value.slice(1, end < 0 ? undefined : end);
  for (const name of names.split(',')) run.send(sendFile(run, derive(text, name.replace(/^"|"$/g, ''))));
}
