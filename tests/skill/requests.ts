import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A wish of a person, and the rules that the skill's steps lead to, with the examples that show them. */
export interface RuleRequest {
  /** The name of the fixture, which is what the model calls its files. */
  readonly topic: string;
  readonly wish: string;
  readonly rules: string;
  readonly examples: string;
}

const FOLDER = join(import.meta.dirname, 'requests');

/** The requests in `requests/`, by name. */
export function readRequests(): readonly RuleRequest[] {
  return readdirSync(FOLDER)
    .sort()
    .map((topic) => {
      const read = (name: string): string => readFileSync(join(FOLDER, topic, name), 'utf8');
      const [wish, rules, examples] = [read('request.txt'), read('rules.yaml'), read('examples.yaml')];
      return { topic, wish: wish.trim(), rules, examples };
    });
}
