import { isRecordOf, readOwnJson } from './own-json.ts';
import type { Prefix } from './prefix.ts';

/** Environment variables that name another folder for an agent's settings. */
export type MovingVariables = Readonly<Record<string, string>>;

/** By the agent's `id`: the variables of each place that the hook was registered in, but for the usual one. */
export type MovedSettings = Readonly<Record<string, readonly MovingVariables[]>>;

/** The places that `hook add` has kept, for processes that lack the variables; a file that cannot be read tells of none. */
export function readMovedSettings({ movedSettingsFile }: Prefix): {
  readonly moved: MovedSettings;
  readonly problem?: string;
} {
  const { stored: moved = {}, isForeign } = readOwnJson(movedSettingsFile, isMovedSettings);
  if (!isForeign) return { moved };
  return {
    moved,
    problem: `${movedSettingsFile} is not what "premptictl hook add" writes: agents' settings that a variable moved are not protected; remove it, and run "premptictl hook add" where the variable is set`,
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isPlaces = (value: unknown): value is readonly MovingVariables[] =>
  Array.isArray(value) && value.every((place) => isRecordOf(place, isText));

const isMovedSettings = (value: unknown): value is MovedSettings => isRecordOf(value, isPlaces);
