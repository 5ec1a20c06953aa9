import { matchGlob } from './glob.ts';

/** Files that pass for a home's own under any name of a home. */
const IN_HOME =
  '.ssh .ssh/id_rsa .ssh/id_ed25519 .ssh/authorized_keys .aws .aws/credentials .gnupg .kube .kube/config .docker/config.json .netrc .git-credentials .config .config/gh/hosts.yml .bash_history .zsh_history .bashrc .zshrc .profile .claude .claude/settings.json .claude/settings.local.json .codex .codex/config.toml .prempti .prempti/config.yaml';
const IN_SYSTEM =
  '/bin /boot /etc /home /lib /opt /root /usr /var /etc/shadow /etc/gshadow /etc/passwd /etc/sudoers';
/** Hidden files that lie in any directory. */
const ANYWHERE = '.env .git .claude/settings.json .claude/settings.local.json .mcp.json';

const HOME_FILES = IN_HOME.split(' ').map((path) => path.split('/'));
const SYSTEM_FILES = IN_SYSTEM.split(' ').map((path) => path.slice(1).split('/'));
const HIDDEN_FILES = ANYWHERE.split(' ').map((path) => path.split('/'));

/** Patterns with more components stand for nothing that is listed here. */
const MAX_COMPONENTS = 24;

/**
 * The files that everybody knows, and that a policy may name, among those an absolute pattern may stand for: `/etc/shad*`
 * gives `/etc/shadow`. A pattern of stars, or of stars and an ending stands for nothing
 * in particular.
 */
export function knownMatches(pattern: string, home: string): readonly string[] {
  const components = pattern.slice(1).split('/');
  const last = components.at(-1) as string;
  if (components.length > MAX_COMPONENTS || /^\*+(?:\.\w+)?$/.test(last)) return [];
  const homeParts = home.slice(1).split('/');
  const found = new Set<string>();
  const consider = (file: readonly string[]): void => {
    if (matchComponents(components, file)) found.add(`/${file.join('/')}`);
  };
  consider(homeParts);
  for (const file of SYSTEM_FILES) consider(file);
  for (const file of HOME_FILES) consider([...homeParts, ...file]);
  for (const file of HIDDEN_FILES) {
    const parent = components.slice(0, components.length - file.length).filter((part) => part !== '**');
    if (parent.every((component) => !/[*?[]/.test(component))) consider([...parent, ...file]);
  }
  return [...found];
}

/** Whether a pattern stands for a path: `**` for any number of directories, no other wildcard for a leading dot. */
function matchComponents(pattern: readonly string[], path: readonly string[], at = 0, from = 0): boolean {
  for (let p = at, i = from; ; p++, i++) {
    const component = pattern[p];
    if (component === undefined) return i === path.length;
    if (component === '**') {
      for (let rest = i; rest < path.length; rest++)
        if (matchComponents(pattern, path, p + 1, rest)) return true;
      return false;
    }
    const name = path[i];
    if (name === undefined) return false;
    const hidden = name.startsWith('.') && /^[*?[]/.test(component) && !pattern.includes('**');
    if (hidden || !matchGlob(component, name)) return false;
  }
}
