import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Certificate } from '../../../src/audit/sinks/testing/certificate.ts';
import { freePort } from '../../../src/prove/free-port.ts';
import { debianFiles } from './install.ts';
import { Program, type Receiver, receivedOf } from './receiver.ts';

/** What stands before the record: the input, and of the header what our messages promise. */
const LINE = /^(\w+) 1 prempti (call|alert) ([0-7]) 16 \d{4}-\S+ \S+ *(\{.*\})$/;

/** Debian's rsyslog, listening on UDP, TCP and TLS. */
export async function rsyslog(folder: string, { certFile, keyFile }: Certificate): Promise<Receiver> {
  const files = debianFiles('rsyslog', 'rsyslog-gnutls', 'libestr0', 'libfastjson4');
  const [udp, tcp, tls] = [await freePort(), await freePort(), await freePort()];
  const [output, config] = [join(folder, 'syslog.log'), join(folder, 'rsyslog.conf')];
  const libraries = join(files, 'usr', 'lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`);
  writeFileSync(
    config,
    `global(workDirectory="${folder}" DefaultNetstreamDriverCAFile="${certFile}"
  DefaultNetstreamDriverCertFile="${certFile}" DefaultNetstreamDriverKeyFile="${keyFile}")
module(load="imudp")
module(load="imptcp")
module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1" StreamDriver.AuthMode="anon")
input(type="imudp" address="127.0.0.1" port="${udp}" name="udp")
input(type="imptcp" address="127.0.0.1" port="${tcp}" name="tcp")
input(type="imtcp" address="127.0.0.1" port="${tls}" name="tls")
template(name="line" type="string" string="%inputname% %protocol-version% %app-name% %msgid% %syslogseverity% %syslogfacility% %timestamp:::date-rfc3339% %hostname% %msg%\\n")
action(type="omfile" file="${output}" template="line")
`,
  );
  const program = new Program(
    [join(files, 'usr', 'sbin', 'rsyslogd'), '-n', '-f', config, '-i', join(folder, 'rsyslog.pid')].concat([
      '-M',
      join(libraries, 'rsyslog'),
    ]),
    { LD_LIBRARY_PATH: libraries },
  );
  const common = { type: 'syslog', records: 'all', facility: 'local0' };
  return {
    sinks: {
      udp: { ...common, url: `udp://127.0.0.1:${udp}` },
      tcp: { ...common, url: `tcp://127.0.0.1:${tcp}` },
      tls: { ...common, url: `tls://localhost:${tls}`, ca_file: certFile },
    },
    lossy: ['udp'],
    start: () => program.start(tls),
    stop: () => program.stop(),
    received: async (sink) => {
      const lines = existsSync(output) ? readFileSync(output, 'utf8').split('\n') : [];
      return lines
        .filter((line) => line.startsWith(`${sink} `))
        .map((line) => {
          const [, , , , record] = LINE.exec(line) ?? [];
          if (record === undefined) throw new Error(`rsyslog read it as ${line.slice(0, 300)}`);
          return receivedOf(record);
        });
    },
  };
}
