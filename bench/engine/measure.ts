import { type EventFields, loadRules, type RuleFile, type RuleSet } from '../../src/falco/index.ts';
import { CODING_AGENT_CATALOGUE } from '../../src/guard/index.ts';
import { type Corpus, calibrate, type EventRecord, readCorpus, readRecords } from './corpus.ts';
import { filesOf, type RuleSetName } from './rule-sets.ts';
import { duration, median, percentile, processorTime } from './statistics.ts';

const SOURCE = CODING_AGENT_CATALOGUE.source;
const WARM_UP_ROUNDS = 5;
const ROUNDS = 5;
/** So few events that the collector mostly does not run between them. */
const BATCH = 50;

/** What a rule set costs a process that does nothing else. */
export interface Costs {
  readonly rules: number;
  readonly loadMs: number;
  /** The first event of a kind, for which the engine makes a plan. */
  readonly firstEventMs: number;
  /** What the loaded rules and all that the events made of them keep on the heap. */
  readonly heapMb: number;
  readonly matches: number;
  readonly eventsPerSecond: number;
  readonly calibrationPerSecond: number;
  /** How many times faster than the calibration loop: the median of the rounds. */
  readonly ratio: number;
  readonly meanNs: number;
  readonly p50Ns: number;
  readonly p99Ns: number;
  /** What one event leaves to the garbage collector. */
  readonly bytesPerEvent: number;
}

/** `records` are those of the corpus, perhaps with more fields. */
function measure(name: RuleSetName, corpus: Corpus, records: readonly EventRecord[]): Costs {
  const events = records.map(eventOf);
  const [first] = events;
  if (first === undefined) throw new Error('there are no events');
  const files = filesOf(name, corpus);
  const before = heapInUse();
  const start = performance.now();
  const ruleSet = load(files);
  const loadMs = performance.now() - start;
  const firstEventMs = duration(() => ruleSet.match(SOURCE, first)) / 1e6;
  let matches = 0;
  const matchAll = (): void => {
    matches = 0;
    for (const event of events) matches += ruleSet.match(SOURCE, event).length;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) matchAll();
  const heapMb = (heapInUse() - before) / 2 ** 20;
  const rounds = Array.from({ length: ROUNDS }, () => ({
    loop: processorTime(() => calibrate(corpus)),
    engine: processorTime(matchAll),
  }));
  const engine = median(rounds.map((round) => round.engine));
  const single = singleEvents(ruleSet, events);
  return {
    rules: ruleSet.rules.length,
    loadMs,
    firstEventMs,
    heapMb,
    matches,
    eventsPerSecond: (events.length / engine) * 1e9,
    calibrationPerSecond: (events.length / median(rounds.map((round) => round.loop))) * 1e9,
    ratio: median(rounds.map((round) => round.loop / round.engine)),
    meanNs: engine / events.length,
    p50Ns: percentile(single, 0.5),
    p99Ns: percentile(single, 0.99),
    bytesPerEvent: bytesPerEvent(ruleSet, events),
  };
}

function load(files: readonly RuleFile[]): RuleSet {
  const { ruleSet, diagnostics } = loadRules(files, { catalogues: [CODING_AGENT_CATALOGUE] });
  if (ruleSet === undefined) throw new Error(diagnostics[0]?.message);
  return ruleSet;
}

/** Each event by itself: the median of the rounds, the clock's own time taken off. */
function singleEvents(ruleSet: RuleSet, events: readonly EventFields[]): readonly number[] {
  const clock = median(Array.from({ length: 1000 }, () => duration(() => undefined)));
  const rounds = Array.from({ length: ROUNDS }, () =>
    events.map((event) => duration(() => void ruleSet.match(SOURCE, event)) - clock),
  );
  return events.map((_, index) => median(rounds.map((round) => round[index] ?? 0)));
}

/** The median of batches, of which those are left out during which the collector ran. */
function bytesPerEvent(ruleSet: RuleSet, events: readonly EventFields[]): number {
  const batches: number[] = [];
  for (let from = 0; from + BATCH <= events.length; from += BATCH) {
    const batch = events.slice(from, from + BATCH);
    const before = process.memoryUsage().heapUsed;
    for (const event of batch) ruleSet.match(SOURCE, event);
    const allocated = process.memoryUsage().heapUsed - before;
    if (allocated >= 0) batches.push(allocated / BATCH);
  }
  return median(batches);
}

function heapInUse(): number {
  if (globalThis.gc === undefined) throw new Error('run with --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

/** As whoever offers events would have it: fields by name, and which of them say something. */
function eventOf(record: EventRecord): EventFields {
  const present = CODING_AGENT_CATALOGUE.fields.flatMap(({ name, argument }, place) =>
    argument !== undefined || (record[name] ?? null) !== null ? [place] : [],
  );
  return {
    get: (name, argument) => record[argument === undefined ? name : `${name}[${argument}]`] ?? undefined,
    present: () => present,
  };
}

const [name, recordFile] = process.argv.slice(2) as [RuleSetName, string | undefined];
const corpus = readCorpus();
if (corpus !== undefined) {
  const records = recordFile === undefined ? corpus.records : readRecords(recordFile);
  console.log(JSON.stringify(measure(name, corpus, records)));
}
