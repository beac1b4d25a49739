import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

/** As Linux counts: 0 is usual, 19 runs when nobody else wants to. */
export const behind = 10;

/** Behind what answers requests, but before what draws and reads files: somebody waits at a form. */
export const awaited = 4;

/**
 * Puts the running thread behind what answers requests, where the system tells threads apart (Linux); elsewhere
 * it runs as any other.
 */
export function stepBack(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), behind);
  } catch {
    // A system without threads that have a priority of their own, or one that forbids to lower it.
  }
}
