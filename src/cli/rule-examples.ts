import { isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { type Agent, findAgent, type JsonObject } from '../agents/index.ts';
import { type RuleCall, ruleCall } from './rule-call.ts';

/** What the policy may say to an example; `pass` leaves the call to the agent's own permissions. */
export const EXPECTED_VERDICTS = ['deny', 'ask', 'pass'] as const;
export type ExpectedVerdict = (typeof EXPECTED_VERDICTS)[number];

/** The agents whose payloads have the form that examples are put into. */
const LIKE_CLAUDE: ReadonlySet<string> = new Set(['claude', 'codex', 'qwen']);

/** One call, with what the policy must say to it. */
export interface RuleExample extends RuleCall {
  readonly cwd?: string;
  /** Whose call it is; absent: Claude Code's. */
  readonly agent?: Agent;
  /** Absent: what the rule's tags ask for where the rule must match, `pass` where it must not. */
  readonly verdict?: ExpectedVerdict;
  /** Where it stands in its file, from 1. */
  readonly line: number;
}

/** The examples of one rule. */
export interface RuleExamples {
  readonly rule: string;
  /** The only system that the rule is for, in the words of the field `agent.os`. */
  readonly os?: string;
  readonly line: number;
  readonly match: readonly RuleExample[];
  readonly noMatch: readonly RuleExample[];
}

export interface ExampleProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface ParsedExamples {
  readonly rules: readonly RuleExamples[];
  /** What is wrong with the file; entries that could not be understood are left out of `rules`. */
  readonly problems: readonly ExampleProblem[];
}

/**
 * Reads a file of examples: for each rule calls that it must match and calls that it must leave alone. Never
 * throws, whatever the text holds.
 *
 * @example
 * const { rules, problems } = parseExamples(`
 * - rule: Ask before git push
 *   match:
 *     - git push origin main
 *   no_match:
 *     - git status
 *     - { Read: .git/config, verdict: pass }
 * `);
 */
export function parseExamples(text: string): ParsedExamples {
  return new ExamplesReader(text).read();
}

/** Thrown and caught inside this file: stops reading one entry. */
class Unreadable extends Error {}

class ExamplesReader {
  readonly #lines = new LineCounter();
  readonly #document: ReturnType<typeof parseDocument>;
  readonly #problems: ExampleProblem[] = [];

  constructor(text: string) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
  }

  read(): ParsedExamples {
    const { contents, errors } = this.#document;
    for (const { code, pos, message } of errors) {
      this.#report(
        pos[0],
        code === 'BLOCK_AS_IMPLICIT_KEY' ? 'a text that holds ": " needs quotes' : message,
      );
    }
    if (this.#problems.length > 0 || contents === null) return { rules: [], problems: this.#problems };
    if (!isSeq(contents)) {
      this.#report(contents, 'expected a list of rules, each with "rule", "match" and "no_match"');
      return { rules: [], problems: this.#problems };
    }
    const rules = this.#readAll(contents.items, (item) => this.#readRule(item));
    return { rules, problems: this.#problems.sort((a, b) => a.line - b.line || a.column - b.column) };
  }

  #readRule(item: unknown): RuleExamples {
    if (!isMap(item)) throw this.#unreadable(item, 'expected "rule", "match" and "no_match"');
    const values = this.#entries(item);
    for (const [key, { node }] of values) {
      if (!['rule', 'os', 'match', 'no_match'].includes(key)) {
        this.#report(node, `unknown key "${key}"; known are rule, os, match, no_match`);
      }
    }
    const rule = this.#string(values.get('rule')?.value, item, 'the name of the rule under "rule"');
    const os = values.has('os')
      ? this.#string(values.get('os')?.value, item, 'linux, macos or windows under "os"')
      : undefined;
    return {
      rule,
      ...(os !== undefined && { os }),
      line: this.#place(item).line,
      match: this.#readExamples(values.get('match')?.value),
      noMatch: this.#readExamples(values.get('no_match')?.value),
    };
  }

  #readExamples(node: unknown): readonly RuleExample[] {
    if (node === undefined || node === null || (isScalar(node) && node.value === null)) return [];
    if (!isSeq(node)) throw this.#unreadable(node, 'expected a list of calls');
    return this.#readAll(node.items, (item) => this.#readExample(item));
  }

  #readExample(item: unknown): RuleExample {
    const { line } = this.#place(item);
    if (isScalar(item)) {
      const command = this.#string(item, item, 'a command; put it in quotes');
      return { tool: 'Bash', input: { command }, line };
    }
    if (!isMap(item)) throw this.#unreadable(item, 'expected a command, or a tool and its arguments');
    const { verdict, cwd, agent, ...calls } = Object.fromEntries(this.#entries(item));
    const [[tool, argument] = [], ...others] = Object.entries(calls);
    if (tool === undefined || argument === undefined || others.length > 0) {
      throw this.#unreadable(
        item,
        'expected one tool, such as Write: PATH, with at most "verdict", "cwd" and "agent"',
      );
    }
    if (/\s/.test(tool)) {
      throw this.#unreadable(item, `"${tool}" is no tool; put a command that holds a colon in quotes`);
    }
    return {
      ...this.#readCall(tool, argument.value, item),
      ...(cwd !== undefined && { cwd: this.#string(cwd.value, item, 'a folder under "cwd"') }),
      ...(agent !== undefined && { agent: this.#readAgent(agent.value, item) }),
      ...(verdict !== undefined && { verdict: this.#readVerdict(verdict.value, item) }),
      line,
    };
  }

  #readCall(tool: string, node: unknown, item: unknown): RuleCall {
    const argument = this.#argument(node);
    if (argument === undefined) {
      throw this.#unreadable(item, `expected the arguments of ${tool}, as one text or by name`);
    }
    const call = ruleCall(tool, argument);
    if (call !== undefined) return call;
    throw this.#unreadable(item, `${tool} needs its arguments by name, as in ${tool}: { name: value }`);
  }

  #argument(node: unknown): string | JsonObject | undefined {
    if (isScalar(node)) return typeof node.value === 'string' ? node.value : undefined;
    if (!isMap(node)) return undefined;
    try {
      return node.toJS(this.#document) as JsonObject;
    } catch {
      // Aliases that multiply without bound are no arguments of any tool.
      return undefined;
    }
  }

  #readAgent(node: unknown, item: unknown): Agent {
    const expected =
      'an agent whose hook names its tool calls as Claude Code does, such as codex, under "agent"';
    const agent = findAgent(this.#string(node, item, expected));
    if (agent !== undefined && LIKE_CLAUDE.has(agent.id)) return agent;
    throw this.#unreadable(node, `expected ${expected}`);
  }

  #readVerdict(node: unknown, item: unknown): ExpectedVerdict {
    const found = isScalar(node) ? node.value : undefined;
    const verdict = EXPECTED_VERDICTS.find((known) => known === found);
    if (verdict !== undefined) return verdict;
    throw this.#unreadable(item, `expected ${EXPECTED_VERDICTS.join(', ')} under "verdict"`);
  }

  #readAll<T>(items: readonly unknown[], read: (item: unknown) => T): T[] {
    return items.flatMap((item) => {
      try {
        return [read(item)];
      } catch (error) {
        if (error instanceof Unreadable) return [];
        throw error;
      }
    });
  }

  #entries(map: YAMLMap): Map<string, { readonly value: unknown; readonly node: unknown }> {
    return new Map(
      map.items.map((pair: Pair) => [
        String(isScalar(pair.key) ? pair.key.value : pair.key),
        { value: pair.value, node: pair.key },
      ]),
    );
  }

  #string(node: unknown, near: unknown, expected: string): string {
    if (isScalar(node) && typeof node.value === 'string' && node.value !== '') return node.value;
    throw this.#unreadable(node ?? near, `expected ${expected}`);
  }

  #unreadable(node: unknown, message: string): Unreadable {
    this.#report(node, message);
    return new Unreadable(message);
  }

  #report(at: unknown, message: string): void {
    this.#problems.push({ ...this.#place(at), message });
  }

  #place(at: unknown): { line: number; column: number } {
    const node = at as { readonly range?: readonly number[] } | undefined;
    const offset = typeof at === 'number' ? at : (node?.range?.[0] ?? 0);
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}
