import { setTimeout as sleep } from 'node:timers/promises';
import type { ErpTask } from '#contract/erp-desk';
import { apiBase } from '#contract/limits';
import type { SyncInput } from '#contract/sync';

/** What the demo's ERP does with orders; the first is how it begins. */
export const deskMoods = [
  'accepts orders',
  'accepts, and says so twice',
  'rejects orders',
  'puts orders off',
  'stays silent',
] as const;
export type DeskMood = (typeof deskMoods)[number];

/** The desk of an ERP at which orders are taken, for all tenants of the demo. */
export type OrderDesk = { mood: DeskMood; answered: number };

export const createOrderDesk = (): OrderDesk => ({ mood: deskMoods[0], answered: 0 });

type Line = { position: string; material: string; quantity: string; unit: string } & Record<
  'unitPrice' | 'priceUnit' | 'amount' | 'requestedDate',
  string | null
>;
type Payload = Record<'captureNumber' | 'company' | 'customer' | 'currency' | 'total', string> &
  Record<'purchaseOrder' | 'shipTo', string | null> & { lines: Line[] };

type Options = {
  desk: OrderDesk;
  portalUrl: string;
  tenant: string;
  key: string;
  today: () => string;
  sync: (records: SyncInput<'orders'>[]) => Promise<unknown>;
  signal: AbortSignal;
  /** Milliseconds between two looks at the portal. */
  pause?: number;
};

/** Fetches orders from the portal and answers them, until it is told to stop. */
export async function runOrderDesk(options: Options): Promise<void> {
  const { signal, pause = 3_000 } = options;
  while (!signal.aborted) {
    // A portal that is away is asked again.
    await lookOnce(options).catch(() => {});
    await sleep(pause, undefined, { signal, ref: false }).catch(() => {});
  }
}

async function lookOnce(options: Options): Promise<void> {
  const { desk } = options;
  if (desk.mood === 'stays silent') return;
  const { items } = (await call(options, 'GET', '/erp-tasks')) as { items: ErpTask[] };
  for (const task of items) await answer(options, task);
}

async function answer(options: Options, task: ErpTask): Promise<void> {
  const { desk } = options;
  const say = (body: object) => call(options, 'POST', `/erp-tasks/${task.id}/answer`, body);
  desk.answered++;
  if (desk.mood === 'puts orders off') return void (await say({ result: 'retry' }));
  if (desk.mood === 'rejects orders' && task.kind.startsWith('order'))
    return void (await say({
      result: 'rejected',
      code: 'E017',
      text: {
        es: 'El material no tiene cupo este mes. Pida menos, o pida para el mes que viene.',
        pt: 'O material não tem cota neste mês. Peça menos, ou peça para o mês que vem.',
        en: 'The material has no quota this month. Order less, or for next month.',
      },
    }));
  if (task.kind === 'order_change' || task.kind === 'promise')
    return void (await say({ result: 'accepted' }));
  const number = numberOf(task);
  if (task.kind === 'quote_decision') return void (await say(answerOf(task)));
  // Its number in the books; what a payment clears comes with the ledger of another day.
  if (task.kind !== 'order') return void (await say({ result: 'accepted', number }));
  await say({ result: 'accepted', number });
  if (desk.mood === 'accepts, and says so twice') await say({ result: 'accepted', number });
  await options.sync([recordOf(task, number, options.today())]);
}

/** What becomes of a decision: an order or a shipment where the quote was accepted. */
const answerOf = (task: ErpTask): object =>
  task.payload.decision === 'rejected'
    ? { result: 'accepted' }
    : { result: 'accepted', number: numberOf(task) };

/** A number of the ERP's own, which no order of the demo has; the same for the same task. */
const numberOf = ({ number }: ErpTask): string =>
  String(95_000_000 + Number(number)).padStart(10, '0');

function recordOf(task: ErpTask, number: string, today: string): SyncInput<'orders'> {
  const order = task.payload as unknown as Payload;
  return {
    number,
    company: order.company,
    customer: order.customer,
    purchaseOrder: order.purchaseOrder,
    shipTo: order.shipTo,
    portalReference: order.captureNumber,
    date: today,
    currency: order.currency,
    amount: order.total,
    status: 'released',
    items: order.lines.map((line) => ({
      position: line.position,
      material: line.material,
      quantity: line.quantity,
      unit: line.unit,
      unitPrice: line.unitPrice ?? '0',
      priceUnit: line.priceUnit ?? '1',
      amount: line.amount ?? '0',
      deliveryDate: line.requestedDate,
      status: 'released',
    })),
  };
}

async function call(
  { portalUrl, tenant, key, signal }: Options,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<unknown> {
  const response = await fetch(`${portalUrl}${apiBase}${path}`, {
    method,
    signal,
    headers: {
      Authorization: `Bearer ${key}`,
      'Portal-Tenant': tenant,
      'Content-Type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.json();
}
