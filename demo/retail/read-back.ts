import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Invoice, Order, OrderRow } from '#contract/orders';
import { apiBase, limits } from '#contract/limits';
import { toUnits } from '../data/decimal.ts';
import { close, listen } from '../servers.ts';
import type { Totals } from './check.ts';

type Get = <T>(path: string) => Promise<T>;
/** What the server answers of a customer's documents, in ten-thousandths of a pound. */
export type ReadBack = {
  orders: Totals;
  orderCount: number;
  /** Credit notes that belong to an order; the API does not show the others. */
  credits: Totals;
  creditCount: number;
};

/**
 * Reads every order back through the API, over HTTP and page by page, as a person of the company who
 * may see all customers; and, from the orders that have any, the credit notes.
 * @param customers whose each order is, by its number: the list of the API does not say
 * @param credited numbers of the orders whose invoices are read too
 */
export async function readBack(
  handler: RequestListener,
  signIn: { tenant: string; login: string; password: string },
  customers: ReadonlyMap<string, string>,
  credited: ReadonlySet<string>,
): Promise<ReadBack> {
  const server = createServer(handler);
  await listen(server, 0);
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${apiBase}`;
    const get = await signedIn(url, signIn);
    const { orders, rows } = await readOrders(get, customers);
    const open = rows.filter(({ number }) => credited.has(number));
    return { orders, orderCount: rows.length, ...(await readCredits(get, open)) };
  } finally {
    await close(server);
  }
}

async function readOrders(get: Get, customers: ReadonlyMap<string, string>) {
  const orders: Totals = new Map();
  const rows: OrderRow[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = `?limit=${limits.pageMax}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: { items: OrderRow[]; nextCursor: string | null } = await get(`/orders${query}`);
    for (const row of page.items) add(orders, customers.get(row.number) ?? '', row.amount);
    rows.push(...page.items);
    cursor = page.nextCursor;
  }
  return { orders, rows };
}

async function readCredits(get: Get, rows: readonly OrderRow[]) {
  const credits: Totals = new Map();
  // A credit note that belongs to several orders comes with each of them.
  const seen = new Set<string>();
  for (const { id } of rows) {
    const { customer } = await get<Order>(`/orders/${id}`);
    const { items } = await get<{ items: Invoice[] }>(`/orders/${id}/invoices`);
    for (const { id: invoice, kind, total } of items) {
      if (kind !== 'credit_note' || seen.has(invoice)) continue;
      seen.add(invoice);
      add(credits, customer.number, total);
    }
  }
  return { credits, creditCount: seen.size };
}

function add(totals: Totals, customer: string, amount: string | null): void {
  totals.set(customer, (totals.get(customer) ?? 0) + Number(toUnits(amount ?? '0', 4)));
}

async function signedIn(
  url: string,
  { tenant, login, password }: { tenant: string; login: string; password: string },
): Promise<Get> {
  const headers = { 'Portal-Tenant': tenant, 'Content-Type': 'application/json' };
  const answer = await fetch(`${url}/sessions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ login, password, delivery: 'bearer' }),
  });
  if (!answer.ok) throw new Error(`${login} could not sign in: ${answer.status}`);
  const { token } = (await answer.json()) as { token: string };
  return async <T>(path: string): Promise<T> => {
    const response = await fetch(url + path, {
      headers: { ...headers, Authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as T;
  };
}
