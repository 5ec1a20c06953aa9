import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SETTINGS,
  type JudgedEvent,
  packageRoot,
  prefixAt,
  readPolicy,
  ruleFiles,
} from '../guard/index.ts';
import { exampleInstallation, judgeRecord } from './check-records.ts';
import { explainEvent, outcomeOf, verdictChange } from './explanation.ts';
import type { RuleCall } from './rule-call.ts';
import { parseExamples } from './rule-examples.ts';
import { guardOf, type OpenedPolicy, textsOf } from './rule-policy.ts';

const HOME = '/home/dev';
const files = readPolicy(prefixAt('/nowhere'), []);
const policy: OpenedPolicy = {
  ...guardOf(files, { home: HOME, installation: exampleInstallation(HOME) }),
  settings: DEFAULT_SETTINGS,
  policy: files,
  texts: textsOf(ruleFiles(files)),
  projectFiles: [],
  problems: [],
};

function eventOf({ tool, input }: RuleCall): JudgedEvent {
  const record = { id: 'x', tool, input, cwd: `${HOME}/project` };
  const judged = judgeRecord(policy.guard, record, { home: HOME });
  const [event] = judged.kind === 'judged' ? judged.judgement.events : [];
  if (event === undefined) throw new Error(`${tool} is refused`);
  return event;
}

function explain(command: string) {
  const event = eventOf({ tool: 'Bash', input: { command } });
  return explainEvent(event.fields, policy);
}

/** One in so many of the examples of the default rules. */
const SAMPLE = 37;

const folder = join(packageRoot(), 'rules', 'tests');
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => parseExamples(readFileSync(join(folder, name), 'utf8')).rules)
  .flatMap(({ match, noMatch }) => [...match, ...noMatch])
  .filter(({ agent }) => agent === undefined)
  .filter((_, index) => index % SAMPLE === 0);

describe('explainEvent', () => {
  it('finds the rules that the guard finds, for examples of the default rules', { timeout: 120_000 }, () => {
    expect(examples.length).toBeGreaterThan(20);
    for (const example of examples) {
      const event = eventOf(example);
      const found = explainEvent(event.fields, policy).matching.map(({ rule }) => rule);
      const judged = event.alerts.filter(({ verdict }) => verdict !== 'seen').map(({ rule }) => rule);
      expect([example, found.toSorted()]).toEqual([example, judged.toSorted()]);
    }
  });

  it('finds rules that one condition keeps from matching, and none where nothing speaks for them', () => {
    const near = (command: string) => explain(command).near.map(({ rule }) => rule);
    expect(near('git push origin main')).toContain('Ask before rewriting published history');
    expect(near('ls')).toEqual([]);
  });
});

describe('verdictChange', () => {
  it.each([
    ['cat ~/.ssh/id_rsa', 'deny', 'pass'],
    ['git push --force', 'ask', 'pass'],
    ['git push', 'pass', 'ask'],
  ])('of %s leads from %s to %s', (command, from, to) => {
    const events = [explain(command)];
    expect(outcomeOf(events, policy)).toBe(from);
    expect(verdictChange(events, policy)?.verdict).toBe(to);
  });

  it('is none where no rule is near', () => {
    expect(verdictChange([explain('ls')], policy)).toBeUndefined();
  });
});
