import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { syncEntities, type SyncEntity } from '#contract/permissions';
import type { SyncResult } from '#contract/sync';
import { createErp, type Erp, type ErpMood } from '../../demo/erp.ts';
import { createApi, type Answer, type Api } from './api.ts';
import type { Slug } from './fixtures.ts';
import type { TestPortal } from './portal.ts';

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

/** The API as the ERP of a tenant sees it, with a key for everything it sends. */
export async function erpApi(
  { portal, url }: Pick<TestPortal, 'portal' | 'url'>,
  slug: Slug = 'norte',
): Promise<Api> {
  const secret = await portal.admin.createKey(slug, {
    name: 'ERP',
    permissions: syncEntities.map((entity) => `sync.${entity}` as const),
  });
  return createApi(url, { 'Portal-Tenant': slug, Authorization: `Bearer ${secret}` });
}

/** Sends records as one batch, as `erpApi` may. @param key unless given, one of its own */
export const sendBatch = (
  erp: Api,
  entity: SyncEntity,
  records: unknown[],
  key: string = randomUUID(),
  more: object = {},
): Promise<Answer<{ results: SyncResult[] }>> =>
  erp(`POST /sync/${entity}`, {
    headers: { 'Idempotency-Key': key },
    body: { records, ...more },
  });
