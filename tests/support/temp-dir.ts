import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new empty folder that goes away with the test. Its path is short, as Unix sockets need. */
export function tempDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'prempti-'));
  // A service that is stopping may still write its last records.
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 10 }));
  return path;
}
