import { Argument, Command } from 'commander';
import {
  COMPLETION_SHELLS,
  type CompletionShell,
  completionNodes,
  completionScript,
} from '../completion-script.ts';

const HOW_TO = `
Put it to use:
  bash:        echo 'source <(premptictl completion bash)' >> ~/.bashrc
  zsh:         echo 'source <(premptictl completion zsh)' >> ~/.zshrc      (below compinit)
  fish:        premptictl completion fish > ~/.config/fish/completions/premptictl.fish
  powershell:  premptictl completion powershell | Out-String | Invoke-Expression`;

/** `completion SHELL`: a script with which the shell completes verbs and options. */
export function completionVerb(loadVerbs: () => Promise<readonly Command[]>): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'whose script to print').choices(COMPLETION_SHELLS))
    .description('Print a script that has your shell complete verbs and options')
    .addHelpText('after', HOW_TO)
    .action(async (shell: CompletionShell) => {
      const verbs = (await loadVerbs()).filter((verb) => verb.name() !== 'daemon');
      process.stdout.write(completionScript(shell, completionNodes(verbs)));
    });
}
