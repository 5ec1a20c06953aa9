/**
 * What a command does beyond files and hosts, in words a policy can use. The keys are stable; programs name them
 * in their tables, with the options or operands they depend on.
 */
export const ACTIONS = {
  'git-discard': 'throws away uncommitted changes, untracked files or stashes',
  'git-rewrite': 'rewrites or removes history: force push, filter-branch, reflog expiry, branch deletion',
  'git-push': 'sends commits to a remote repository',
  'git-hooks-skipped': 'commits or pushes without running the hooks',
  'git-config': 'changes settings of git that make it run programs or trust less',
  publish: 'makes a package, image, release or site public',
  deploy: 'changes what runs elsewhere: applies infrastructure, rolls out, scales',
  'delete-remote': 'deletes or purges resources of a service, cluster or cloud account',
  'change-remote': 'changes access rights or settings of a service, cluster or cloud account',
  prune: 'removes images, volumes, caches or snapshots in bulk',
  'drop-data': 'drops or empties tables, databases, collections or topics',
  'write-data': 'changes data or schema of a database by a statement, none of which is lost',
  'data-access': 'changes who may use a database',
  'read-secret': 'prints a secret from a vault, a password manager or a secret store of a cloud',
  'read-login':
    'prints or makes a token, key or password of an account: what a tool logs in with, or a cluster holds',
  'print-environment': 'prints the environment',
  'print-secret': 'picks secrets out of the environment and prints them',
  'install-package': 'installs a named package from the default registry',
  'install-system': 'installs or removes packages of the system or for all projects',
  'install-unverified': 'installs from a URL, a repository, another index, or without verification',
  'run-package': 'fetches a package and runs it at once',
  'run-fetched': 'runs a file of a repository or archive that was fetched before',
  service: 'starts, stops, enables or disables a service',
  'disable-security': 'switches off or weakens a guard, firewall, audit, signature or certificate check',
  firewall: 'changes firewall rules',
  network: 'changes interfaces, addresses or routes of the machine',
  schedule: 'makes something run later or at login',
  account: 'creates, changes or deletes users, groups or passwords',
  kernel: 'loads modules or changes settings of the kernel',
  power: 'halts or reboots the machine',
  disk: 'formats, partitions, wipes, mounts or unmounts disks',
  kill: 'ends processes by name or all at once',
  privilege: 'runs with the rights of another user',
  'privileged-container':
    'runs a container that can reach the host: privileged, host namespaces, host root mounted',
  interactive: 'runs what is typed into it later',
  'container-exec': 'runs a command in a container or pod',
  'remote-shell': 'opens a shell or runs a command on another host',
  tunnel: 'forwards ports or exposes a local service',
  scan: 'scans hosts or tries passwords',
  capture: 'records traffic, screen, keys or clipboard',
  'agent-config': 'changes servers, extensions or permissions of a coding agent',
  'agent-unguarded': 'starts a coding agent with its permission checks switched off',
  'fork-bomb': 'a function that starts itself without end, or a loop without end that starts jobs',
  'hide-history': 'keeps commands out of the shell history or deletes it',
  'load-library': 'makes programs load a library or start-up file that is named here',
  'set-capabilities': 'sets capabilities or attributes of files',
  'set-uid':
    'gives a program the rights of its owner, or capabilities that come to the same, whoever starts it',
} as const satisfies Record<string, string>;

/** A key of {@link ACTIONS}. */
export type Action = keyof typeof ACTIONS;
