import { startPortal } from '../support/portal.ts';
import { heldMegabytes, sendStrangers, strangers } from '../support/strangers.ts';
import type { Finding } from './compare.ts';

const most = 4;

/**
 * What a long day of strangers leaves behind: texts of theirs in every header, cookie, path and field.
 * @param each requests of each kind
 */
export async function benchSoak(each: number): Promise<Finding[]> {
  const running = await startPortal({ proxies: 1 });
  try {
    await sendStrangers(running.url, 'norte', { each: 20 });
    const before = heldMegabytes();
    await sendStrangers(running.url, 'norte', { each });
    const grown = heldMegabytes() - before;
    const requests = each * Object.keys(strangers).length;
    return [
      {
        what: `heap after ${requests} requests of strangers`,
        value: `${grown.toFixed(1)} MB more`,
        budget: `${most} MB`,
        holds: grown <= most,
      },
    ];
  } finally {
    await running.close();
  }
}
