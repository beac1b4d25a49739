import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createErp, type Erp, type ErpMood } from '../../demo/erp.ts';

export type { ErpMood };

/** The demo's ERP on a free port: a real HTTP server that checks who asks, and has moods. */
export async function startErp(
  moods: Record<string, ErpMood> = { empty: { readings: () => [] } },
): Promise<Erp & { url: string; close(): Promise<void> }> {
  const erp = createErp(moods);
  const { server } = erp;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/stock`;
  return Object.assign(erp, { url, close });
}
