/**
 * Plays a person and a scripted model that follows the rule-authoring skill in the real Claude Code, guarded by
 * the built product: each request has to end in rules that are in place, validate and hold for their examples.
 */
import { join } from 'node:path';
import { CLI_PACKAGES } from '../e2e/harness/install-cli.ts';
import { isolated } from '../e2e/harness/isolated.ts';
import { playRefusals } from './play-refusals.ts';
import { type Aftermath, playRequest } from './play-request.ts';
import { readRequests } from './requests.ts';

/** A run waits for the agent's start most of the time. */
const AT_ONCE = 2;

/** In a folder without a repository, a push that is not stopped does nothing. */
const PUSH_IS_BLOCKED: Aftermath = {
  command: 'git push origin main',
  told: /^PreToolUse:Bash hook error: Deny git push: Falco blocked git push because the user publishes commits/,
};

process.exitCode = await isolated(import.meta.url, ['claude'], ([folder = '']) =>
  playAll(join(folder, 'claude')),
);

async function playAll(binary: string): Promise<number> {
  const started = performance.now();
  console.log(`Claude Code ${CLI_PACKAGES.claude.version}\n`);
  const requests = readRequests();
  const push = requests.find(({ topic }) => topic === 'git-push');
  if (push === undefined) throw new Error('there is no request "git-push"');
  const plays = [
    ...requests.map((request) => ({
      title: request.wish,
      play: () => playRequest(request, binary, request === push ? PUSH_IS_BLOCKED : undefined),
    })),
    { title: '(a draft with a mistake, a person who says no)', play: () => playRefusals(push, binary) },
  ];
  let failed = 0;
  const pending = plays.values();
  const work = async (): Promise<void> => {
    for (const { title, play } of pending) {
      const failures = await play().catch((error: unknown) => [String(error)]);
      console.log(`  ${failures.length === 0 ? 'ok  ' : 'FAIL'}  ${title}`);
      for (const failure of failures) console.log(`        ${failure.replaceAll('\n', '\n        ')}`);
      if (failures.length > 0) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
  console.log(`${plays.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
