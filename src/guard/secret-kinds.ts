import { anySecret, SECRET_PATTERNS } from './secret-patterns.ts';

/** Text beyond this is not looked at. */
const MAX_LENGTH = 64 * 1024;

/** A reference such as `$TOKEN` says where a secret is, not what it is. */
const REFERENCE = /^\$(?:[A-Z_][A-Z0-9_]*|[{(])/;

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;

let mayHaveSecret: RegExp | undefined;

/** The kinds of secrets that stand in a text, e.g. `github-token`, `private-key`. Linear time. */
export function secretKinds(text: string): readonly string[] {
  const head = text.slice(0, MAX_LENGTH);
  const kinds = new Set<string>();
  if (PRIVATE_KEY.test(head)) kinds.add('private-key');
  mayHaveSecret ??= anySecret();
  if (!mayHaveSecret.test(head)) return [...kinds];
  for (const { kind, pattern } of SECRET_PATTERNS) {
    pattern.lastIndex = 0;
    for (const match of head.matchAll(pattern)) {
      if (REFERENCE.test(match[0].slice(match[1]?.length ?? 0))) continue;
      kinds.add(kind);
      break;
    }
  }
  return [...kinds];
}
