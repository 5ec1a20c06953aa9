import type { ToolCall } from '../agents/index.ts';
import { canonicalPath } from './canonical-path.ts';
import { type Installation, partsTouched } from './installation.ts';
import type { Surroundings } from './places.ts';

/** The paths of one call as the kernel would take them. Each is looked up in the file system once. */
export class CallPaths {
  /** As the agent gives it; `/` where it gives none. */
  readonly cwd: string;
  readonly home: string;
  readonly #installation: Installation | undefined;
  readonly #resolved = new Map<string, string>();
  #surroundings: Surroundings | undefined;

  constructor(call: ToolCall, home: string, installation?: Installation) {
    this.cwd = call.cwd || '/';
    this.home = home;
    this.#installation = installation;
  }

  /** The canonical form of a path as sent, see `canonicalPath`. */
  resolve(path: string): string {
    const resolved = this.#resolved.get(path) ?? canonicalPath(path, this.cwd, this.home);
    this.#resolved.set(path, resolved);
    return resolved;
  }

  /** What of the guard lies at or below a canonical path, or with `takesTree` holds it, see `partsTouched`. */
  guardParts(path: string, takesTree: boolean): readonly string[] {
    if (this.#installation === undefined) return [];
    return partsTouched(this.#installation, path, { takesTree, cwd: this.surroundings.cwd });
  }

  get surroundings(): Surroundings {
    this.#surroundings ??= { cwd: canonicalPath(this.cwd, '/', this.home), home: this.home };
    return this.#surroundings;
  }
}
