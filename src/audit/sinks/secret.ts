import { closeSync, fstatSync, readFileSync } from 'node:fs';
import { openRegularFile } from '../../guard/index.ts';
import { DeliveryError } from './sink.ts';

const MAX_BYTES = 64 * 1024;

/**
 * What a reference `env:NAME` or `file:/path` leads to, without the line end; any other text is itself. Read anew each
 * time, so that a secret can be replaced.
 *
 * @throws DeliveryError when it is not there, or a file that others than its owner can read
 */
export function readSecret(reference: string): string {
  if (reference.startsWith('env:')) {
    const name = reference.slice('env:'.length);
    const value = process.env[name];
    if (value === undefined) throw new DeliveryError(`the environment variable ${name} is not set here`);
    return value;
  }
  return reference.startsWith('file:') ? readSecretFile(reference.slice('file:'.length)) : reference;
}

function readSecretFile(path: string): string {
  const fd = openRegularFile(path);
  if (fd === undefined) throw new DeliveryError(`${path} holds no secret`);
  try {
    const stats = fstatSync(fd);
    if (stats.size > MAX_BYTES) throw new DeliveryError(`${path} holds no secret`);
    if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) {
      throw new DeliveryError(`others can read the secret in ${path}: run "chmod 600 ${path}"`);
    }
    return readFileSync(fd, 'utf8').trimEnd();
  } finally {
    closeSync(fd);
  }
}
