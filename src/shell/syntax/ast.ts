/*
 * The syntax tree of a Bash script, as much of it as the analysis reads. Positions are not part of it. Values of
 * `parts`, `script` and `expression` may be computed when first read.
 */

export interface Script {
  readonly commands: readonly Statement[];
  /** Problems of this script alone; nested scripts carry their own. */
  readonly errors?: readonly { readonly message: string }[] | undefined;
  readonly shebang: string | undefined;
  readonly pos: number;
  readonly end: number;
}

export interface Statement {
  readonly type: 'Statement';
  readonly command: PipelineNode | AndOr;
  readonly background: boolean | undefined;
}

export interface CompoundList {
  readonly type: 'CompoundList';
  readonly commands: readonly Statement[];
}

export interface AndOr {
  readonly type: 'AndOr';
  readonly commands: readonly PipelineNode[];
  readonly operators: readonly ('&&' | '||')[];
}

export interface Pipeline {
  readonly type: 'Pipeline';
  /** `time` and `!`. */
  readonly prefixes: readonly { readonly type: 'Time' | 'Negation' }[];
  readonly commands: readonly CommandNode[];
  readonly operators: readonly ('|' | '|&')[];
}

export type PipelineNode = CommandNode | Pipeline;
export type CommandNode = Command | CompoundCommand | Redirected | FunctionDefinition | Coproc;
export type CompoundCommand =
  | If
  | For
  | ArithmeticFor
  | Select
  | While
  | Subshell
  | BraceGroup
  | Case
  | TestCommand
  | ArithmeticCommand;

export interface Command {
  readonly type: 'Command';
  readonly name: Word | undefined;
  readonly prefix: readonly (Assignment | Redirection)[];
  readonly suffix: readonly (Word | Assignment | Redirection)[];
}

export interface Redirected {
  readonly type: 'Redirected';
  readonly command: CompoundCommand;
  readonly redirects: readonly Redirection[];
}

export interface If {
  readonly type: 'If';
  readonly clause: CompoundList;
  readonly then: CompoundList;
  readonly elif: readonly { readonly clause: CompoundList; readonly then: CompoundList }[];
  readonly else: CompoundList | undefined;
}

export interface For {
  readonly type: 'For';
  readonly name: Word;
  readonly wordlist: readonly Word[] | undefined;
  readonly body: CompoundList;
}

export interface Select {
  readonly type: 'Select';
  readonly name: Word;
  readonly wordlist: readonly Word[] | undefined;
  readonly body: CompoundList;
}

export interface ArithmeticFor {
  readonly type: 'ArithmeticFor';
  readonly initialize: Arithmetic | undefined;
  readonly test: Arithmetic | undefined;
  readonly update: Arithmetic | undefined;
  readonly body: CompoundList;
}

export interface While {
  readonly type: 'While';
  readonly kind: 'while' | 'until';
  readonly clause: CompoundList;
  readonly body: CompoundList;
}

export interface Subshell {
  readonly type: 'Subshell';
  readonly body: CompoundList;
}

export interface BraceGroup {
  readonly type: 'BraceGroup';
  readonly body: CompoundList;
}

export interface Case {
  readonly type: 'Case';
  readonly word: Word;
  readonly items: readonly { readonly pattern: readonly Word[]; readonly body: CompoundList }[];
}

export interface TestCommand {
  readonly type: 'TestCommand';
  readonly expression: Test;
}

export interface ArithmeticCommand {
  readonly type: 'ArithmeticCommand';
  readonly expression: Arithmetic | undefined;
}

export interface FunctionDefinition {
  readonly type: 'Function';
  readonly name: Word;
  readonly body: CompoundCommand | Redirected | CompoundList;
}

export interface Coproc {
  readonly type: 'Coproc';
  readonly name: Word | undefined;
  readonly body: Command | CompoundCommand | Redirected | CompoundList;
}

export interface Word {
  readonly type: 'Word';
  readonly text: string;
  /** With quotes removed; only meaningful where there are no expansions. */
  readonly value: string;
  readonly parts?: readonly WordPart[] | undefined;
}

export interface Assignment {
  readonly type: 'Assignment';
  readonly name: string;
  readonly value: Word | ArrayValue;
  readonly append: boolean | undefined;
  readonly index: Word | undefined;
}

export interface ArrayValue {
  readonly type: 'ArrayValue';
  readonly elements: readonly Word[];
}

export interface Redirect {
  readonly type: 'Redirect';
  readonly operator: '>' | '>>' | '<' | '<>' | '<&' | '>&' | '>|' | '&>' | '&>>';
  readonly descriptor: Descriptor | undefined;
  readonly target: Word | undefined;
}

export interface HereString {
  readonly type: 'HereString';
  readonly descriptor: Descriptor | undefined;
  readonly target: Word | undefined;
}

export interface HereDoc {
  readonly type: 'HereDoc';
  readonly operator: '<<' | '<<-';
  readonly descriptor: Descriptor | undefined;
  readonly delimiter: { readonly quoted: boolean } | undefined;
  readonly body: { readonly text: string; readonly parts: readonly WordPart[] | undefined };
}

export type Redirection = Redirect | HereString | HereDoc;

export type Descriptor =
  | { readonly type: 'FileDescriptor'; readonly value: number }
  | { readonly type: 'FileDescriptorVariable'; readonly name: string };

export type WordPart =
  | { readonly type: 'Literal'; readonly value: string; readonly text: string }
  | { readonly type: 'SingleQuoted'; readonly value: string; readonly text: string }
  | { readonly type: 'AnsiCQuoted'; readonly value: string; readonly text: string }
  | { readonly type: 'DoubleQuoted'; readonly parts: readonly WordPart[]; readonly text: string }
  | { readonly type: 'LocaleString'; readonly parts: readonly WordPart[]; readonly text: string }
  | { readonly type: 'Glob'; readonly kind: 'star' | 'question' | 'bracket'; readonly text: string }
  | { readonly type: 'ExtendedGlob'; readonly text: string }
  | { readonly type: 'BraceExpansion'; readonly text: string }
  | { readonly type: 'SimpleExpansion'; readonly text: string }
  | ParameterExpansion
  | { readonly type: 'CommandExpansion'; readonly script: Script | undefined; readonly text: string }
  | {
      readonly type: 'ArithmeticExpansion';
      readonly expression: Arithmetic | undefined;
      readonly text: string;
    }
  | ProcessSubstitution;

export interface ProcessSubstitution {
  readonly type: 'ProcessSubstitution';
  readonly operator: '<' | '>';
  readonly script: Script | undefined;
  readonly text: string;
}

export interface ParameterExpansion {
  readonly type: 'ParameterExpansion';
  readonly text: string;
  readonly parameter: string;
  readonly prefix: '!' | '#' | undefined;
  readonly index: Word | undefined;
  readonly operation: ParameterOperation | undefined;
}

export type ParameterOperation =
  | { readonly type: 'Default'; readonly operator: string; readonly operand: Word }
  | { readonly type: 'Remove'; readonly operator: '#' | '##' | '%' | '%%'; readonly operand: Word }
  | {
      readonly type: 'Replace';
      readonly operator: '/' | '//' | '/#' | '/%';
      readonly pattern: Word;
      readonly replacement: Word;
    }
  | { readonly type: 'Slice'; readonly offset: Word; readonly length: Word | undefined }
  | {
      readonly type: 'CaseModification';
      readonly operator: '^' | '^^' | ',' | ',,';
      readonly operand: Word | undefined;
    }
  | { readonly type: 'Transform'; readonly operand: Word }
  | { readonly type: 'Names' }
  | { readonly type: 'Unknown' };

export type Arithmetic =
  | {
      readonly type: 'ArithmeticBinary';
      readonly operator: string;
      readonly left: Arithmetic;
      readonly right: Arithmetic;
    }
  | {
      readonly type: 'ArithmeticUnary';
      readonly operator: string;
      readonly operand: Arithmetic;
      readonly prefix: boolean;
    }
  | {
      readonly type: 'ArithmeticTernary';
      readonly test: Arithmetic;
      readonly consequent: Arithmetic;
      readonly alternate: Arithmetic;
    }
  | { readonly type: 'ArithmeticGroup'; readonly expression: Arithmetic }
  | {
      readonly type: 'ArithmeticWord';
      readonly value: string;
      readonly parts?: readonly WordPart[] | undefined;
    }
  | { readonly type: 'ArithmeticCommandExpansion'; readonly script: Script | undefined };

export type Test =
  | { readonly type: 'TestUnary'; readonly operator: string; readonly operand: Word }
  | { readonly type: 'TestBinary'; readonly operator: string; readonly left: Word; readonly right: Word }
  | { readonly type: 'TestLogical'; readonly operator: '&&' | '||'; readonly operands: readonly Test[] }
  | { readonly type: 'TestNot'; readonly operand: Test }
  | { readonly type: 'TestGroup'; readonly expression: Test };
