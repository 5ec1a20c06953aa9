import { readFileSync } from 'node:fs';
import { parseExamples } from '../../src/cli/rule-examples.ts';
import { authoringScript, bash, type Files, filesOf, SKILL } from './author.ts';
import { type AuthorSession, type AuthorWorld, createAuthorWorld, removeFiles } from './author-world.ts';
import type { RuleRequest } from './requests.ts';

/** What the agent tries, after the service took the rules, and what it is told. */
export interface Aftermath {
  readonly command: string;
  readonly told: RegExp;
}

/** Plays one request and gives what is not as it should be. */
export async function playRequest(
  request: RuleRequest,
  binary: string,
  aftermath?: Aftermath,
): Promise<readonly string[]> {
  const author = await createAuthorWorld(binary);
  const files = filesOf(request, author.world);
  try {
    const session = await author.play(authoringScript(request, files, author.references), {
      request: request.wish,
      allows: () => true,
    });
    return [
      ...skillFailures(session),
      ...stepFailures(session),
      ...promptFailures(session, files),
      ...resultFailures(request, files, session),
      ...(aftermath === undefined ? [] : await aftermathFailures(aftermath, author)),
    ];
  } finally {
    removeFiles([files.draft, files.draftExamples]);
    await author.remove();
  }
}

/** The skill is among those of the session, and its text reached the model. */
export function skillFailures({ outcome, told }: AuthorSession): readonly string[] {
  const start = outcome.events.find(({ type, subtype }) => type === 'system' && subtype === 'init');
  const skills = (start?.skills ?? []) as readonly string[];
  const text = JSON.stringify(outcome.events.filter(({ type }) => type === 'user'));
  return [
    ...(skills.includes(SKILL) ? [] : [`the skill is not found among ${skills.join(', ')}`]),
    ...(told.get('skill')?.text === `Launching skill: ${SKILL}` ? [] : ['the skill is not launched']),
    ...(text.includes('# Rules for coding agents') ? [] : ['the skill is not loaded']),
  ];
}

/** What each step has to tell the model. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  language: /# The rule language/,
  recipes: /# Recipes/,
  status: /"mode":"guardrails".*"problems":\[\]/,
  today: /^[⊘⊙●] /,
  draft: /created successfully/,
  'draft-examples': /created successfully/,
  'validate-draft': /^✓ 0 errors, 0 warnings in 1 file$/m,
  'test-draft': /^\d+ examples of \d+ rules? hold$/m,
  rules: /created successfully/,
  examples: /created successfully/,
  validate: /^✓ 0 errors, 0 warnings in 1 file$/m,
  test: /^\d+ examples of \d+ rules? hold$/m,
};

function stepFailures({ told, outcome }: AuthorSession): readonly string[] {
  const failures = Object.entries(EXPECTED).flatMap(([step, expected]) => {
    const answer = told.get(step);
    if (answer === undefined) return [`${step}: the model was told nothing`];
    return answer.isError || !expected.test(answer.text)
      ? [`${step}: the model was told ${answer.text}`]
      : [];
  });
  return outcome.exitCode === 0
    ? failures
    : [...failures, `the agent ended with ${outcome.exitCode}: ${outcome.stderr}`];
}

/**
 * The person is asked three times: by the agent before the skill is used, and by the guard before the rules and
 * before their examples are written.
 */
function promptFailures({ prompts }: AuthorSession, { rules, examples }: Files): readonly string[] {
  const asked = prompts.map(({ tool, input, reason }) => {
    return `${tool} ${input.skill ?? input.file_path ?? input.command}: ${reason.split(': ', 1)[0]}`;
  });
  const written = [rules, examples].map((path) => `Write ${path}: Ask before writing user rules`);
  const expected = [`Skill ${SKILL}: `, ...written];
  return asked.join('\n') === expected.join('\n') ? [] : [`the person was asked\n${asked.join('\n')}`];
}

/** The rules of the request are in place, and the last step tried each of their examples. */
function resultFailures(request: RuleRequest, files: Files, { told }: AuthorSession): readonly string[] {
  const { rules } = parseExamples(request.examples);
  const examples = rules.reduce((sum, { match, noMatch }) => sum + match.length + noMatch.length, 0);
  const hasBoth = rules.every(({ match, noMatch }) => match.length > 0 && noMatch.length > 0);
  const lastLine = told.get('test')?.text.trim().split('\n').at(-1) ?? '';
  return [
    ...(readFileSync(files.rules, 'utf8') === request.rules
      ? []
      : ['the rules in place are not those of the request']),
    ...(hasBoth ? [] : ['the examples lack calls that match, or calls that do not']),
    ...(lastLine.startsWith(`${examples} examples of `) ? [] : [`of ${examples} examples: ${lastLine}`]),
  ];
}

async function aftermathFailures(
  { command, told: expected }: Aftermath,
  author: AuthorWorld,
): Promise<readonly string[]> {
  await author.product.premptictl('restart');
  const person = { request: 'Try it.', allows: () => true };
  const { told } = await author.play([bash('try', command)], person);
  const text = told.get('try')?.text ?? 'nothing';
  return expected.test(text) ? [] : [`${command}: the model was told ${text}`];
}
