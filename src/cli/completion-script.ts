import type { Command } from 'commander';

export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/** What can stand behind a verb, or behind the program's name where `path` is empty. */
export interface CompletionNode {
  /** The verbs up to here, e.g. `rules show`. */
  readonly path: string;
  /** The verbs and options that may follow. */
  readonly words: readonly string[];
  /** The verbs that may follow. */
  readonly verbs: readonly string[];
}

/** The program's verbs with their options, as commander knows them. */
export function completionNodes(commands: readonly Command[]): readonly CompletionNode[] {
  const verbs = commands.map((command) => command.name());
  return [
    { path: '', verbs, words: [...verbs, '--help', '--version'] },
    ...commands.flatMap((command) => nodesOf(command, '')),
  ];
}

function nodesOf(command: Command, above: string): readonly CompletionNode[] {
  const path = `${above} ${command.name()}`.trim();
  const verbs = command.commands.map((child) => child.name());
  const options = command.options.flatMap(({ long }) => long ?? []);
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const node = { path, verbs, words: [...verbs, ...choices, ...options, '--help'] };
  return [node, ...command.commands.flatMap((child) => nodesOf(child, path))];
}

/** A script that has a shell complete verbs and options; where none fits, it completes files. */
export function completionScript(shell: CompletionShell, nodes: readonly CompletionNode[]): string {
  switch (shell) {
    case 'bash':
      return bashScript(nodes);
    case 'zsh':
      return zshScript(nodes);
    case 'fish':
      return fishScript(nodes);
    case 'powershell':
      return powershellScript(nodes);
  }
}

/** Each step from one verb to the next: `rules` and `show` lead to `rules show`. */
function steps(nodes: readonly CompletionNode[]): readonly { readonly key: string; readonly to: string }[] {
  return nodes.flatMap(({ path, verbs }) =>
    verbs.map((verb) => ({ key: `${path}:${verb}`, to: `${path} ${verb}`.trim() })),
  );
}

function bashScript(nodes: readonly CompletionNode[]): string {
  return `_premptictl() {
  local at='' word words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$at:$word" in
${stepCases(nodes)}
    esac
  done
  case "$at" in
${nodes.map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _premptictl premptictl prempti
`;
}

function zshScript(nodes: readonly CompletionNode[]): string {
  return `#compdef premptictl prempti
_premptictl() {
  local at='' i
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    case "$at:\${words[i]}" in
${stepCases(nodes)}
    esac
  done
  case "$at" in
${nodes.map(({ path, words }) => `    '${path}') offered=(${words.join(' ')}) ;;`).join('\n')}
  esac
  compadd -a offered || _files
}
compdef _premptictl premptictl prempti
`;
}

/** The cases of the statement with which bash and zsh follow the verbs. */
function stepCases(nodes: readonly CompletionNode[]): string {
  return steps(nodes)
    .map(({ key, to }) => `      '${key}') at='${to}' ;;`)
    .join('\n');
}

function fishScript(nodes: readonly CompletionNode[]): string {
  return `function __premptictl_at
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at:$word"
${steps(nodes)
  .map(({ key, to }) => `      case '${key}'\n        set at '${to}'`)
  .join('\n')}
    end
  end
  test "$at" = "$argv[1]"
end
${nodes
  .flatMap(({ path, words, verbs }) =>
    ['premptictl', 'prempti'].map(
      // Where a verb has to follow, no file can.
      (program) =>
        `complete -c ${program}${verbs.length > 0 ? ' -f' : ''} -n "__premptictl_at '${path}'" -a '${words.join(' ')}'`,
    ),
  )
  .join('\n')}
`;
}

function powershellScript(nodes: readonly CompletionNode[]): string {
  const table = (entries: readonly (readonly [string, string])[]): string =>
    entries.map(([key, value]) => `    '${key}' = ${value}`).join('\n');
  return `Register-ArgumentCompleter -Native -CommandName premptictl, prempti -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $steps = @{
${table(steps(nodes).map(({ key, to }) => [key, `'${to}'`]))}
  }
  $words = @{
${table(nodes.map(({ path, words }) => [path, words.map((word) => `'${word}'`).join(', ')]))}
  }
  $at = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursorPosition) { break }
    $next = $steps["\${at}:$element"]
    if ($next) { $at = $next }
  }
  $words[$at] | Where-Object { $_.StartsWith($wordToComplete) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
