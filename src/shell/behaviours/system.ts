import type { ProgramRun } from '../program/run.ts';
import { display } from '../text.ts';

/** Programs that watch over the machine, by a piece of their name. */
const GUARDS =
  /(?:^|[^a-z])(?:falco|auditd?|osquery|crowdstrike|falcon|sentinel|carbon|cbdaemon|wazuh|ossec|clamav|clamd|fail2ban|apparmor|selinux|firewalld|ufw|iptables|nftables|rsyslog|syslog|syslogd|syslog-ng|systemd-journald|sysmon|tripwire|aide|samhain|snort|suricata|zeek|defender|mdatp|sophos|mcafee|trellix|eset|kaspersky|symantec|santad?|littlesnitch|blockblock|lulu|jamf|tanium|rapid7|qualys|nessus|auditbeat|filebeat|sysdig|tetragon|kubearmor|prempti|cupcake|nah|dcg)(?:[^a-z]|$)/i;

function stopsGuard(run: ProgramRun, pattern: RegExp): void {
  const words = run.args.map((arg) => display(arg.value));
  if (words.some((word) => pattern.test(word)) && words.some((word) => GUARDS.test(word)))
    run.action('disable-security');
}

/** Stopping or disabling a service that guards the machine. */
export function service(run: ProgramRun): void {
  stopsGuard(run, /^(?:stop|disable|mask|kill|unload|bootout|off|remove|delete|down|.*=["']?no["']?)$/i);
}

/** Ending a program that guards the machine. */
export function kill(run: ProgramRun): void {
  stopsGuard(run, /./);
}

/** `chmod`: whether the mode sets the set-user-id bit. */
export function chmod(run: ProgramRun): void {
  const mode = run.has('--reference') ? '' : (run.operands[0]?.value ?? '');
  const octal = /^0*([0-7])[0-7]{3}$/.exec(mode)?.[1];
  const sets =
    octal === undefined ? /(?:^|,)(?:[go]*[ua][ugoa]*)?[+=][rwxXt]*s/.test(mode) : Number(octal) >= 4;
  if (sets) run.action('set-uid');
}

/** Tools for disks: what only lists is harmless. */
export function disk(run: ProgramRun): void {
  const harmless =
    (/^(?:mount|swapon|losetup)$/.test(run.name) &&
      run.operands.length === 0 &&
      !run.has('-a') &&
      !run.has('--all')) ||
    run.has('-l') ||
    run.has('--list') ||
    (run.has('--print') && run.name !== 'resize2fs') ||
    /^(?:list|status|show|get|info|help|luksDump|isLuks|diff|subvolume-list|version|history|print|scrub-status|filesystem-show|verify)$/.test(
      run.operands[0]?.value ?? '',
    ) ||
    run.operands.some(
      ({ value }) => value === 'print' || value === 'show' || value === 'df' || value === 'usage',
    );
  if (!harmless && !run.dry && !makesImage(run)) run.action('disk');
}

/** `mkfs.ext4 disk.img`: a file system in a file that is named as an image of one. */
function makesImage(run: ProgramRun): boolean {
  const [file] = run.operands;
  if (file === undefined || !/^(?:mkfs|mke2fs|mkswap|mkdosfs|mkntfs|newfs)/.test(run.name)) return false;
  const path = run.actor.resolve(file.value);
  if (!/\.(?:img|iso|raw|image|ext[234]|vfat|squashfs|loop)$/i.test(path) || /^\/dev\//.test(path))
    return false;
  run.writeTo(file);
  return true;
}

/** Modules and settings of the kernel: reading them is harmless. */
export function kernel(run: ProgramRun): void {
  const reads =
    (run.name === 'sysctl' &&
      !run.has('--write') &&
      !run.has('--load') &&
      !run.operands.some(({ value }) => value.includes('='))) ||
    /^(?:list|show|dump|status|version)$/.test(run.operands[0]?.value ?? '') ||
    (run.name === 'efibootmgr' && run.args.length === 0) ||
    run.has('-l');
  if (!reads && !run.dry) run.action('kernel');
  if (
    run.name === 'sysctl' &&
    run.operands.some(({ value }) =>
      /(?:randomize_va_space|yama\.ptrace_scope|kptr_restrict|dmesg_restrict|protected_\w+|suid_dumpable)=[0]/.test(
        value,
      ),
    )
  )
    run.action('disable-security');
}

/** Firewalls: listing rules is harmless, switching off or flushing is worse than adding one. */
export function firewall(run: ProgramRun): void {
  const words = run.args.map((arg) => arg.value);
  const reads =
    words.some((word) =>
      /^(?:-L|--list|-S|--list-rules|status|list|--list-\w+|--get-\w+|--state|show|-vnL|-nL|-nvL|-sr|-sa|-s|version|--version|monitor|-C|--check)$/.test(
        word,
      ),
    ) && !words.includes('-Z');
  if (reads) return;
  run.action('firewall');
  if (words.some((word) => /^(?:-F|--flush|-X|disable|flush|reset|-d|stop|off|--panic-off)$/.test(word)))
    run.action('disable-security');
  const policy = words.findIndex((word) => word === '-P' || word === '--policy');
  if (policy >= 0 && words[policy + 2] === 'ACCEPT') run.action('disable-security');
}

/** `defaults write`: most settings are harmless. */
export function defaults(run: ProgramRun): void {
  if (run.operands.some(({ value }) => /LoginHook|LogoutHook|loginitems|LaunchAgents/i.test(value)))
    run.action('schedule');
  if (
    run.operands.some(({ value }) =>
      /loginwindow|LoginHook|alf|Gatekeeper|quarantine|LSQuarantine|SoftwareUpdate/i.test(value),
    )
  )
    run.action('disable-security');
}
