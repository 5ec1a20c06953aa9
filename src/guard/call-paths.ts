import type { ToolCall } from '../agents/index.ts';
import { canonicalPath } from './canonical-path.ts';
import type { Surroundings } from './places.ts';

/** The paths of one call as the kernel would take them. Each is looked up in the file system once. */
export class CallPaths {
  /** As the agent gives it; `/` where it gives none. */
  readonly cwd: string;
  readonly home: string;
  readonly #resolved = new Map<string, string>();
  #surroundings: Surroundings | undefined;

  constructor(call: ToolCall, home: string) {
    this.cwd = call.cwd || '/';
    this.home = home;
  }

  /** The canonical form of a path as sent, see `canonicalPath`. */
  resolve(path: string): string {
    const resolved = this.#resolved.get(path) ?? canonicalPath(path, this.cwd, this.home);
    this.#resolved.set(path, resolved);
    return resolved;
  }

  get surroundings(): Surroundings {
    this.#surroundings ??= { cwd: canonicalPath(this.cwd, '/', this.home), home: this.home };
    return this.#surroundings;
  }
}
