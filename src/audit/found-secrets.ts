/** Stands for what was secret. */
export const MASK = '****';

/** A shorter secret may be part of a word that has nothing to do with it. */
const MIN_LENGTH_INSIDE = 6;

/** A shorter one is masked between the ends of words only: `secret` is no part of `secrets.ts`. */
const MIN_LENGTH_ANYWHERE = 12;

/** Rules print texts in lower or upper case, too. Of the same length, so that places stay. */
const folded = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** A shorter piece of a secret is as likely a word of its own. */
const MIN_PIECE = 8;

/** Pieces are looked for of secrets that are no words themselves. */
const MIN_LENGTH_OF_PIECES = 16;

/** Of a call with more, nothing is shown that could hold one. */
const MAX_SECRETS = 128;

const PIECE = /[A-Za-z0-9+/]{8,}/g;

/**
 * The secrets of one call, which are masked wherever they stand: also without the words around them that gave them away, with
 * quotes and backslashes between their characters, and in pieces that a shell puts together.
 */
export class FoundSecrets {
  readonly #secrets = new Set<string>();

  get isEmpty(): boolean {
    return this.#secrets.size === 0;
  }

  add(secret: string): void {
    if (this.#secrets.size <= MAX_SECRETS && secret !== '') this.#secrets.add(secret);
  }

  /** The text without them; a short one goes only where it is all of the text, or a whole word. */
  mask(text: string): string {
    if (this.#secrets.has(text) || this.#secrets.size > MAX_SECRETS) return MASK;
    const plain = withoutQuotes(text);
    const places = [...this.#secrets].flatMap((secret) => placesOf(secret, text, plain));
    return this.#withoutPieces(places.length === 0 ? text : masked(text, places));
  }

  #withoutPieces(text: string): string {
    const long = [...this.#secrets].filter((secret) => secret.length >= MIN_LENGTH_OF_PIECES).map(folded);
    if (long.length === 0) return text;
    return text.replace(PIECE, (piece) =>
      piece.length >= MIN_PIECE && long.some((secret) => secret.includes(folded(piece))) ? MASK : piece,
    );
  }
}

/** A text without what shells and JSON put between the characters of a word, and where each of the rest stood. */
interface PlainText {
  readonly text: string;
  readonly folded: string;
  readonly at: Uint32Array;
}

const isQuote = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x5c;

function withoutQuotes(text: string): PlainText {
  const at = new Uint32Array(text.length + 1);
  let plain = '';
  let from = 0;
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && !isQuote(text.charCodeAt(index))) continue;
    for (let kept = from; kept < index; kept += 1) at[plain.length + kept - from] = kept;
    plain += text.slice(from, index);
    from = index + 1;
  }
  return { text: plain, folded: folded(plain), at };
}

type Place = readonly [from: number, to: number];

function placesOf(secret: string, text: string, plain: PlainText): readonly Place[] {
  const wanted = secret.replaceAll(/["'\\]/g, '');
  if (wanted.length < MIN_LENGTH_INSIDE) return [];
  const isLong = wanted.length >= MIN_LENGTH_ANYWHERE;
  const [inside, sought] = isLong ? [plain.folded, folded(wanted)] : [plain.text, wanted];
  const places: Place[] = [];
  for (let at = inside.indexOf(sought); at !== -1; at = inside.indexOf(sought, at + sought.length)) {
    const from = plain.at[at] ?? 0;
    const to = (plain.at[at + sought.length - 1] ?? 0) + 1;
    if (isLong || isWholeWord(text, from, to)) places.push([from, to]);
  }
  return places;
}

/** An escaped letter before it, as in `\nsecret`, ends a word, too; so does an option, as in `-psecret`. */
const IN_WORD = /(?:^|[^\\-]|[A-Za-z0-9]-)[A-Za-z0-9]$/;

function isWholeWord(text: string, from: number, to: number): boolean {
  return (
    !IN_WORD.test(text.slice(Math.max(0, from - 3), from)) && !/^[A-Za-z0-9]/.test(text.slice(to, to + 1))
  );
}

function masked(text: string, places: readonly Place[]): string {
  let result = '';
  let end = 0;
  for (const [from, to] of [...places].sort(([a], [b]) => a - b)) {
    if (from >= end) result += `${text.slice(end, from)}${MASK}`;
    end = Math.max(end, to);
  }
  return result + text.slice(end);
}
