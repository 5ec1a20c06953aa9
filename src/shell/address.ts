const NUMBER = /^(?:0x[\da-f]*|\d+)$/;

/**
 * An IPv4 address in whatever spelling connects to it, as four decimal numbers: `0xa9fea9fe`, `2852039166`, `0251.254.43518`
 * and `::ffff:a9fe:a9fe` give `169.254.169.254`. Everything else stays as it is.
 *
 * @see https://url.spec.whatwg.org/#ipv4-parser
 */
export function plainAddress(host: string): string {
  const first = host.charCodeAt(0);
  if (first === 58) return mappedAddress(host) ?? host;
  if (first < 48 || first > 57) return host;
  const parts = host.split('.');
  if (parts.length > 4 || !parts.every((part) => NUMBER.test(part))) return host;
  const numbers = parts.map(numberOf);
  const last = numbers.pop() as number;
  if (numbers.some((number) => number > 255) || last >= 256 ** (4 - numbers.length)) return host;
  return dotted(numbers.reduce((sum, number, i) => sum + number * 256 ** (3 - i), last));
}

function numberOf(part: string): number {
  if (part.startsWith('0x')) return part.length === 2 ? 0 : Number.parseInt(part, 16);
  return /^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number(part);
}

/** The IPv4 address within `::ffff:1.2.3.4` or `::ffff:102:304`. */
function mappedAddress(host: string): string | undefined {
  const rest = /^::(?:ffff:)?(?:0:)?([\d.]+|[\da-f]{1,4}:[\da-f]{1,4})$/.exec(host)?.[1];
  if (rest === undefined) return undefined;
  if (!rest.includes(':')) return rest.includes('.') ? plainAddress(rest) : undefined;
  const [high, low] = rest.split(':').map((part) => Number.parseInt(part, 16)) as [number, number];
  return dotted(high * 65_536 + low);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}
