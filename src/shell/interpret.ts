import type { CommandEffects } from './effects.ts';
import { EffectsBuilder } from './effects-builder.ts';
import { Interpreter, type Shared } from './interpreter.ts';
import { Budget, LimitReached, MAX_INPUT_CHARS } from './limits.ts';
import type { Programs } from './program/execute.ts';
import type { ShellContext } from './runtime.ts';
import { withoutMarks } from './text.ts';
import { VirtualFiles } from './virtual-files.ts';

/** Runs the text of a call and, where files turned out to hold more than was known when they were read, runs it again. */
export function interpretCommand(text: string, context: ShellContext, programs: Programs): CommandEffects {
  return interpret(text, (input, shared) => {
    new Interpreter(context, programs, shared).run(input);
    if (!shared.files.stale) return;
    shared.files.restart();
    new Interpreter(context, programs, shared).run(input);
  });
}

/** What the statements of a database do. */
export function interpretStatements(text: string, context: ShellContext, programs: Programs): CommandEffects {
  return interpret(text, (input, shared) => new Interpreter(context, programs, shared).runStatements(input));
}

/** What a file with this content at this path makes something run. */
export function interpretContent(
  path: string,
  content: string,
  context: ShellContext,
  programs: Programs,
): CommandEffects {
  return interpret(content, (input, shared) =>
    new Interpreter(context, programs, shared).runContent(path, input, false),
  );
}

function interpret(text: string, run: (input: string, shared: Shared) => void): CommandEffects {
  const effects = new EffectsBuilder();
  const files = new VirtualFiles();
  const input = withoutMarks(text.length > MAX_INPUT_CHARS ? text.slice(0, MAX_INPUT_CHARS) : text);
  if (text.length > MAX_INPUT_CHARS) effects.opaque('size', `${text.length} characters`);
  else if (input !== text) effects.opaque('syntax', 'private use characters');
  try {
    run(input, { budget: new Budget(), effects, files });
  } catch (error) {
    if (error instanceof LimitReached) effects.opaque(error.code, 'the rest was not looked at');
    else if (error instanceof RangeError) effects.opaque('depth', error.message);
    else effects.opaque('internal', error instanceof Error ? error.message : String(error));
  }
  effects.writes(files.writes());
  return effects.build();
}
