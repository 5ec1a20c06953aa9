/** Whether one version of the package, `major.minor.patch` with or without more, comes before another. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [numbers(version), numbers(than)];
  const first = a.findIndex((part, index) => part !== b[index]);
  return first !== -1 && (a[first] ?? 0) < (b[first] ?? 0);
}

function numbers(version: string): readonly number[] {
  const [, ...parts] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return parts.map(Number);
}
