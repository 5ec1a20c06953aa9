/** The version of Falco's rule engine whose language this is. */
export const ENGINE_VERSION: Version = { major: 0, minor: 63, patch: 0 };

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Reads `x.y.z` as `scanf` does: what follows is ignored. */
export function parseVersion(text: string): Version | undefined {
  const match = /^\s*(\+?[0-9]+)\.\s*(\+?[0-9]+)\.\s*(\+?[0-9]+)/.exec(text);
  if (match === null) return undefined;
  const [major, minor, patch] = match.slice(1, 4).map(Number) as [number, number, number];
  return { major, minor, patch };
}

export function formatVersion({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}

/** Negative if `a` is older than `b`, 0 if they are the same. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** Whether what is there serves those who ask for `required`: same major version, and not older. */
export function isCompatible(available: Version, required: Version): boolean {
  return available.major === required.major && compareVersions(available, required) >= 0;
}

/** A plugin that is there. */
export interface AvailablePlugin {
  readonly name: string;
  readonly version: string;
}

/** Whether a required plugin, or the first of its alternatives that is there, is there in a fitting version. */
export function meetsRequirement(
  alternatives: readonly { readonly name: string; readonly version: Version }[],
  available: readonly AvailablePlugin[],
): boolean {
  for (const { name, version } of alternatives) {
    const plugin = available.find((candidate) => candidate.name === name);
    if (plugin === undefined) continue;
    const found = parseVersion(plugin.version);
    return found !== undefined && isCompatible(found, version);
  }
  return false;
}
