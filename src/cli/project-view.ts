import { homedir } from 'node:os';
import { openGuard, type Prefix, type ProjectFile, ProjectFiles, plainText } from '../guard/index.ts';

/** The files of the project that this process works in, and what is wrong with its policy for that. */
export function projectHere(prefix: Prefix): {
  readonly projects: readonly ProjectFile[];
  readonly projectProblems: readonly string[];
} {
  const folder = process.cwd();
  const projects = new ProjectFiles(prefix, homedir()).at(folder);
  if (projects.length === 0) return { projects, projectProblems: [] };
  try {
    return { projects, projectProblems: openGuard(prefix, { folder }).problems };
  } catch (error) {
    return { projects, projectProblems: [(error as Error).message] };
  }
}

/** In one line, which file of a project has a part in the policy, and as what. */
export function describeProject({ path, trust }: Pick<ProjectFile, 'path' | 'trust'>): string {
  return `Project: ${plainText(path)} (${trust === 'trusted' ? 'trusted' : 'can only make the policy stricter'})`;
}

/** The same as JSON. */
export function projectData({ path, trust }: ProjectFile): object {
  return { path, trust };
}
