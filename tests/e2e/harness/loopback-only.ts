import { spawnSync } from 'node:child_process';

const LOOPBACK_UP = 'ip link set lo up 2>/dev/null || ifconfig lo up';

/** As root, and as a user where the kernel lets users make namespaces. */
const WAYS = [
  ['unshare', '-n'],
  ['unshare', '-r', '-n'],
];

/**
 * The words to put before a command so that it runs in a network namespace with nothing but loopback;
 * `undefined` where this machine does not permit one.
 */
export function loopbackOnly(): readonly string[] | undefined {
  for (const [program = '', ...options] of WAYS) {
    const trial = spawnSync(program, [...options, 'sh', '-c', LOOPBACK_UP], { stdio: 'ignore' });
    if (trial.status === 0) return [program, ...options, 'sh', '-c', `${LOOPBACK_UP}; exec "$@"`, 'sh'];
  }
  return undefined;
}
