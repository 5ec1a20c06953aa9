import { join } from 'node:path';
import type { Agent } from '../agents/index.ts';
import { projectFolders } from '../guard/index.ts';
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
