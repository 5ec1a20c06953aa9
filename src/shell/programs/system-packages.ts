import type { Program } from '../program/spec.ts';

/** Package managers of systems. */
export const SYSTEM_PACKAGES: readonly Program[] = [
  {
    names:
      'apt apt-get aptitude dpkg yum dnf microdnf zypper pacman yay paru apk rpm opkg pkg pkgin xbps-install emerge eopkg slackpkg swupd tdnf rpm-ostree transactional-update urpmi installer',
    options: {
      '-t --target-release': 'text',
      '-o --option': 'text',
      '-c --config-file': 'read',
      '-y --yes': 'flag',
      '--allow-unauthenticated': 'flag',
      '--no-gpg-checks --nogpgcheck --nosignature --allow-untrusted --nogpg': 'flag',
      '-S --sync': 'flag',
      '-R --remove': 'flag',
      '-U': 'flag',
      '-i --install': 'flag',
      '-r': 'flag',
      '-P --purge': 'flag',
      '-e --erase': 'flag',
      '-q --query': 'flag',
      '-Q': 'flag',
      '-l --list': 'flag',
      '-s --simulate --dry-run --just-print': 'dry',
      '-X --repository --repo': 'text',
      '-pkg': 'read',
      '-target': 'text',
      '-F': 'flag',
      '-L': 'flag',
    },
    stdout: 'own',
    stdin: 'none',
    operands: 'text maybe...',
    actions: {
      'install-system':
        '@install @remove @purge @upgrade @dist-upgrade @full-upgrade @add @del @update @erase @autoremove @reinstall @localinstall @in @rm @delete @groupinstall @build-dep --sync --remove -U --install --purge --erase -pkg -r',
      'install-unverified':
        '--install&@*.deb @install&@*.deb --install&@*.rpm&!--query -U&@*.rpm&!--query @install&@*.rpm @localinstall -U&@*.pkg.tar* @add&@*.apk -pkg',
      'disable-security': '--allow-unauthenticated --nogpg',
    },
    examples: {
      'apt-get install -y x': 'action install-system',
      'dpkg -i a.deb': 'action install-system; action install-unverified',
      'dpkg -I a.deb': 'nothing',
      'apt install ./a.deb': 'action install-system; action install-unverified; read? a.deb',
      'rpm -qip a.rpm': 'action install-system',
      'apt list --installed': 'nothing',
      'apk add x': 'action install-system',
      'pacman -S x': 'action install-system',
      'rpm -qa': 'nothing',
      'apt-get install --allow-unauthenticated x': 'action disable-security; action install-system',
    },
  },
  {
    names: 'brew port choco winget scoop snap flatpak nix-env mas',
    options: {
      '-y --yes': 'flag',
      '--cask': 'flag',
      '-f --force': 'flag',
      '-s --source': 'text',
      '--dangerous': 'flag',
      '--classic': 'flag',
      '-i --install': 'flag',
    },
    stdout: 'own',
    stdin: 'none',
    operands: 'text...',
    actions: {
      'install-system':
        '@install @reinstall @uninstall @remove @rm @upgrade @tap @untap @add @update @autoremove --install',
      'install-unverified': '@*://* --dangerous',
    },
    examples: {
      'brew install x': 'action install-system',
      'brew list': 'nothing',
      'snap install --dangerous x.snap': 'action install-system; action install-unverified',
      'brew install https://a.example/x.rb': 'action install-system; action install-unverified',
    },
  },
  {
    names: 'nix nix-shell nix-build nixos-rebuild home-manager guix devbox devenv flox',
    options: {
      '-c --command --run': 'shell',
      '-p --packages': 'text',
      '-f --file': 'read',
      '-I': 'text',
      '--arg': 'text',
      '-E --expr': 'text',
      '-o': 'write',
    },
    operands: 'text...',
    stdout: 'own',
    subcommands: {
      run: { operands: 'text...', actions: 'run-package' },
      'develop|shell': { operands: 'text...' },
      'switch|boot|test': 'install-system',
      'profile install|profile remove': 'install-system',
      'collect-garbage': 'prune',
    },
    examples: {
      "nix-shell --run 'rm x'": 'delete x; run rm',
      'nix run a#b': 'action run-package',
      'nixos-rebuild switch': 'action install-system',
    },
  },
];
