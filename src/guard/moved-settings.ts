import type { Prefix } from './prefix.ts';
import { readRegularFile } from './regular-file.ts';

/** Environment variables that name another folder for an agent's settings. */
export type MovingVariables = Readonly<Record<string, string>>;

/** By the agent's `id`: the variables of each place that the hook was registered in, but for the usual one. */
export type MovedSettings = Readonly<Record<string, readonly MovingVariables[]>>;

/** The places that `hook add` has kept, for processes that lack the variables; a file that cannot be read tells of none. */
export function readMovedSettings({ movedSettingsFile }: Prefix): {
  readonly moved: MovedSettings;
  readonly problem?: string;
} {
  try {
    const stored: unknown = JSON.parse(readRegularFile(movedSettingsFile).toString('utf8'));
    if (isMovedSettings(stored)) return { moved: stored };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { moved: {} };
  }
  return {
    moved: {},
    problem: `${movedSettingsFile} is not what "premptictl hook add" writes: agents' settings that a variable moved are not protected; remove it, and run "premptictl hook add" where the variable is set`,
  };
}

function isMovedSettings(value: unknown): value is MovedSettings {
  return (
    isObject(value) &&
    Object.values(value).every((places) => Array.isArray(places) && places.every(isVariables))
  );
}

const isVariables = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((text) => typeof text === 'string');

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
