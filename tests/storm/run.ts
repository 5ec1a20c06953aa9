import { storm } from './storm.ts';

/** `npm run storm [callers] [events]`: the storm at full strength; exits 1 when a verdict was wrong. */
const [callers = '100', events = '150'] = process.argv.slice(2);
const started = performance.now();
const {
  calls,
  wrong,
  unanswered,
  events: happened,
} = await storm({ callers: Number(callers), events: Number(events) });
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(
  `${callers} callers, ${calls} calls in ${seconds} s, while ${events} things happened to the service:`,
);
for (const [name, count] of Object.entries(happened)) console.log(`  ${name}: ${count}`);
for (const answer of wrong.slice(0, 10)) console.log(`WRONG: ${answer}`);
console.log(`${unanswered} calls over HTTP met no service, which the agent blocks`);
console.log(`${wrong.length} wrong or missing verdicts`);
process.exitCode = wrong.length === 0 ? 0 : 1;
