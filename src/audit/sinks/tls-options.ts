import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { readRegularFile, type TlsFiles } from '../../guard/index.ts';

/** How to be sure of a host, by the system's authorities or those of a file, and to show it who we are. */
export function tlsOptions(host: string, { caFile, certFile, keyFile }: TlsFiles): ConnectionOptions {
  return {
    ...(isIP(host) === 0 && { servername: host }),
    ...(caFile !== undefined && { ca: readRegularFile(caFile) }),
    ...(certFile !== undefined && { cert: readRegularFile(certFile) }),
    ...(keyFile !== undefined && { key: readRegularFile(keyFile) }),
  };
}
