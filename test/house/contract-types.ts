// What must not compile. The compiler holds these lines: where one of them begins to pass, `tsc` says so.
import { z } from 'zod';
import { defineEndpoints } from '#contract/endpoint';
import { orders } from '#contract/orders';
import { defineFeature } from '../../server/features/feature.ts';
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
