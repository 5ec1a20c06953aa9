/**
 * Plays the scenarios with the real Claude Code, driven by a scripted model on loopback, and checks what ran,
 * what the model was told and what the audit holds. Needs a build, and npm's registry the first time.
 */
import { join } from 'node:path';
import { productIn } from '../../src/prove/product.ts';
import { createWorld } from '../../src/prove/world.ts';
import { SESSIONS } from './claude-scenarios.ts';
import { playSettings } from './claude-settings.ts';
import { CLI_PACKAGES } from './harness/install-cli.ts';
import { isolated } from './harness/isolated.ts';
import { playSession, type Session, type StepReport } from './harness/session.ts';

process.exitCode = await isolated(import.meta.url, ['claude'], ([folder = '']) =>
  playAll(join(folder, 'claude')),
);

async function playAll(binary: string): Promise<number> {
  const started = performance.now();
  console.log(`Claude Code ${CLI_PACKAGES.claude.version}`);
  let passed = 0;
  let failed = 0;
  for (const session of SESSIONS) {
    console.log(`\n${session.title}`);
    for (const report of await playInNewWorld(session, binary)) {
      printReport(report);
      if (report.failures.length === 0) passed += 1;
      else failed += 1;
    }
  }
  console.log('\nsettings files that the agent takes or drops');
  const settings = await playSettings(binary);
  for (const failure of settings.failures) console.log(`  FAIL  ${failure}`);
  console.log(`  ok    ${settings.passed} behave as src/agents/claude-code says`);
  passed += settings.passed;
  failed += settings.failures.length;
  console.log(`\n${((performance.now() - started) / 1000).toFixed(1)} s`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function playInNewWorld(session: Session, binary: string): Promise<readonly StepReport[]> {
  const world = createWorld();
  const product = productIn(world);
  try {
    const reports = await playSession(session, world, product, binary);
    if (await product.isRunning()) await product.premptictl('stop');
    return reports;
  } catch (error) {
    if (await product.isRunning()) await product.signalService('SIGKILL');
    const problem = error instanceof Error ? error.message : String(error);
    return [{ session: session.title, title: 'can be played', runs: false, told: '', failures: [problem] }];
  } finally {
    world.remove();
  }
}

function printReport({ title, runs, told, failures }: StepReport): void {
  const head = failures.length === 0 ? '  ok    ' : '  FAIL  ';
  console.log(
    `${head}${title.padEnd(66)} ${runs ? 'ran    ' : 'stopped'}  ${told.split('\n')[0]?.slice(0, 90) ?? ''}`,
  );
  for (const failure of failures) console.log(`        ${failure}`);
}
