import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Agent } from '../agents/index.ts';
import { readSettingsFile } from './settings-file.ts';

/** A file of a project for which our hook does not run there. */
export interface SwitchOff {
  readonly path: string;
  readonly problem: string;
}

/** What switches the agent's hooks off in the project that a folder belongs to. */
export function switchOffsIn(
  { projectFiles }: Pick<Agent, 'projectFiles'>,
  folder: string,
): readonly SwitchOff[] {
  return projectFolders(folder).flatMap((project) =>
    projectFiles.flatMap((file) => {
      const path = join(project, file.path);
      const problem = file.switchOff(readSettingsFile(path) ?? '');
      return problem === undefined ? [] : [{ path, problem }];
    }),
  );
}

/** A folder and those above it, up to the root of its repository; without one the folder alone. */
function projectFolders(folder: string): readonly string[] {
  const above: string[] = [];
  for (let next = folder; ; next = dirname(next)) {
    above.push(next);
    if (existsSync(join(next, '.git'))) return above;
    if (dirname(next) === next) return [folder];
  }
}
