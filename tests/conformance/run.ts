import { suitesIn } from './suites.ts';

/** `npm run conformance -- DIR...`: runs the vectors found in each folder; exits 1 if any fails. */
function main(folders: readonly string[]): number {
  let passed = 0;
  let failed = 0;
  for (const folder of folders) {
    const suites = suitesIn(folder);
    if (suites.length === 0) {
      console.error(`no vectors in ${folder}`);
      return 2;
    }
    for (const suite of suites) {
      const outcomes = suite.run();
      const failures = outcomes.filter(({ difference }) => difference !== undefined);
      for (const { id, difference } of failures) console.log(`FAIL ${id}: ${difference}`);
      console.log(`${suite.name}: ${outcomes.length - failures.length} of ${outcomes.length}`);
      passed += outcomes.length - failures.length;
      failed += failures.length;
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: npm run conformance -- DIR...');
  process.exitCode = 2;
} else process.exitCode = main(folders);
