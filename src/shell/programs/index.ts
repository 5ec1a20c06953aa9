import type { Program } from '../program/spec.ts';
import { AGENTS } from './agents.ts';
import { ARCHIVES } from './archives.ts';
import { BUILD } from './build.ts';
import { BUILTINS } from './builtins.ts';
import { CLOUD } from './cloud.ts';
import { CLUSTERS } from './clusters.ts';
import { CMDLETS } from './cmdlets.ts';
import { CONTAINERS } from './containers.ts';
import { DATABASES } from './databases.ts';
import { EDITORS } from './editors.ts';
import { FILES } from './files.ts';
import { FORGES } from './forges.ts';
import { GIT } from './git.ts';
import { HTTP } from './http.ts';
import { INTERPRETERS } from './interpreters.ts';
import { NETWORK } from './network.ts';
import { PACKAGES } from './packages.ts';
import { PRIVILEGES } from './privileges.ts';
import { SECRETS } from './secrets.ts';
import { SERVICES } from './services.ts';
import { SOCKETS } from './sockets.ts';
import { SYSTEM } from './system.ts';
import { SYSTEM_PACKAGES } from './system-packages.ts';
import { TERMINALS } from './terminals.ts';
import { TEXT } from './text.ts';
import { TRANSFER } from './transfer.ts';
import { WRAPPERS } from './wrappers.ts';

/** Every program somebody described; where a name occurs twice the later entry counts. */
export const PROGRAMS: readonly Program[] = [
  ...CMDLETS,
  ...BUILTINS,
  ...FILES,
  ...TEXT,
  ...ARCHIVES,
  ...HTTP,
  ...SOCKETS,
  ...TRANSFER,
  ...NETWORK,
  ...INTERPRETERS,
  ...WRAPPERS,
  ...PRIVILEGES,
  ...TERMINALS,
  ...EDITORS,
  ...GIT,
  ...FORGES,
  ...PACKAGES,
  ...SYSTEM_PACKAGES,
  ...BUILD,
  ...CONTAINERS,
  ...CLUSTERS,
  ...CLOUD,
  ...DATABASES,
  ...SERVICES,
  ...SYSTEM,
  ...SECRETS,
  ...AGENTS,
];
