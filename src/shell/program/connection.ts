import { hostOf } from './actor.ts';

/** `postgres://user:secret@a:5432,b/db`, also behind `jdbc:`; `jdbc:oracle:thin:@//a/db`. */
const ADDRESS = /^(?:jdbc:)?[a-z][\w+.-]*:(?:thin:@)?\/\/(?:[^/?#]*@)?([^/?#;]*)/i;

/** `host=a`, as libpq takes it among other keywords, and in the query of an address. */
const KEYWORD = /(?:^|[\s?&])(?:host|hostaddr)\s*=\s*'?([^\s'&]+)/g;

/** `user@a:5432/db` without a scheme. */
const PLAIN = /^(?:[^@\s/]*@)?([\w.-]+:\d{2,5})(?:\/|$)/;

/** `user/secret@a:1521/service` and `user/secret@//a.example/service` of Oracle. */
const ORACLE = /^[^@\s]+\/[^@\s]*@(?:\/\/)?([\w-]+(?:\.[\w-]+)+|[\w.-]+:\d{2,5})/;

/** The hosts that a connection string names; none where it names a database, or a socket of this machine. */
export function connectionHosts(text: string): readonly string[] {
  const authority = (ADDRESS.exec(text) ?? PLAIN.exec(text) ?? ORACLE.exec(text))?.[1] ?? '';
  const keywords = [...text.matchAll(KEYWORD)].map(([, hosts = '']) => hosts);
  return [authority, ...keywords]
    .flatMap((hosts) => hosts.split(','))
    .filter((host) => host !== '' && !host.startsWith('/'))
    .map(hostOf);
}
