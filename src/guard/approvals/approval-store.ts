import { createHash, randomInt } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularFile } from '../regular-file.ts';
import { type Approval, type ApprovalAnswer, isExpired } from './approval.ts';

/** Without letters and digits that are taken for each other. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXY';
const CODE_LENGTH = 6;
const CODE = new RegExp(`^[${ALPHABET}]{${CODE_LENGTH}}$`);

/** More calls than these do not wait at once: the oldest makes room. */
const MAX_APPROVALS = 256;

/**
 * The approvals of one prefix, a file each, named by its code. Any number of processes work on it at the same time: a new
 * file must not exist yet, an answer replaces the file in one step, and a mark that only one can make shows that an
 * approval for one call is used up.
 *
 * @throws the system's errors, where the folder cannot be used
 */
export class ApprovalStore {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  /** What waits or is in force, the oldest first; what has expired is taken away. */
  list(nowMs: number): readonly Approval[] {
    const approvals = this.#codes().flatMap((code) => {
      const approval = this.#read(code);
      if (approval === undefined || !isExpired(approval, nowMs)) return approval ?? [];
      this.#remove(code);
      return [];
    });
    return approvals.sort((a, b) => a.askedMs - b.askedMs);
  }

  /** The one with this code, as people write it, unless it has expired. */
  find(code: string, nowMs: number): Approval | undefined {
    const written = code.trim().toUpperCase();
    const approval = CODE.test(written) ? this.#read(written) : undefined;
    return approval === undefined || isExpired(approval, nowMs) ? undefined : approval;
  }

  /** Keeps a call that waits for a person, under a new code. */
  add(asked: Omit<Approval, 'code' | 'answer'>): Approval {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    const waiting = this.list(asked.askedMs);
    const unanswered = waiting.filter(({ answer }) => answer === undefined);
    for (const { code } of unanswered.slice(0, Math.max(0, waiting.length + 1 - MAX_APPROVALS))) {
      this.#remove(code);
    }
    const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    const approval = { code, ...asked };
    writeFileSync(this.#file(code), JSON.stringify(approval), { flag: 'wx', mode: 0o600 });
    return approval;
  }

  /** Writes what a person said, in place of what they said before. */
  answer(approval: Approval, answer: ApprovalAnswer): Approval {
    const answered = { ...approval, answer };
    const temporary = join(this.#dir, `.${approval.code}.${process.pid}.new`);
    writeFileSync(temporary, JSON.stringify(answered), { mode: 0o600 });
    this.#unuse(approval.code);
    renameSync(temporary, this.#file(approval.code));
    return answered;
  }

  /**
   * Uses up an approval for one call; false when it has been. Some agents tell of one call by several events, one after
   * the other: each of them may use it.
   */
  use(code: string, event: string): boolean {
    const mark = createHash('sha256').update(event).digest('hex').slice(0, 16);
    try {
      writeFileSync(join(this.#dir, `${code}.${mark}.used`), '', { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }

  /** Whether an approval for one call has been used. */
  isUsed(code: string): boolean {
    return this.#marks(code).length > 0;
  }

  #file(code: string): string {
    return join(this.#dir, `${code}.json`);
  }

  #names(): readonly string[] {
    try {
      return readdirSync(this.#dir);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #codes(): readonly string[] {
    return this.#names().flatMap((name) => {
      const code = name.replace(/\.json$/, '');
      return name !== code && CODE.test(code) ? [code] : [];
    });
  }

  /** `undefined` for a file that is gone, that another process is still writing, or that holds something else. */
  #read(code: string): Approval | undefined {
    try {
      const approval = JSON.parse(readRegularFile(this.#file(code)).toString('utf8')) as Approval;
      return approval.code === code && Array.isArray(approval.call?.rules) ? approval : undefined;
    } catch {
      return undefined;
    }
  }

  #remove(code: string): void {
    rmSync(this.#file(code), { force: true });
    this.#unuse(code);
  }

  #unuse(code: string): void {
    for (const name of this.#marks(code)) rmSync(join(this.#dir, name), { force: true });
  }

  #marks(code: string): readonly string[] {
    return this.#names().filter((name) => name.startsWith(`${code}.`) && name.endsWith('.used'));
  }
}
