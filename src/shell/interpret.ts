import type { CommandEffects } from './effects.ts';
import { EffectsBuilder } from './effects-builder.ts';
import { Interpreter } from './interpreter.ts';
import { Budget, LimitReached, MAX_INPUT_CHARS } from './limits.ts';
import type { Programs } from './program/execute.ts';
import type { ShellContext } from './runtime.ts';
import { type Text, withoutMarks } from './text.ts';
import { VirtualFiles } from './virtual-files.ts';

/** Runs `text` and, where files turned out to hold more than was known when they were read, runs it again. */
export function interpret(
  text: string,
  context: ShellContext,
  programs: Programs,
  positional: readonly Text[] | undefined,
): CommandEffects {
  const effects = new EffectsBuilder();
  const files = new VirtualFiles();
  const budget = new Budget();
  const input = withoutMarks(text.length > MAX_INPUT_CHARS ? text.slice(0, MAX_INPUT_CHARS) : text);
  if (text.length > MAX_INPUT_CHARS) effects.opaque('size', `${text.length} characters`);
  if (input !== text && text.length <= MAX_INPUT_CHARS) effects.opaque('syntax', 'private use characters');
  try {
    new Interpreter(context, programs, { budget, effects, files }).run(input, positional);
    if (files.stale) {
      files.restart();
      new Interpreter(context, programs, { budget, effects, files }).run(input, positional);
    }
  } catch (error) {
    if (error instanceof LimitReached) effects.opaque(error.code, 'the rest was not looked at');
    else if (error instanceof RangeError) effects.opaque('depth', error.message);
    else effects.opaque('internal', error instanceof Error ? error.message : String(error));
  }
  effects.writes(files.writes());
  return effects.build();
}
