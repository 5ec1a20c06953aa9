export type { ReplayPolicy, ReplayRules } from './re-evaluate.ts';
export type { CallSelection } from './recorded-calls.ts';
export { partialEvent } from './recorded-fields.ts';
export { replayStore } from './replay-store.ts';
export {
  type NoSuggestion,
  type Suggestion,
  type SuggestionPolicy,
  suggestExceptions,
} from './suggest-exceptions.ts';
export { type CallExample, countsOf, type ReplayGroup, type ReplayTally, unknownCalls } from './tally.ts';
