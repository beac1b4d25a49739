import { AsyncLocalStorage } from 'node:async_hooks';
import type { WorkKeys } from './fair-queue.ts';

const current = new AsyncLocalStorage<WorkKeys>();

/** Runs work in the name of somebody: whatever it waits for further down, it waits for in that line. */
export const workFor = <T>(keys: WorkKeys, work: () => Promise<T>): Promise<T> =>
  current.run(keys, work);

/** In whose name the running work is done; undefined for work of the server's own. */
export const whoseWork = (): WorkKeys | undefined => current.getStore();
