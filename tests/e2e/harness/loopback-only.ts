import { spawnSync } from 'node:child_process';

const LOOPBACK_UP = 'ip link set lo up 2>/dev/null || ifconfig lo up';

/**
 * The words to put before a command so that it runs in a network namespace with nothing but loopback;
 * `undefined` where this machine does not permit one.
 */
export function loopbackOnly(): readonly string[] | undefined {
  for (const options of [['-n'], ['-r', '-n']]) {
    const test = spawnSync('unshare', [...options, 'sh', '-c', LOOPBACK_UP], { stdio: 'ignore' });
    if (test.status === 0) return ['unshare', ...options, 'sh', '-c', `${LOOPBACK_UP}; exec "$@"`, 'sh'];
  }
  return undefined;
}
