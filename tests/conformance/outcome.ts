/** What became of one vector; `difference` is absent if the outcome was the expected one. */
export interface Outcome {
  readonly id: string;
  readonly difference?: string;
}

/** JSON as the vectors hold it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Compares what we did with what is expected, part by part; the order of keys does not matter. */
export function outcomeOf(id: string, actual: Json, expected: Json): Outcome {
  const difference = differenceOf(actual, expected, '');
  return difference === undefined ? { id } : { id, difference };
}

function differenceOf(
  actual: Json | undefined,
  expected: Json | undefined,
  path: string,
): string | undefined {
  if (isObject(actual) && isObject(expected)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const difference = differenceOf(actual[key], expected[key], path === '' ? key : `${path}.${key}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (Array.isArray(actual) && Array.isArray(expected)) {
    for (let index = 0; index < Math.max(actual.length, expected.length); index++) {
      const difference = differenceOf(actual[index], expected[index], `${path}[${index}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (actual === expected) return undefined;
  return `${path === '' ? '' : `${path}: `}expected ${show(expected)}, got ${show(actual)}`;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
