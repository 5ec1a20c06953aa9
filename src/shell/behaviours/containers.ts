import { resolvePath } from '../path.ts';
import type { ProgramRun } from '../program/run.ts';
import type { Mount } from '../runtime.ts';
import { derive, type Text } from '../text.ts';

/** Options that open the host to a container. */
const OPENING =
  /^(?:host|unconfined|seccomp=unconfined|apparmor=unconfined|seccomp:unconfined|apparmor:unconfined|label=disable|label:disable|ALL|CAP_SYS_ADMIN|SYS_ADMIN|SYS_PTRACE|SYS_MODULE|NET_ADMIN|DAC_READ_SEARCH)$/;
/** Host directories that give the host away when mounted. */
const HOST_DIRECTORIES =
  /^\/(?:$|etc$|root$|home$|proc$|sys$|dev$|boot$|var$|usr$|var\/run\/docker\.sock$|run\/docker\.sock$|run\/containerd(?:\/|$)|var\/lib\/docker$|var\/lib\/kubelet)/;

/** `docker run image command`: mounts are host directories, the command runs inside. */
export function runContainer(run: ProgramRun): void {
  const mounts = mountsOf(run);
  for (const mount of mounts) if (HOST_DIRECTORIES.test(mount.host)) run.action('privileged-container');
  for (const option of [
    '--pid',
    '--ipc',
    '--uts',
    '--userns',
    '--cgroupns',
    '--security-opt',
    '--cap-add',
    '--network',
  ])
    for (const value of run.values(option))
      if (option !== '--network' && OPENING.test(value.value)) run.action('privileged-container');
  if (run.has('--privileged')) run.action('privileged-container');
  for (const file of run.values('--env-file')) run.read(file);
  const entry = run.value('--entrypoint');
  const command = entry === undefined ? run.parsed.command : [entry, ...run.parsed.command];
  const directory = run.value('--workdir')?.value ?? '/';
  if (command.length > 0) run.start(command, { place: 'container', mounts, cwd: directory });
}

/** `docker exec container command`. */
export function execInContainer(run: ProgramRun): void {
  run.action('container-exec');
  if (run.parsed.command.length > 0)
    run.start(run.parsed.command, {
      place: 'container',
      mounts: [],
      cwd: run.value('--workdir')?.value ?? '/',
    });
}

function mountsOf(run: ProgramRun): Mount[] {
  const mounts: Mount[] = [];
  for (const volume of run.values('--volume')) {
    const [host, container] = volume.value.split(':');
    if (host !== undefined && container !== undefined && /^[/.~\uE000]/.test(host))
      mounts.push({ host: hostPath(run, host), container });
  }
  for (const mount of run.values('--mount')) {
    const pairs = new Map(
      mount.value
        .split(',')
        .map((pair): [string, string] => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]),
    );
    const host = pairs.get('source') ?? pairs.get('src');
    const container = pairs.get('target') ?? pairs.get('destination') ?? pairs.get('dst');
    if (host !== undefined && container !== undefined && pairs.get('type') !== 'volume')
      mounts.push({ host: hostPath(run, host), container });
  }
  return mounts;
}

function hostPath(run: ProgramRun, path: string): string {
  return path.startsWith('~') ? run.actor.resolve(path) : resolvePath(run.actor.cwd, path);
}

/** `docker cp container:path local` and the other way round; `kubectl cp` likewise. */
export function copyContainer(run: ProgramRun): void {
  const [from, to] = run.operands;
  if (from === undefined || to === undefined) return;
  const fromInside = isInside(from);
  const toInside = isInside(to);
  if (!fromInside) run.read(from, { recursive: true });
  if (!toInside) run.actor.write(to, { ...derive(from, '\uE005container\uE001') }, false);
}

function isInside(path: Text): boolean {
  return /^[^/.~][^/]*:/.test(path.value);
}
