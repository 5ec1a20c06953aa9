import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { packageRoot } from '../../guard/index.ts';
import { COMPLETION_SHELLS, type CompletionShell } from '../completion-script.ts';
import { CliFailure } from '../failure.ts';

const HOW_TO = `
Examples:
  echo 'source <(premptictl completion bash)' >> ~/.bashrc
  echo 'source <(premptictl completion zsh)' >> ~/.zshrc      (below compinit)
  premptictl completion fish > ~/.config/fish/completions/premptictl.fish
  premptictl completion powershell | Out-String | Invoke-Expression`;

/** `completion SHELL`: a script with which the shell completes verbs and options. */
export function completionVerb(): Command {
  return new Command('completion')
    .addArgument(new Argument('[shell]', 'whose script to print').choices(COMPLETION_SHELLS))
    .option('--json', 'print the verbs and options as JSON, for other shells')
    .addHelpText('after', HOW_TO)
    .action((shell: CompletionShell | undefined, { json }: { json?: boolean }) => {
      const name = json === true ? 'json' : shell;
      if (name === undefined) throw new CliFailure(`name a shell: ${COMPLETION_SHELLS.join(', ')}`);
      process.stdout.write(readFileSync(join(packageRoot(), 'dist', 'completion', name)));
    });
}
