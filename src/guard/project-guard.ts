import type { ToolCall } from '../agents/index.ts';
import { nextCorrelationId } from './correlation-id.ts';
import { notEvaluated } from './create-guard.ts';
import type { Guard, JudgeContext, Judgement } from './judgement.ts';
import type { ProjectFile } from './project-file.ts';
import type { ProjectFiles } from './project-files.ts';
import { withProject } from './project-settings.ts';
import type { Settings } from './setting-keys.ts';

/** Policies of projects that are kept ready, beside that of no project. Each takes some megabytes. */
const MAX_KEPT = 3;

type Projects = readonly ProjectFile[];

interface Options {
  readonly files: Pick<ProjectFiles, 'at'>;
  /** Those of the person. */
  readonly settings: Settings;
  /** May throw. */
  readonly build: (projects: Projects) => Built;
  /** What has been built already. */
  readonly ready: Built & { readonly projects: Projects };
}

/** The guard of a policy, and what is wrong with its files. */
interface Built {
  readonly guard: Guard;
  readonly problems: readonly string[];
}

/** Judges each call by the policy of the project that it is made in. Policies that come out the same are one. */
export class ProjectGuard implements Guard {
  readonly #options: Options;
  readonly #built = new Map<string, Built>();
  readonly #ownKey: string;

  constructor(options: Options) {
    this.#options = options;
    this.#ownKey = this.#keyOf([]);
    const { projects, guard, problems } = options.ready;
    this.#built.set(this.#keyOf(projects), { guard, problems });
  }

  judge(calls: readonly ToolCall[], context: JudgeContext): Judgement {
    const projects = this.#projectsOf(calls);
    let guard: Guard;
    try {
      ({ guard } = this.#builtFor(projects));
    } catch (error) {
      const { mode } = this.#settingsIn(projects);
      const base = {
        correlationId: context.correlationId ?? nextCorrelationId(),
        timeMs: context.timeMs,
        mode,
      };
      return { ...base, ...notEvaluated(calls, mode, error) };
    }
    const judgement = guard.judge(calls, context);
    const projectFiles = projects.filter(({ sha256 }) => sha256 !== '').map(({ path }) => path);
    return projectFiles.length === 0 ? judgement : { ...judgement, projectFiles };
  }

  /** Also has the policy ready for the calls to come. */
  projectProblems(folder: string): readonly string[] {
    const projects = this.#options.files.at(folder);
    if (projects.length === 0) return [];
    try {
      const { problems } = this.#builtFor(projects);
      const isTheirs = (problem: string): boolean => projects.some(({ path }) => problem.startsWith(path));
      return [...new Set([...projects.flatMap((file) => file.problems), ...problems.filter(isTheirs)])];
    } catch (error) {
      return [(error as Error).message];
    }
  }

  /** Where calls of one payload are made in several projects, all of them count, and what was trusted of one for it alone does not. */
  #projectsOf(calls: readonly ToolCall[]): Projects {
    const { files } = this.#options;
    const [first = '', ...more] = new Set(calls.map(({ cwd = '' }) => cwd));
    const found = files.at(first);
    if (more.length === 0) return found;
    const all = [found, ...more.map((folder) => files.at(folder))];
    const paths = new Set(all.map((projects) => projects.map(({ path }) => path).join('\0')));
    if (paths.size === 1) return found;
    const byPath = new Map(all.flat().map((file) => [file.path, { ...file, trust: 'none' as const }]));
    return [...byPath.values()];
  }

  #builtFor(projects: Projects): Built {
    const key = projects.length === 0 ? this.#ownKey : this.#keyOf(projects);
    const known = this.#built.get(key);
    const built = known ?? this.#build(projects);
    if (key === this.#ownKey) {
      if (known === undefined) this.#built.set(key, built);
      return built;
    }
    // The one that was used last comes last.
    this.#built.delete(key);
    this.#built.set(key, built);
    const oldest = [...this.#built.keys()].find((one) => one !== this.#ownKey);
    if (oldest !== undefined && this.#built.size > MAX_KEPT + 1) this.#built.delete(oldest);
    return built;
  }

  /** What else was built, such as all that the files define, is not kept. */
  #build(projects: Projects): Built {
    const { guard, problems } = this.#options.build(projects);
    return { guard, problems };
  }

  #settingsIn(projects: Projects): Settings {
    return projects.reduce(
      (settings, { given, trust }) => withProject(settings, given, trust === 'trusted'),
      this.#options.settings,
    );
  }

  #keyOf(projects: Projects): string {
    const { mode, defaultAction, packs } = this.#settingsIn(projects);
    const rules = projects.flatMap(({ given, trust, sha256 }) =>
      given.rules === undefined ? [] : [`${sha256} ${trust === 'trusted'}`],
    );
    return [mode, defaultAction, ...packs, '', ...rules].join('\n');
  }
}
