/** For the end of an exhaustive switch: a value that gets here is a bug. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected value ${JSON.stringify(value)}`);
}
