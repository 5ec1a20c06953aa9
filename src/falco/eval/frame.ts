import type { EventFields, Values } from './values.ts';

/** What is known so far about the event at hand. Used again for the next event, by counting the epoch up. */
export interface Frame {
  event: EventFields;
  epoch: number;
  /** By expression slot: the value, if `readAt` says that it was worked out in this epoch. */
  readonly values: (Values | undefined)[];
  readonly readAt: number[];
}

/** Epochs are small integers, so that arrays of them stay plain; the next one after this is 1 again. */
export const LAST_EPOCH = 2 ** 30 - 1;
