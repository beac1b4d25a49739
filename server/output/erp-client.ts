import { createHmac } from 'node:crypto';
import { fetchOutside } from './outbound.ts';

/** Asks an ERP over HTTP. @throws Error where it does not answer in time, in form or with 200 */
export type ErpClient = (
  endpoint: { url: string; secret: string },
  body: unknown,
) => Promise<unknown>;

const mostBytes = 1_000_000;

/**
 * @param timeoutMs for the whole of a question
 * @param allowInside whether the ERP may stand in a private network: for the operator to say, not for a tenant
 */
export function createErpClient({
  timeoutMs = 3_000,
  allowInside = false,
}: { timeoutMs?: number; allowInside?: boolean } = {}): ErpClient {
  return async ({ url, secret }, body) => {
    const content = JSON.stringify(body);
    const at = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`${at}.${content}`).digest('hex');
    const answer = await fetchOutside({
      url,
      method: 'POST',
      body: content,
      timeoutMs,
      mostBytes,
      allowInside,
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'Portal-Timestamp': at,
        'Portal-Signature': `v1=${signature}`,
      },
    });
    const type = answer.headers['content-type'] ?? '';
    if (answer.status !== 200 || !/^application\/json\b/.test(type))
      throw new Error(`The ERP answered ${answer.status} ${type}`);
    return JSON.parse(answer.body.toString());
  };
}
