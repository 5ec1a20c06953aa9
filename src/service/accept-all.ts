import type { Server } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** New ones may come for as long as the server listens. */
const MAX_TURNS = 300;

/** In a longer turn somebody may have come after the system was asked who had. */
const SHORT_TURN_MS = 0.5;

/**
 * Accepts who has connected: they are cut off once the server listens no more. A turn of the event loop accepts but
 * one of them, so this settles after a short turn that accepted nobody; the server is to be closed at once then.
 */
export async function acceptAll(server: Server): Promise<void> {
  let accepted = 0;
  const count = (): void => {
    accepted++;
  };
  server.on('connection', count);
  // The first may be the rest of the turn that this was called in, which has accepted already.
  await nextTurn();
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const before = accepted;
    const start = performance.now();
    await nextTurn();
    if (accepted === before && performance.now() - start < SHORT_TURN_MS) break;
  }
  server.off('connection', count);
}
