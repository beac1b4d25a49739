import { limits } from '#contract/limits';
import type { Admin, Portal } from '../server/index.ts';
import type { Brand } from './brands.ts';
import { freightFeed, type Feed } from './data/carrier-feed.ts';
import { todayIn } from './data/index.ts';
import { shipmentPapers } from './data/papers.ts';
import { applyRecords, faultsOf, type Counts } from './seed.ts';

type Target = Pick<Portal, 'sync'> & {
  admin: Pick<Admin, 'createKey' | 'revokeKey' | 'addDocument'>;
};

/**
 * Brings the shipments of a brand up to today: they themselves come as from its own system, and what happened to them
 * as carriers tell it, by their door, with a key that ends with the load.
 * @param door address of the portal
 * @param options how many shipments, all unless given; which day it is; and what breaks the load off
 * @returns how many messages came through the door
 */
export async function loadFreight(
  portal: Target,
  brand: Brand,
  door: string,
  options: { count?: number; today?: string; signal?: AbortSignal } = {},
): Promise<number> {
  const { slug, source, timeZone } = brand;
  const { count, today = todayIn(timeZone), signal } = options;
  const feed = freightFeed(slug, source.shipping, today, count);
  const counts: Counts = {};
  for (const entity of ['shipments', 'shipment-events', 'positions'] as const) {
    const [invalid] = await applyRecords(portal, slug, entity, feed[entity], counts);
    if (invalid) throw new Error(`${slug}, ${entity} ${faultsOf(invalid)}`);
  }
  const key = await portal.admin.createKey(slug, {
    name: 'Navieras y transportistas',
    permissions: ['sync.shipment-events'],
  });
  try {
    for (let start = 0; start < feed.messages.length; start += limits.batchRecords)
      await hand(feed.messages.slice(start, start + limits.batchRecords), {
        door,
        slug,
        key,
        signal,
      });
  } finally {
    await portal.admin.revokeKey(slug, prefixOf(key));
  }
  await sharePapers(portal, brand, feed.shipments, today);
  return feed.messages.length;
}

/** By which a key is revoked. */
export const prefixOf = (key: string): string => /^pk_([^.]+)/.exec(key)?.[1] ?? '';

/** Shipments that have documents: files take their room, and some tell enough. */
const withPapers = 24;

async function sharePapers(
  { admin }: Target,
  { slug, name, locale, source }: Brand,
  shipments: Feed['shipments'],
  today: string,
): Promise<void> {
  for (const shipment of shipments.slice(0, withPapers)) {
    const customer = source.buyers.find(({ record }) => record.number === shipment.customer);
    if (!customer) continue;
    const asked = { name, locale, customer: customer.record, today };
    for (const paper of shipmentPapers(asked, [shipment])) await admin.addDocument(slug, paper);
  }
}

async function hand(
  messages: unknown[],
  { door, slug, key, signal }: { door: string; slug: string; key: string; signal?: AbortSignal },
): Promise<void> {
  const response = await fetch(`${door}/api/v1/dcsa/events`, {
    method: 'POST',
    signal,
    headers: {
      'Content-Type': 'application/json',
      'Portal-Tenant': slug,
      Authorization: `Bearer ${key}`,
    },
    body: JSON.stringify(messages),
  });
  if (!response.ok)
    throw new Error(
      `${slug}: the carriers' door answered ${response.status}. ${await response.text()}`,
    );
}
