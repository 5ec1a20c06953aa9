import type { Source } from './effects.ts';

/** Programs that print shell code which sets up the shell: running it is what they are for. */
const SETUP =
  /^(?:direnv|ssh-agent|brew|pyenv|rbenv|nodenv|jenv|goenv|starship|zoxide|mise|fnm|conda|mamba|dircolors|keychain|thefuck|atuin|opam|luarocks|lesspipe|asdf|kubectl|helm|gh|minikube|docker-machine|export)(?: |$)/;

/**
 * Code that is not known but no riddle either: a local file fed to an interpreter is no worse than one that is named,
 * and some programs exist to be evaluated.
 */
export function isFamiliar(sources: readonly Source[]): boolean {
  if (sources.length === 0) return false;
  return sources.every(
    (source) => source.kind === 'file' || (source.kind === 'command' && SETUP.test(source.name)),
  );
}
