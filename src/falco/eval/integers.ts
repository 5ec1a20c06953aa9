/**
 * A whole number in its one form: a number up to 2^53-1 either way, beyond that a bigint. So `===` compares
 * values, and so do `<` and its kin, which JavaScript defines across the two.
 */
export type Integer = number | bigint;

/** How the integer types are stored by Falco; wider values are cut to this many bits. */
export interface IntegerWidth {
  readonly bits: 16 | 32 | 64;
  readonly signed: boolean;
}

export function canonicalInteger(value: bigint): Integer {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** Keeps the low bits, as storing into a C integer does. */
export function wrapInteger(value: bigint, width: IntegerWidth): Integer {
  return canonicalInteger(
    width.signed ? BigInt.asIntN(width.bits, value) : BigInt.asUintN(width.bits, value),
  );
}

/**
 * Reads a number as C's `sscanf("%lu")` and `"%ld"` do: blanks before it, a sign, decimal digits, the end.
 * What does not fit 64 bits becomes the nearest number that does; then a minus before an unsigned number wraps
 * around and narrower types keep the low bits. `undefined` where the text is no such number.
 */
export function scanInteger(text: string, width: IntegerWidth): Integer | undefined {
  const match = /^[ \t\n\v\f\r]*([+-]?)([0-9]+)$/.exec(text);
  if (match === null) return undefined;
  const magnitude = BigInt(match[2] as string);
  const negative = match[1] === '-';
  return wrapInteger(
    width.signed ? clampSigned(negative ? -magnitude : magnitude) : clampUnsigned(magnitude, negative),
    width,
  );
}

function clampSigned(value: bigint): bigint {
  const limit = 2n ** 63n;
  if (value >= limit) return limit - 1n;
  return value < -limit ? -limit : value;
}

function clampUnsigned(magnitude: bigint, negative: boolean): bigint {
  const limit = 2n ** 64n;
  if (magnitude >= limit) return limit - 1n;
  return negative ? limit - magnitude : magnitude;
}
