export type { ReplayPolicy, ReplayRules } from './re-evaluate.ts';
export type { CallSelection } from './replay-range.ts';
export { replayStore } from './replay-store.ts';
export { type CallExample, countsOf, type ReplayGroup, type ReplayTally, unknownCalls } from './tally.ts';
