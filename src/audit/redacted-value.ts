import { MASK } from './found-secrets.ts';
import { LIST_CUT, MAX_TEXT_LENGTH, TEXT_CUT } from './redact.ts';

/** What a redacted value still says of the texts that it was made from. */
export interface KeptTexts {
  /** Each text as the pieces of it that were kept, in their order; one piece is a text as it was. */
  readonly texts: readonly (readonly string[])[];
  /** Whether there were no more texts than these. */
  readonly isComplete: boolean;
}

/** Begins the value of a field that could not be worked out. */
const NOT_WORKED_OUT = '[cannot be worked out: ';

/** What is left of a field's value, a text or a list of texts; `undefined` where all of it is. */
export function keptTexts(value: unknown): KeptTexts | undefined {
  if (typeof value === 'string') {
    if (value.startsWith(NOT_WORKED_OUT)) return { texts: [], isComplete: false };
    const pieces = piecesOf(value);
    return pieces.length === 1 ? undefined : { texts: [pieces], isComplete: true };
  }
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const isCut = value.length > 1 && LIST_CUT.test(String(value.at(-1)));
  const texts = (isCut ? value.slice(0, -1) : value).map((text) => piecesOf(String(text)));
  return isCut || texts.some(({ length }) => length > 1) ? { texts, isComplete: !isCut } : undefined;
}

function piecesOf(text: string): readonly string[] {
  const pieces = text.split(MASK);
  const cut = text.length > MAX_TEXT_LENGTH ? TEXT_CUT.exec(pieces.at(-1) as string) : null;
  return cut === null ? pieces : [...pieces.slice(0, -1), (pieces.at(-1) as string).slice(0, cut.index), ''];
}
