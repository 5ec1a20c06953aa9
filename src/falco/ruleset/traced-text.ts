import type { ByteRange } from '../condition/ast.ts';
import { type ByteString, encodeText, isAscii } from '../condition/byte-string.ts';
import type { RelatedPlace } from '../diagnostic.ts';
import type { Place } from './report.ts';
import { scalarOffsets } from './scalar-offsets.ts';
import type { YamlScalar } from './yaml-node.ts';

/** A rule file as its author wrote it. */
export interface RuleFile {
  /** As it is to stand in messages, usually a path; unique among the files loaded together. */
  readonly name: string;
  readonly text: string;
  /** The files up to this one are known to load, so that it is compiled together with the next. Default `false`. */
  readonly isKnown?: boolean;
}

/** Where a stretch of text comes from. */
type Origin =
  /** Copied from a YAML scalar, from the given byte of its value on. */
  | { readonly kind: 'scalar'; readonly file: RuleFile; readonly scalar: YamlScalar; readonly from: number }
  /** Made up for something in the file. */
  | { readonly kind: 'generated'; readonly place: Place }
  /** Put in place of a list's name, which stood at `range` of the text `before`. */
  | {
      readonly kind: 'list';
      readonly before: TracedText;
      readonly range: ByteRange;
      readonly related: RelatedPlace;
    };

interface Piece {
  readonly start: number;
  readonly origin: Origin;
}

/** Where a mistake in a text is to be shown, and the places that explain it. */
export interface Location {
  readonly place: Place;
  readonly related: readonly RelatedPlace[];
}

/** A text put together from stretches of files, each of which is still known. Immutable. */
export class TracedText {
  readonly bytes: ByteString;
  private readonly pieces: readonly Piece[];

  private constructor(bytes: ByteString, pieces: readonly Piece[]) {
    this.bytes = bytes;
    this.pieces = pieces;
  }

  /** How many stretches the text is made of. */
  get pieceCount(): number {
    return this.pieces.length;
  }

  static ofScalar(file: RuleFile, scalar: YamlScalar): TracedText {
    return new TracedText(encodeText(scalar.value), [
      { start: 0, origin: { kind: 'scalar', file, scalar, from: 0 } },
    ]);
  }

  static generated(bytes: ByteString, place: Place): TracedText {
    return new TracedText(bytes, [{ start: 0, origin: { kind: 'generated', place } }]);
  }

  static concat(texts: readonly TracedText[]): TracedText {
    const pieces: Piece[] = [];
    let bytes = '';
    for (const text of texts) {
      const shift = bytes.length;
      for (const piece of text.pieces) pieces.push({ ...piece, start: piece.start + shift });
      bytes += text.bytes;
    }
    return new TracedText(bytes, pieces);
  }

  /** The texts with blanks between them; a blank belongs to the text after it. */
  static join(texts: readonly TracedText[]): TracedText {
    return TracedText.concat(
      texts.flatMap((text, index) =>
        index === 0 ? [text] : [new TracedText(' ', text.pieces.slice(0, 1)), text],
      ),
    );
  }

  /** Without the blanks at both ends. */
  trim(): TracedText {
    const start = this.bytes.length - this.bytes.replace(/^[ \t\n\v\f\r]+/, '').length;
    const end = this.bytes.replace(/[ \t\n\v\f\r]+$/, '').length;
    return start === 0 && end === this.bytes.length ? this : this.slice(start, Math.max(start, end));
  }

  slice(start: number, end: number): TracedText {
    const pieces: Piece[] = [];
    for (const [index, piece] of this.pieces.entries()) {
      const next = this.pieces[index + 1]?.start ?? this.bytes.length;
      if (next <= start && next < this.bytes.length) continue;
      if (piece.start >= end && pieces.length > 0) break;
      const cut = Math.max(0, start - piece.start);
      const { origin } = piece;
      pieces.push({
        start: Math.max(0, piece.start - start),
        origin: origin.kind === 'scalar' ? { ...origin, from: origin.from + cut } : origin,
      });
    }
    return new TracedText(this.bytes.slice(start, end), pieces);
  }

  /** Puts a list's items in the place of `range`; they are to be shown at the list's name. */
  paste(range: ByteRange, inserted: ByteString, name: ByteRange, related: RelatedPlace): TracedText {
    const { bytes } = this;
    const origin: Origin = { kind: 'list', before: this, range: name, related };
    return TracedText.concat([
      this.slice(0, range.start),
      new TracedText(inserted, [{ start: 0, origin }]),
      this.slice(range.end, bytes.length),
    ]);
  }

  locate(range: ByteRange): Location {
    const related: RelatedPlace[] = [];
    let text: TracedText = this;
    let { start, end } = range;
    for (;;) {
      const index = text.pieceAt(start);
      const { start: pieceStart, origin } = text.pieces[index] as Piece;
      const pieceEnd = text.pieces[index + 1]?.start ?? text.bytes.length;
      switch (origin.kind) {
        case 'generated':
          return { place: origin.place, related };
        case 'list':
          related.push(origin.related);
          text = origin.before;
          ({ start, end } = origin.range);
          continue;
        case 'scalar': {
          const shift = origin.from - pieceStart;
          const place = placeInScalar(origin.file, origin.scalar, {
            start: start + shift,
            end: Math.max(start, Math.min(end, pieceEnd)) + shift,
          });
          return { place, related };
        }
      }
    }
  }

  /** The last piece that starts at or before the byte and is not empty, if there is one. */
  private pieceAt(byte: number): number {
    let index = this.pieces.findLastIndex((piece) => piece.start <= byte);
    const isEnd = byte >= this.bytes.length;
    while (isEnd && index > 0 && (this.pieces[index] as Piece).start === byte) index--;
    return Math.max(0, index);
  }
}

const offsetsOfScalars = new WeakMap<YamlScalar, readonly number[]>();

/** The place in the file of some bytes of a scalar's value. */
function placeInScalar(file: RuleFile, scalar: YamlScalar, range: ByteRange): Place {
  const offsets = offsetsOfScalars.get(scalar) ?? scalarOffsets(scalar, file.text);
  offsetsOfScalars.set(scalar, offsets);
  const offsetOf = (byte: number) => offsets[Math.min(unitIndex(scalar.value, byte), offsets.length - 1)];
  const start = offsetOf(range.start) ?? scalar.range.start;
  if (range.end <= range.start) return { file: file.name, range: { start, end: start } };
  const last = offsetOf(range.end - 1) ?? start;
  return { file: file.name, range: { start, end: Math.max(start, last) + 1 } };
}

/** The index of the UTF-16 unit that a byte of the text's UTF-8 form belongs to. */
function unitIndex(text: string, byte: number): number {
  if (isAscii(text)) return byte;
  let bytes = 0;
  let index = 0;
  for (const char of text) {
    bytes += encodeText(char).length;
    if (bytes > byte) return index;
    index += char.length;
  }
  return index;
}
