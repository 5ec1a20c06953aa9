import type { ToolCall } from '../agents/index.ts';
import { finish, type Steps } from '../falco/index.ts';
import { nextCorrelationId } from './correlation-id.ts';
import { notEvaluated } from './create-guard.ts';
import { inSlices } from './in-slices.ts';
import type { Guard, JudgeContext, Judgement } from './judgement.ts';
import type { ProjectFile } from './project-file.ts';
import type { ProjectFiles } from './project-files.ts';
import { withProject } from './project-settings.ts';
import type { Settings } from './setting-keys.ts';

/** Policies of projects that are kept ready, beside that of no project. Each takes some megabytes. */
const MAX_KEPT = 3;

/** So long what a look at folders has found counts as there: many calls at once are made in one project. */
const LOOK_MS = 5;

type Projects = readonly ProjectFile[];

interface Options {
  readonly files: Pick<ProjectFiles, 'at'>;
  /** Those of the person. */
  readonly settings: Settings;
  /** May throw. */
  readonly build: (projects: Projects) => Steps<Built>;
  /** What has been built already. */
  readonly ready: Built & { readonly projects: Projects };
}

/** The guard of a policy, and what is wrong with its files. */
interface Built {
  readonly guard: Guard;
  readonly problems: readonly string[];
}

/** A policy, or why it could not be built. */
type Outcome = Built | { readonly error: unknown };

/** Judges each call by the policy of the project that it is made in. Policies that come out the same are one. */
export class ProjectGuard implements Guard {
  readonly #options: Options;
  readonly #built = new Map<string, Built>();
  /** Those that are being built, by their keys; one after the other, so that their memory is bounded. */
  readonly #underway = new Map<string, Promise<Outcome>>();
  #lastBuild: Promise<unknown> = Promise.resolve();
  readonly #ownKey: string;
  #look: { readonly folders: string; readonly untilMs: number; readonly projects: Projects } | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#ownKey = this.#keyOf([]);
    const { projects, guard, problems } = options.ready;
    this.#built.set(this.#keyOf(projects), { guard, problems });
  }

  judge(calls: readonly ToolCall[], context: JudgeContext): Judgement {
    const projects = this.#projectsIn(foldersOf(calls));
    return this.#boundTo(projects, this.#builtNow(projects)).judge(calls, context);
  }

  projectProblems(folder: string): readonly string[] {
    const projects = this.#projectsIn([folder]);
    return this.#boundTo(projects, this.#builtNow(projects)).projectProblems(folder);
  }

  at(folders: readonly string[]): Guard | Promise<Guard> {
    const projects = this.#lookAt(folders);
    const key = this.#keyFor(projects);
    const known = this.#known(key);
    if (known !== undefined) return this.#boundTo(projects, known);
    return this.#builtAside(key, projects).then((outcome) => this.#boundTo(projects, outcome));
  }

  /** A guard that knows in which projects the calls are made. */
  #boundTo(projects: Projects, outcome: Outcome): Required<Pick<Guard, 'judge' | 'projectProblems'>> {
    return {
      judge: (calls, context) => {
        if ('error' in outcome) return this.#notJudged(calls, context, projects, outcome.error);
        const judgement = outcome.guard.judge(calls, context);
        const projectFiles = projects.filter(({ sha256 }) => sha256 !== '').map(({ path }) => path);
        return projectFiles.length === 0 ? judgement : { ...judgement, projectFiles };
      },
      projectProblems: () => {
        if (projects.length === 0) return [];
        if ('error' in outcome) return [(outcome.error as Error).message];
        const isTheirs = (problem: string): boolean => projects.some(({ path }) => problem.startsWith(path));
        return [
          ...new Set([...projects.flatMap((file) => file.problems), ...outcome.problems.filter(isTheirs)]),
        ];
      },
    };
  }

  #notJudged(
    calls: readonly ToolCall[],
    context: JudgeContext,
    projects: Projects,
    error: unknown,
  ): Judgement {
    const { mode } = this.#settingsIn(projects);
    const base = {
      correlationId: context.correlationId ?? nextCorrelationId(),
      timeMs: context.timeMs,
      mode,
    };
    return { ...base, ...notEvaluated(calls, mode, error) };
  }

  #lookAt(all: readonly string[]): Projects {
    const folders = all.join('\0');
    const now = performance.now();
    if (this.#look?.folders !== folders || now >= this.#look.untilMs)
      this.#look = { folders, untilMs: now + LOOK_MS, projects: this.#projectsIn(all) };
    return this.#look.projects;
  }

  /** Where calls of one payload are made in several projects, all of them count, and what was trusted of one for it alone does not. */
  #projectsIn(folders: readonly string[]): Projects {
    const { files } = this.#options;
    const [first = '', ...more] = folders;
    const found = files.at(first);
    if (more.length === 0) return found;
    const all = [found, ...more.map((folder) => files.at(folder))];
    const paths = new Set(all.map((projects) => projects.map(({ path }) => path).join('\0')));
    if (paths.size === 1) return found;
    const byPath = new Map(all.flat().map((file) => [file.path, { ...file, trust: 'none' as const }]));
    return [...byPath.values()];
  }

  #keyFor(projects: Projects): string {
    return projects.length === 0 ? this.#ownKey : this.#keyOf(projects);
  }

  #builtNow(projects: Projects): Outcome {
    const key = this.#keyFor(projects);
    try {
      return this.#known(key) ?? this.#kept(key, finish(this.#options.build(projects)));
    } catch (error) {
      return { error };
    }
  }

  #builtAside(key: string, projects: Projects): Promise<Outcome> {
    const underway = this.#underway.get(key);
    if (underway !== undefined) return underway;
    const outcome = this.#lastBuild.then(() => this.#builtInSlices(key, projects));
    this.#lastBuild = outcome.then(() => undefined);
    this.#underway.set(key, outcome);
    return outcome;
  }

  async #builtInSlices(key: string, projects: Projects): Promise<Outcome> {
    try {
      return this.#kept(key, await inSlices(this.#options.build(projects)));
    } catch (error) {
      return { error };
    } finally {
      this.#underway.delete(key);
    }
  }

  #known(key: string): Built | undefined {
    const built = this.#built.get(key);
    return built === undefined || key === this.#ownKey ? built : this.#kept(key, built);
  }

  /** What else was built, such as all that the files define, is not kept. */
  #kept(key: string, { guard, problems }: Built): Built {
    const built = { guard, problems };
    // The one that was used last comes last; that of no project stays.
    if (key !== this.#ownKey) this.#built.delete(key);
    this.#built.set(key, built);
    const oldest = [...this.#built.keys()].find((one) => one !== this.#ownKey);
    if (oldest !== undefined && this.#built.size > MAX_KEPT + 1) this.#built.delete(oldest);
    return built;
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

function foldersOf(calls: readonly ToolCall[]): readonly string[] {
  return [...new Set(calls.map(({ cwd = '' }) => cwd))];
}
