import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { prefixAt } from '../../src/guard/index.ts';
import { requestStatus, requestStop } from '../../src/service/index.ts';
import { PROGRAM } from '../support/premptictl.ts';
import { tempDir } from '../support/temp-dir.ts';

const ACTIVATE = 'systemd-socket-activate';
const isThere = spawnSync(ACTIVATE, ['--version']).status === 0;

test.runIf(isThere)(
  'the service takes the socket that systemd hands over, and leaves it in place',
  async () => {
    const prefix = prefixAt(tempDir());
    mkdirSync(prefix.runDir, { mode: 0o700 });
    mkdirSync(dirname(prefix.configFile));
    writeFileSync(prefix.configFile, 'service.start: login\n');
    const args = ['-l', prefix.socket, process.execPath, PROGRAM, 'daemon', '--prefix', prefix.root];
    const systemd = spawn(ACTIVATE, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => void systemd.kill('SIGKILL'));
    await once(systemd.stderr, 'data');
    // The question itself starts the service.
    const status = await requestStatus(prefix.socket, 20_000);
    expect(status).toMatchObject({ isActivatedBySystem: true, pid: systemd.pid });
    const ended = once(systemd, 'exit');
    await requestStop(prefix.socket);
    await ended;
  },
);
