import type { EventFields } from './values.ts';

/** The event at hand. Its number tells what is remembered about it from what was about others. */
export interface Frame {
  event: EventFields;
  /** From 1. */
  epoch: number;
}
