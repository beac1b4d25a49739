// What must not compile. The compiler holds these lines: where one of them begins to pass, `tsc` says so.
import { z } from 'zod';
import { defineEndpoints } from '#contract/endpoint';
import type { massSend } from '#contract/mass-send';
import { orders } from '#contract/orders';
import type { portal } from '#contract/portal';
import type { sync } from '#contract/sync';
import { rowsOf } from '../../server/db/rows.ts';
import type { Db } from '../../server/db/scope.ts';
import { defineFeature } from '../../server/features/feature.ts';
import type { CallerOf, KeyCaller, PersonCaller, StaffCaller } from '../../server/http/caller.ts';
import type { Handlers } from '../../server/http/mount.ts';
import type { Client } from '../../widgets/core/client.ts';

const response = z.object({ ok: z.boolean() });
const read = { summary: 'x', response, errors: [] } as const;

defineEndpoints({
  // @ts-expect-error: an endpoint says who may call it
  'GET /nobody-said': { ...read },
});
defineEndpoints({
  // @ts-expect-error: a permission is one of the list
  'GET /everybody': { ...read, permission: 'orders.everything' },
});
defineEndpoints({
  // @ts-expect-error: a change names its audit event, or none
  'POST /silent': { ...read, permission: 'orders.view' },
});
defineEndpoints({
  // @ts-expect-error: reading takes no body
  'GET /with-body': { ...read, permission: 'orders.view', body: z.object({}) },
});
defineEndpoints({
  // @ts-expect-error: an error is one of the list
  'GET /unheard': { ...read, permission: 'orders.view', errors: ['it_broke'] },
});

type List = Handlers<typeof orders>['GET /orders'];
// @ts-expect-error: an answer has every field it promises
const lacking: List = async () => ({ items: [] });
// @ts-expect-error: every endpoint has its handler
const missing: Handlers<typeof orders> = { 'GET /orders': lacking };
void missing;

// @ts-expect-error: a feature handles every one of its endpoints
defineFeature({ endpoints: orders, handlers: () => ({ 'GET /orders': lacking }) });

const once = defineEndpoints({
  'POST /once': { ...read, permission: 'orders.view', once: true, audit: 'none' },
});
// @ts-expect-error: what counts once acts within the transaction that keeps its answer
const detached: Handlers<typeof once>['POST /once'] = { detached: async () => ({ ok: true }) };
void detached;

/** Never run: the permission of an endpoint decides who can be its caller. */
export function callers(
  anybody: CallerOf<(typeof portal)['GET /portal']>,
  person: CallerOf<(typeof orders)['GET /orders']>,
  sender: CallerOf<(typeof massSend)['GET /mass-sends']>,
  machine: CallerOf<(typeof sync)['POST /sync/orders']>,
): [PersonCaller, StaffCaller, KeyCaller, StaffCaller] {
  // @ts-expect-error: a public endpoint may be called by nobody who is known
  void anybody.identityId;
  // @ts-expect-error: a key has no customers within reach
  void machine.otherCustomerIds;
  return [
    person,
    sender,
    machine,
    // @ts-expect-error: who may see orders need not be staff
    person,
  ];
}

/** Never run: what plain SQL answers has no type but the one that stands beside it. */
export async function answers(db: Db): Promise<string[]> {
  const answer = await db.raw('select id from orders').options({ name: 'orders' });
  // @ts-expect-error: rows are read by `rowsOf`
  void answer.rows;
  const rows = await rowsOf<{ id: string }>(db, 'select id from orders');
  // @ts-expect-error: a column that the type does not name
  void rows[0]?.number;
  return rows.map(({ id }) => id);
}

/** Never run: what a caller in the browser cannot write. */
export async function calls(client: Client): Promise<void> {
  // @ts-expect-error: an endpoint that is none
  await client.call('GET /order', {});
  // @ts-expect-error: a parameter is missing
  await client.call('GET /orders/:id', {});
  // @ts-expect-error: a status that is none
  await client.call('GET /orders', { query: { status: 'lost' } });
  const { items } = await client.call('GET /orders', { query: { status: 'released' } });
  // @ts-expect-error: a field that no order has
  void items[0]?.margin;
}
