import type { ByteString } from '../condition/byte-string.ts';
import { scanInteger } from './integers.ts';

/** An address in network order: 4 or 16 bytes. Addresses of different families are never equal. */
export type Address = ByteString;

/** A network: the addresses that share the first `prefix` bits with `base`. */
export interface Network {
  readonly base: Address;
  readonly prefix: number;
}

/** Reads an address as Falco does: text with a dot must be IPv4, other text IPv6. */
export function parseAddress(text: string): Address | undefined {
  return text.includes('.') ? parseIpv4(text) : parseIpv6(text);
}

/** `address/prefix`; IPv6 needs a prefix of at least one. */
export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  if (slash === -1) return undefined;
  const base = text.includes('.') ? parseIpv4(text.slice(0, slash)) : parseIpv6(text.slice(0, slash));
  const scanned = scanInteger(text.slice(slash + 1), { bits: 32, signed: false });
  if (base === undefined || scanned === undefined) return undefined;
  // Falco reads the prefix into a byte before it checks the range.
  const prefix = Number(scanned) & 0xff;
  const least = base.length === 4 ? 0 : 1;
  return prefix >= least && prefix <= base.length * 8 ? { base, prefix } : undefined;
}

export function contains(network: Network, address: Address): boolean {
  const { base, prefix } = network;
  if (base.length !== address.length) return false;
  const whole = prefix >> 3;
  if (base.slice(0, whole) !== address.slice(0, whole)) return false;
  const rest = 8 - (prefix & 7);
  return rest === 8 || base.charCodeAt(whole) >> rest === address.charCodeAt(whole) >> rest;
}

/** The usual text: dotted, or IPv6 with its longest run of zeros shortened (as C's `inet_ntop` writes it). */
export function formatAddress(address: Address): string {
  if (address.length === 4) return bytesOf(address).join('.');
  const words = Array.from({ length: 8 }, (_, index) => {
    return (address.charCodeAt(index * 2) << 8) | address.charCodeAt(index * 2 + 1);
  });
  const zeros = longestZeros(words);
  const embedded = zeros.start === 0 && (zeros.length === 6 || (zeros.length === 5 && words[5] === 0xffff));
  if (embedded) {
    const head = zeros.length === 6 ? '::' : '::ffff:';
    return head + bytesOf(address.slice(12)).join('.');
  }
  const hex = words.map((word) => word.toString(16));
  if (zeros.length < 2) return hex.join(':');
  return `${hex.slice(0, zeros.start).join(':')}::${hex.slice(zeros.start + zeros.length).join(':')}`;
}

function longestZeros(words: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < words.length; start++) {
    let end = start;
    while (words[end] === 0) end++;
    if (end - start > best.length) best = { start, length: end - start };
    start = Math.max(start, end);
  }
  return best;
}

function bytesOf(address: Address): number[] {
  return Array.from(address, (char) => char.charCodeAt(0));
}

function parseIpv4(text: string): Address | undefined {
  const parts = text.split('.');
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)
  ) {
    return undefined;
  }
  return String.fromCharCode(...parts.map(Number));
}

function parseIpv6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const groups = [...(head ?? []), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const missing = 8 - groups.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const words = [...(head ?? []), ...Array.from({ length: missing }, () => '0'), ...(tail ?? [])];
  return words
    .map((word) => Number.parseInt(word, 16))
    .map((word) => String.fromCharCode(word >> 8, word & 0xff))
    .join('');
}
