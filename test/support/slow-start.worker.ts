// A thread that takes long to start, as on a busy machine.
import { setTimeout as sleep } from 'node:timers/promises';
import { timed } from '../../server/work/timed.ts';

await sleep(1_500);

export const prompt = timed((text: string) => text);
export const endless = timed(() => sleep(2 ** 30));
