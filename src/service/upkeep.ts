import { type FSWatcher, watch } from 'node:fs';
import type { Service } from './service.ts';

export interface UpkeepOptions {
  /** Where a change is noticed at once; a folder that is not there is looked for again. */
  readonly folders: readonly string[];
  /** Another text when the files have changed from which the guard is made. */
  readonly fingerprint: () => string;
  /** After how long without a call the service stops; 0: never. */
  readonly idleMs: () => number;
  /** Called when the service should make room for the version that is installed now. */
  readonly replace: () => void;
  readonly installedVersion: () => string;
  /** How long files must rest before they are read. Default 50 ms. */
  readonly settleMs?: number;
  /** How often all is looked at that nothing tells of. Default 5 s. */
  readonly pollMs?: number;
}

/**
 * Keeps a started service up to date until it stops: reloads it soon after its files have changed, and ends it when
 * it is idle, can no longer be reached, or another version of it has been installed.
 */
export function keepUp(service: Service, options: UpkeepOptions): void {
  const { settleMs = 50, pollMs = 5_000 } = options;
  const watchers = new Map<string, FSWatcher>();
  let seen = options.fingerprint();
  let settling: NodeJS.Timeout | undefined;

  const lookAtFiles = (): void => {
    const found = options.fingerprint();
    if (found === seen) return;
    seen = found;
    void service.reload();
  };
  const settle = (): void => {
    clearTimeout(settling);
    settling = setTimeout(lookAtFiles, settleMs).unref();
  };
  const watchFolder = (folder: string): void => {
    if (watchers.has(folder)) return;
    const unwatch = (): void => {
      watchers.get(folder)?.close();
      watchers.delete(folder);
    };
    try {
      const watcher = watch(folder, { persistent: false }, settle);
      // Its folder is gone, or the system has no more watches: the next look starts anew.
      watcher.on('error', unwatch).on('close', unwatch);
      watchers.set(folder, watcher);
    } catch {
      // Not there yet; looking at the files finds what changes until it is.
    }
  };
  const look = (): void => {
    const { version, lastCallMs, connections } = service.status();
    const idleMs = options.idleMs();
    const isIdle = idleMs > 0 && connections === 0 && Date.now() - lastCallMs > idleMs;
    if (isIdle || !service.isReachable()) return void service.stop();
    if (options.installedVersion() !== version) options.replace();
    options.folders.forEach(watchFolder);
    lookAtFiles();
  };

  options.folders.forEach(watchFolder);
  const poll = setInterval(look, pollMs).unref();
  void service.stopped.then(() => {
    clearInterval(poll);
    clearTimeout(settling);
    for (const watcher of [...watchers.values()]) watcher.close();
  });
}
