import { Actor } from '../program/actor.ts';
import type { Call, Runtime } from '../runtime.ts';
import { literal } from '../text.ts';
import { unescapeText } from './interpolation.ts';

/** `do shell script`, file handling by the Finder, and dialogs that ask for a password. */
export function runAppleScript(source: string, call: Call, runtime: Runtime): void {
  runtime.budget.spend(source.length / 32);
  const actor = new Actor(runtime, call, 'osascript');
  for (const part of source.split(/do\s+shell\s+script\s+/i).slice(1)) {
    const text = quoted(part);
    const privileged = /with\s+administrator\s+privileges/i.test(part);
    if (text === undefined) runtime.effects.opaque('code', 'osascript: do shell script');
    else
      runtime.runShell(literal(unescapeText(text)), {
        ...call,
        state: call.state.fork(),
        privileged: call.privileged || privileged,
      });
  }
  const pieces = source.split(/\b(POSIX\s+file|read|delete\s+(?:file|folder))\s+/i);
  for (let i = 1; i < pieces.length; i += 2) {
    const [before = '', what = '', after = ''] = pieces.slice(i - 1, i + 2);
    const path = after.trimStart().startsWith('"') ? quoted(after) : undefined;
    if (path === undefined) continue;
    const deletes = /^delete/i.test(what) || /\bdelete\s*$/i.test(before.slice(-20));
    if (deletes) actor.file('delete', literal(path));
    else actor.read(literal(path));
  }
  if (/hidden\s+answer/i.test(source)) runtime.effects.action('read-secret');
  if (/make\s+(?:new\s+)?login\s+item/i.test(source)) runtime.effects.action('schedule');
}

/** The first text in double quotes, as written. */
function quoted(part: string): string | undefined {
  const open = part.indexOf('"');
  if (open < 0) return undefined;
  for (let i = open + 1; i < part.length; i++) {
    if (part[i] === '\\') i += 1;
    else if (part[i] === '"') return part.slice(open + 1, i);
  }
  return undefined;
}
