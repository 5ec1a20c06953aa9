import { nearestName } from '../falco/index.ts';
import { CliFailure } from './failure.ts';

/**
 * The one of the known words, which are small letters, that an option names.
 *
 * @throws CliFailure for any other, with the nearest
 */
export function readWord<Word extends string>(option: string, text: string, known: readonly Word[]): Word {
  const word = text.trim().toLowerCase();
  const found = known.find((each) => each === word);
  if (found !== undefined) return found;
  const nearest = nearestName(word, known);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new CliFailure(`${option} takes ${known.join(', ')}, not "${text.trim()}"${hint}`, 2);
}
