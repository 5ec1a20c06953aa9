import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../../../../tests/support/temp-dir.ts';

/** A new certificate of `localhost`, signed by itself, made by the `openssl` program. */
export function certificate(): { readonly caFile: string; readonly cert: Buffer; readonly key: Buffer } {
  const folder = tempDir();
  const [caFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...ec, '-keyout', keyFile, '-out', caFile, ...subject], {
    stdio: 'ignore',
  });
  return { caFile, cert: readFileSync(caFile), key: readFileSync(keyFile) };
}
