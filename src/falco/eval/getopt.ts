import type { ByteString } from '../condition/byte-string.ts';

/** One option as it stands among the arguments. */
interface Option {
  /** The letter; `?` for an unknown one and empty where the argument is missing. */
  readonly shown: ByteString;
  readonly value?: ByteString;
  /** The letter, absent for an unknown one. */
  readonly letter?: ByteString;
}

/**
 * The short options among a command's arguments, after getopt(3): each letter, followed by its argument where
 * it takes one. An unknown letter gives `?`; where an argument is missing, one empty string stands for letter
 * and argument. Stops at `--` and at the first argument that is no option; skips `--long` ones.
 *
 * @see https://github.com/falcosecurity/libs/blob/master/userspace/libsinsp/sinsp_filtercheck_multivalue_transformer.cpp
 */
export function listOptions(args: readonly ByteString[], optstring: ByteString): readonly ByteString[] {
  return findOptions(args, optstring).flatMap(({ shown, value }) =>
    value === undefined ? [shown] : [shown, value],
  );
}

/** The argument of the last occurrence of one option, or the letter itself where it takes none. */
export function lastOption(
  args: readonly ByteString[],
  optstring: ByteString,
  letter: ByteString,
): ByteString | undefined {
  const last = findOptions(args, optstring).findLast((option) => option.letter === letter);
  return last?.value ?? last?.shown;
}

function findOptions(args: readonly ByteString[], optstring: ByteString): readonly Option[] {
  const known = readOptstring(optstring);
  const found: Option[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as ByteString;
    if (arg === '--') break;
    if (arg.startsWith('--')) continue;
    if (!arg.startsWith('-') || arg === '-') break;
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at] as ByteString;
      const takesArgument = known.get(letter);
      if (takesArgument === undefined) found.push({ shown: '?' });
      else if (!takesArgument) found.push({ shown: letter, letter });
      else {
        const value = at + 1 < arg.length ? arg.slice(at + 1) : args[++index];
        found.push(value === undefined ? { shown: '', letter } : { shown: letter, value, letter });
        break;
      }
    }
  }
  return found;
}

/** Whether each letter takes an argument. A colon in front changes nothing here. */
function readOptstring(optstring: ByteString): ReadonlyMap<ByteString, boolean> {
  const known = new Map<ByteString, boolean>();
  for (let index = 0; index < optstring.length; index++) {
    const letter = optstring[index] as ByteString;
    if (letter === ':') continue;
    const takesArgument = optstring[index + 1] === ':';
    known.set(letter, takesArgument || known.get(letter) === true);
    if (takesArgument) index++;
  }
  return known;
}
