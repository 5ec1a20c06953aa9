import type { Program } from '../program/spec.ts';
import { AGENTS } from './agents.ts';
import { ARCHIVES } from './archives.ts';
import { BUILTINS } from './builtins.ts';
import { CLOUD } from './cloud.ts';
import { CMDLETS } from './cmdlets.ts';
import { CONTAINERS } from './containers.ts';
import { DATABASES } from './databases.ts';
import { EDITORS } from './editors.ts';
import { FILES } from './files.ts';
import { GIT } from './git.ts';
import { INTERPRETERS } from './interpreters.ts';
import { NETWORK } from './network.ts';
import { PACKAGES } from './packages.ts';
import { SECRETS } from './secrets.ts';
import { SYSTEM } from './system.ts';
import { TEXT } from './text.ts';
import { WRAPPERS } from './wrappers.ts';

/** Every program somebody described; where a name occurs twice the later entry counts. */
export const PROGRAMS: readonly Program[] = [
  ...CMDLETS,
  ...BUILTINS,
  ...FILES,
  ...TEXT,
  ...ARCHIVES,
  ...NETWORK,
  ...INTERPRETERS,
  ...WRAPPERS,
  ...EDITORS,
  ...GIT,
  ...PACKAGES,
  ...CONTAINERS,
  ...CLOUD,
  ...DATABASES,
  ...SYSTEM,
  ...SECRETS,
  ...AGENTS,
];
