import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** What can be wrong, in the order in which it is looked at. */
export const AREAS = ['program', 'policy', 'permissions', 'service', 'hooks', 'audit', 'clock'] as const;
export type Area = (typeof AREAS)[number];

/** One thing that is wrong, or that could be better. */
export interface Finding {
  readonly area: Area;
  /** A `note` does not keep calls from being checked. */
  readonly level: 'problem' | 'note';
  readonly message: string;
  /** What a person can do, where `message` does not say it. */
  readonly fix?: string;
  /** Puts it right; only where that takes nothing from anybody. */
  readonly repair?: () => unknown;
}

/** What one area finds. */
export type Found = Omit<Finding, 'area'>;

export function problem(message: string, fix?: string): Found {
  return { level: 'problem', message, ...(fix !== undefined && { fix }) };
}

export function note(message: string, fix?: string): Found {
  return { level: 'note', message, ...(fix !== undefined && { fix }) };
}

/** The nearest existing folder of a path, or the path itself. */
export function existingPlace(path: string): string {
  let place = path;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return place;
}

/** The nearest existing folder of a path, where it is not ours to write to. */
export function unwritablePlace(path: string): string | undefined {
  const place = existingPlace(path);
  try {
    accessSync(place, constants.W_OK);
    return undefined;
  } catch {
    return place;
  }
}
