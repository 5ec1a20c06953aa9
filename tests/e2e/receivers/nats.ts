import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NatsConnection } from '../../../src/audit/sinks/nats-connection.ts';
import type { Certificate } from '../../../src/audit/sinks/testing/certificate.ts';
import { freePort } from '../../../src/prove/free-port.ts';
import { debianFiles } from './install.ts';
import { Program, type Receiver, receivedOf } from './receiver.ts';

const INBOX = '_INBOX.e2e';
const never = new AbortController().signal;

/** Debian's nats-server with a JetStream, TLS and a user. */
export async function natsServer(folder: string, { certFile, keyFile }: Certificate): Promise<Receiver> {
  const files = debianFiles('nats-server');
  const port = await freePort();
  const [config, passwordFile] = [join(folder, 'nats.conf'), join(folder, 'password')];
  writeFileSync(passwordFile, 'pass word\n', { mode: 0o600 });
  writeFileSync(
    config,
    `listen: "127.0.0.1:${port}"
jetstream { store_dir: "${join(folder, 'jetstream')}" }
tls { cert_file: "${certFile}", key_file: "${keyFile}" }
authorization { user: "me", password: "pass word" }
`,
  );
  const program = new Program([join(files, 'usr', 'sbin', 'nats-server'), '-c', config]);
  /** An answer of JetStream's own interface. */
  const ask = async (subject: string, body: object) => {
    const connection = await NatsConnection.open(
      {
        address: { host: 'localhost', port },
        isTls: true,
        tls: { caFile: certFile },
        credentials: { user: 'me', pass: 'pass word' },
        inbox: INBOX,
      },
      never,
    );
    const text = JSON.stringify(body);
    await connection.write(
      `PUB $JS.API.STREAM.${subject} ${INBOX}.1 ${Buffer.byteLength(text)}\r\n${text}\r\n`,
      never,
    );
    const answer = await connection.next(never);
    connection.close();
    if (answer.kind !== 'message') throw new Error(`nats-server answers with ${answer.kind}`);
    return JSON.parse(answer.body);
  };
  return {
    sinks: {
      nats: {
        type: 'nats',
        url: `tls://localhost:${port}`,
        records: 'all',
        user: 'me',
        password: `file:${passwordFile}`,
        ca_file: certFile,
      },
    },
    start: async () => {
      await program.start(port);
      await ask('CREATE.AUDIT', { name: 'AUDIT', subjects: ['prempti.>'], storage: 'file' });
    },
    stop: () => program.stop(),
    received: async () => {
      const { state } = await ask('INFO.AUDIT', {});
      const messages = [];
      for (let seq = 1; seq <= state.last_seq; seq++) {
        const { message } = await ask('MSG.GET.AUDIT', { seq });
        messages.push(receivedOf(Buffer.from(message.data, 'base64').toString()));
      }
      return messages;
    },
  };
}
