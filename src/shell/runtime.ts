import type { Channel, Descriptors } from './channel.ts';
import type { Language, Place } from './effects.ts';
import type { EffectsBuilder } from './effects-builder.ts';
import type { Budget } from './limits.ts';
import type { State } from './state.ts';
import type { Script, Word, WordPart } from './syntax/ast.ts';
import type { Text } from './text.ts';
import type { VirtualFiles } from './virtual-files.ts';

/** What the analysis is told about the machine. */
export interface ShellContext {
  /** Absolute path of the directory the command line is run in. */
  readonly cwd: string;
  /** Absolute path of the user's home directory. */
  readonly home: string;
  /** Variables of the environment whose values may be used; others count as unknown. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How an exit status is known: `undefined` is either. */
export type Status = boolean | undefined;

/** A directory of a container that is one of the host. */
export interface Mount {
  readonly container: string;
  readonly host: string;
}

/** The circumstances in which a command runs. */
export interface Call {
  readonly state: State;
  readonly io: Descriptors;
  readonly wrappers: readonly string[];
  readonly privileged: boolean;
  readonly place: Place;
  readonly mounts: readonly Mount[];
  /** It runs beside what follows: in the background or in a pipeline. */
  readonly detached: boolean;
  /** Variables set for this command alone. */
  readonly environment: ReadonlyMap<string, Text> | undefined;
}

/** Which of several values of a variable is looked at in this round. */
export interface Choice {
  index: number;
  /** The largest number of values met in this round. */
  count: number;
}

/** What the parts of the analysis need of each other. */
export interface Runtime {
  readonly context: ShellContext;
  readonly budget: Budget;
  readonly effects: EffectsBuilder;
  readonly files: VirtualFiles;
  readonly choice: Choice;
  /** Runs a parsed script. */
  runScript(script: Script, call: Call): Status;
  /** Runs text as a shell script, in the state of the call. */
  runShell(text: Text, call: Call): Status;
  /** Runs text in a language. */
  runCode(language: Language, text: Text, call: Call): void;
  /** Runs a program with its arguments; functions and builtins are not looked at. */
  runProgram(words: readonly Text[], call: Call): Status;
  /** Runs a simple command as the shell does: functions and builtins first. */
  runCommand(words: readonly Text[], call: Call): Status;
  /**
   * Runs what the call itself put into a file, if anything. `language` undefined: the file is started as a program.
   * Absolute path, may carry marks.
   */
  executeFile(path: string, language: Language | undefined, call: Call, positional?: readonly Text[]): void;
  /** Runs the commands that a build file, e.g. `Makefile`, holds if the call itself wrote or fetched it. */
  runBuildFile(path: string, call: Call): void;
  /** Runs what the call itself put into a file, in the shell of the call. */
  sourceFile(path: string, call: Call): void;
  /** A channel to read a text from. */
  textChannel(text: Text): Channel;
  /** What a script prints, run in a subshell. */
  capture(script: Script, call: Call): Text;
  /** The variables a program sees that are set for it alone, and those exported before that make programs do something. */
  environmentOf(call: Call): ReadonlyMap<string, Text>;
  /** A variable was exported: programs that come later see it. */
  noteExport(name: string): void;
  /** Makes the output of a script readable under a file name, or feeds it what is written to that name. */
  substituteProcess(script: Script, operator: '<' | '>', call: Call): string;
  /** A word as one text, without splitting, as in an assignment. */
  expandWord(word: Word, call: Call): Text;
  /** Pieces as one text, as between double quotes. */
  expandParts(parts: readonly WordPart[], call: Call): Text;
  /** Data written to a descriptor. */
  write(channel: Channel, text: Text, by: string): void;
}
