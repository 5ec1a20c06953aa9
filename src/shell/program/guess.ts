import { startsUnknown } from '../text.ts';
import { urlHost } from './actor.ts';

/** The host of `[user@]host:path`, as copying programs tell it from a local path. */
export function remoteHost(text: string): string | undefined {
  if (/^(?:rsync|sftp|scp|ssh):\/\//.test(text)) return urlHost(text);
  const colon = text.indexOf(':');
  if (colon <= 0) return undefined;
  const slash = text.indexOf('/');
  if (slash >= 0 && slash < colon) return undefined;
  if (colon === 1 && /^[A-Za-z]:[\\/]/.test(text)) return undefined;
  return urlHost(text.slice(0, colon));
}

/** Arguments of unknown programs that are taken for paths. */
export function looksLikePath(value: string): boolean {
  if (value === '' || value.length > 4_096 || value.includes('://') || value.includes('\n')) return false;
  const first = value.charCodeAt(0);
  if (first === 47 || first === 126) return true;
  if (startsUnknown(value)) return value.includes('/');
  if (value.includes(' ')) return false;
  if (first === 46) return value.length > 1;
  return value.includes('/') || /^[\w\uE002\uE003@+-][\w.\uE002\uE003@+-]*\.[A-Za-z][\w]{0,11}$/.test(value);
}
