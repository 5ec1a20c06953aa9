import { isUnknown } from '../text.ts';
import type { CallSite } from './call-site.ts';
import { exactString, mapTexts, stringValue, textOf, type Value } from './value.ts';

/** What opening a file allows. */
export interface OpenFlags {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly append: boolean;
  readonly command: boolean;
}

/** The file and the way of `open(path, mode)`, and of Perl's `open(F, ">path")` and `open(F, "<", path)`. */
export function openMode(
  path: Value | undefined,
  mode: string,
  site: CallSite,
): readonly [Value | undefined, OpenFlags] {
  const third = site.args[2];
  if (site.path === 'sysopen') {
    const flags = third?.path ?? textOf(third).value;
    return [site.args[1], openFlags(flags === '' || isUnknown(flags) ? 'O_RDWR' : flags)];
  }
  const perlMode = /^(\+?[<>]{1,2}|\||-\||\|-) ?(?::[\w()-]+)?$/.exec(mode.trim())?.[1];
  if (perlMode !== undefined && third !== undefined) return [third, perlFlags(perlMode)];
  const combined = /^\s*(\+?>{1,2}|<|\|)\s*(.*)$/s.exec(mode) ?? undefined;
  if (combined !== undefined && third === undefined && site.args.length >= 2)
    return [
      mapTexts(site.args[1], (value) => value.replace(/^\s*\+?[<>|]+\s*/, '')),
      perlFlags(combined[1] as string),
    ];
  if (mode.endsWith('|') && site.args.length >= 2)
    return [mapTexts(site.args[1], (value) => value.replace(/\|\s*$/, '')), perlFlags('-|')];
  // A handle and a path without a way to open it: `open(F, $path)`.
  const isHandle = /^(?:[A-Z][A-Z0-9_]*|\$\w+)$/.test(path?.path ?? '') && path?.texts.length === 0;
  if (isHandle && site.args.length === 2 && !/^[rwaxbt+]{1,3}$/.test(mode))
    return [site.args[1], perlFlags('<')];
  const first = exactString(path);
  if (first?.startsWith('|') === true) return [stringValue(first.slice(1)), perlFlags('-|')];
  return [path, openFlags(mode)];
}

function openFlags(mode: string): OpenFlags {
  const writes = /[wax+]|WR|CREAT|TRUNC|APPEND/.test(mode);
  const reads = !writes || /[+]|RDWR/.test(mode);
  return { reads, writes, append: /^a|APPEND/.test(mode) || mode.includes('+'), command: false };
}

function perlFlags(mode: string): OpenFlags {
  return {
    reads: mode === '<' || mode.startsWith('+'),
    writes: mode.includes('>'),
    append: mode.includes('>>'),
    command: mode.includes('|'),
  };
}
