import type { EventFields, Values } from './values.ts';

/** What is known so far about the event at hand. Used again for the next event, by counting the epoch up. */
export interface Frame {
  event: EventFields;
  epoch: number;
  /** By expression slot: the value, if `readAt` says that it was worked out in this epoch. */
  readonly values: (Values | undefined)[];
  readonly readAt: Int32Array | number[];
}
