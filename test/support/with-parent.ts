// Ends this process with the one that started it, however that ended: its end of the pipe closes then.
import { isMainThread } from 'node:worker_threads';

// A thread loads this as well, and its input is closed from the beginning.
if (isMainThread) {
  process.stdin.on('close', () => process.exit(1));
  process.stdin.resume();
  // The pipe keeps no program that has come to its end.
  (process.stdin as typeof process.stdin & { unref?: () => void }).unref?.();
}
