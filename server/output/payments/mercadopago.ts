import { createHmac, timingSafeEqual } from 'node:crypto';
import { sumOf } from '#contract/decimal';
import type { PaymentMethod } from '#contract/payment-words';
import { fetchOutside, type OutboundAnswer } from '../outbound.ts';
import {
  ProviderRefusal,
  type Credentials,
  type Hint,
  type HintRequest,
  type ListedMoney,
  type PaymentProvider,
  type ProviderTruth,
  type StartedBy,
  type Voucher,
} from './provider.ts';

/** Where Mercado Pago's API is, where that is not the usual place; and whether it may stand in a private network. */
export type MercadoPagoOptions = { apiUrl?: string; allowInside?: boolean };

const usualUrl = 'https://api.mercadopago.com';
const [timeoutMs, mostBytes] = [10_000, 4_000_000];
/** Hours in which a page can be paid on, and days of a voucher. */
const [pageHours, voucherDays] = [24, 3];
/** Payments of one page of a list; seconds that a signature holds. */
const [listed, tolerance] = [100, 300];

/** A number as its text stands in the JSON: amounts never pass through floats. */
type Json = { [name: string]: unknown };
const parse = (text: string): Json =>
  JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  ) as Json;
const exact = (amount: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(sumOf([amount]));

type Payment = {
  id: string;
  status: string;
  /** Why, where the status alone does not say it. */
  status_detail?: string | null;
  transaction_amount: string;
  transaction_amount_refunded?: string | null;
  currency_id: string;
  external_reference: string | null;
  date_approved: string | null;
  date_of_expiration?: string | null;
  fee_details?: { amount: string }[];
  payment_method_id?: string;
  point_of_interaction?: { transaction_data?: { qr_code?: string; ticket_url?: string } };
  transaction_details?: {
    external_resource_url?: string;
    payment_method_reference_id?: string;
    barcode?: { content?: string };
    digitable_line?: string;
  };
};

/** Payments on the pages of Mercado Pago (Checkout Pro). */
export function createMercadoPago(
  { secretKey, webhookSecrets }: Credentials,
  { apiUrl = usualUrl, allowInside = false }: MercadoPagoOptions,
): PaymentProvider {
  const call = async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    { body, key }: { body?: unknown; key?: string } = {},
  ): Promise<Json> => {
    const answer = await fetchOutside({
      url: new URL(path, apiUrl),
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: {
        Authorization: `Bearer ${secretKey}`,
        Accept: 'application/json',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(key !== undefined && { 'X-Idempotency-Key': key }),
      },
      timeoutMs,
      mostBytes,
      allowInside,
    });
    return readAnswer(answer);
  };
  const paymentsOf = async (reference: string): Promise<Payment[]> => {
    const query = new URLSearchParams({ external_reference: reference, limit: '50' });
    return ((await call('GET', `/v1/payments/search?${query}`)) as { results: Payment[] }).results;
  };
  return {
    start: async (payment) => {
      const until = new Date(Date.parse(payment.createdAt) + pageHours * 3_600_000).toISOString();
      const made = await call('POST', '/checkout/preferences', {
        key: payment.id,
        body: preferenceOf(payment, until),
      });
      return {
        sessionId: String(made.id),
        redirect: String(made.init_point),
        expiresAt: String(made.expiration_date_to ?? until),
      };
    },
    read: async ({ sessionId }) => {
      const preference = await call(
        'GET',
        `/checkout/preferences/${encodeURIComponent(sessionId)}`,
      );
      const payments = await paymentsOf(String(preference.external_reference));
      return truthOf(preference, payments);
    },
    expire: async ({ sessionId }) => {
      const path = `/checkout/preferences/${encodeURIComponent(sessionId)}`;
      const preference = await call('GET', path);
      const payments = await paymentsOf(String(preference.external_reference));
      if (payments.some(hasMoney)) return 'already_paid';
      await call('PUT', path, {
        body: { expires: true, expiration_date_to: new Date().toISOString() },
      });
      for (const { id } of payments.filter(isWaiting))
        await call('PUT', `/v1/payments/${encodeURIComponent(id)}`, {
          body: { status: 'cancelled' },
        });
      return 'expired';
    },
    refund: async ({ id, paymentId, amount }) => {
      await call('POST', `/v1/payments/${encodeURIComponent(paymentId)}/refunds`, {
        key: id,
        body: { amount: exact(amount) },
      });
    },
    list: async ({ since, cursor }) => {
      const offset = Number(cursor ?? 0);
      const query = new URLSearchParams({
        range: 'date_created',
        begin_date: since.toISOString(),
        end_date: new Date(Date.now() + 86_400_000).toISOString(),
        sort: 'date_created',
        criteria: 'asc',
        offset: String(offset),
        limit: String(listed),
      });
      const { results, paging } = (await call('GET', `/v1/payments/search?${query}`)) as {
        results: Payment[];
        paging: { total: string };
      };
      const next = offset + results.length;
      return {
        money: results.filter(hasMoney).map(moneyOf),
        cursor: results.length > 0 && next < Number(paging.total) ? String(next) : null,
      };
    },
    referenceOf: async (paymentId) => {
      const payment = await call('GET', `/v1/payments/${encodeURIComponent(paymentId)}`);
      return typeof payment.external_reference === 'string' ? payment.external_reference : null;
    },
    hint: (request) => Promise.resolve(hintOf(request, webhookSecrets)),
  };
}

/** @throws ProviderRefusal what it says no to for good; Error whatever else may have gone right there */
function readAnswer({ status, body }: OutboundAnswer): Json {
  const text = body.toString();
  if (status === 200 || status === 201) return parse(text);
  if (status >= 400 && status < 500 && ![401, 408, 409, 423, 425, 429].includes(status)) {
    let code = 'refused';
    try {
      code = String(parse(text).error ?? code);
    } catch {
      // What is no JSON has no code.
    }
    throw new ProviderRefusal(code);
  }
  throw new Error(`Mercado Pago answered ${status}`);
}

const types = ['credit_card', 'debit_card', 'prepaid_card', 'ticket', 'bank_transfer', 'atm'];
const typesOf: Partial<Record<PaymentMethod, readonly string[]>> = {
  card: ['credit_card', 'debit_card', 'prepaid_card'],
  oxxo: ['ticket'],
  boleto: ['ticket'],
  pix: ['bank_transfer'],
  spei: ['bank_transfer'],
};

function preferenceOf(payment: StartedBy, until: string): object {
  const wanted = typesOf[payment.method] ?? [];
  const days = payment.method === 'card' ? 0 : voucherDays;
  return {
    // One line: credits that are taken along cannot be lines there.
    items: [
      {
        id: payment.number,
        title: payment.description,
        quantity: 1,
        unit_price: exact(payment.amount),
        currency_id: payment.currency,
      },
    ],
    external_reference: payment.id,
    back_urls: {
      success: payment.returnUrl,
      pending: payment.returnUrl,
      failure: payment.returnUrl,
    },
    expires: true,
    expiration_date_to: until,
    ...(days > 0 && {
      date_of_expiration: new Date(Date.parse(until) + (days - 1) * 86_400_000).toISOString(),
    }),
    payment_methods: {
      excluded_payment_types: types.filter((type) => !wanted.includes(type)).map((id) => ({ id })),
    },
  };
}

const withMoney = ['approved', 'authorized', 'in_mediation', 'refunded', 'charged_back'];
const hasMoney = ({ status }: Payment): boolean => withMoney.includes(status);
const isWaiting = ({ status }: Payment): boolean => ['pending', 'in_process'].includes(status);
const isDisputed = ({ status }: Payment): boolean =>
  ['in_mediation', 'charged_back'].includes(status);
const refundedOf = ({ status, transaction_amount_refunded: some, ...payment }: Payment): string =>
  status === 'refunded' ? payment.transaction_amount : (some ?? '0');
const feesOf = ({ fee_details: fees }: Payment): string | null =>
  fees?.length ? sumOf(fees.map(({ amount }) => amount)) : null;

/** What became of a page: of the payments that were tried on it, those with money count. */
function truthOf(preference: Json, payments: readonly Payment[]): ProviderTruth {
  const paid = payments.filter(hasMoney);
  const [waiting] = payments.filter(isWaiting);
  const [item] = preference.items as { unit_price: string; currency_id: string }[];
  const [first] = paid;
  const fees = paid.flatMap((payment) => feesOf(payment) ?? []);
  return {
    status: first ? 'paid' : waiting ? 'pending' : endOf(preference, payments),
    amount: sumOf([item!.unit_price]),
    currency: (first ?? waiting)?.currency_id ?? item!.currency_id,
    received: sumOf(paid.map(({ transaction_amount: amount }) => amount)),
    refunded: sumOf(paid.map(refundedOf)),
    disputed: paid.some(isDisputed),
    declined: !first && !waiting && payments.some(({ status }) => status === 'rejected'),
    paymentId: (first ?? waiting)?.id ?? null,
    voucher: !first && waiting ? voucherOf(waiting) : null,
    paidAt: first?.date_approved ? new Date(first.date_approved).toISOString() : null,
    fee: fees.length > 0 ? sumOf(fees) : null,
  };
}

/** Where nothing came and nothing waits: a page that is open can be tried again, whatever was declined on it. */
function endOf(preference: Json, payments: readonly Payment[]): ProviderTruth['status'] {
  const until = preference.expiration_date_to;
  const isOver = preference.expires === true && Date.parse(String(until)) <= Date.now();
  if (!isOver) return 'open';
  // What nobody paid in time is cancelled as well.
  const isGivenUp = ({ status, status_detail: detail }: Payment) =>
    status === 'cancelled' && detail !== 'expired';
  return payments.some(isGivenUp) ? 'cancelled' : 'expired';
}

function voucherOf(payment: Payment): Voucher {
  const { qr_code: pix, ticket_url: ticket } = payment.point_of_interaction?.transaction_data ?? {};
  const details = payment.transaction_details ?? {};
  const line = details.digitable_line ?? details.barcode?.content ?? null;
  const isBoleto = payment.payment_method_id?.startsWith('bol') ?? false;
  const kind = pix ? 'pix' : isBoleto && line ? 'boleto' : 'oxxo';
  return {
    kind: pix || line || details.payment_method_reference_id ? kind : 'link',
    reference: details.payment_method_reference_id ?? (isBoleto ? null : line),
    content: pix ?? (isBoleto ? line : null),
    bank: null,
    beneficiary: null,
    url: details.external_resource_url ?? ticket ?? null,
    expiresAt: payment.date_of_expiration
      ? new Date(payment.date_of_expiration).toISOString()
      : null,
  };
}

const moneyOf = (payment: Payment): ListedMoney => ({
  paymentId: payment.id,
  reference: payment.external_reference,
  currency: payment.currency_id,
  received: sumOf([payment.transaction_amount]),
  refunded: sumOf([refundedOf(payment)]),
  disputed: isDisputed(payment),
  fee: feesOf(payment),
});

/** What a webhook says happened, once its signature holds; what it says is asked for. */
export function hintOf(
  { headers, query, body }: HintRequest,
  secrets: readonly string[],
): Hint | 'forged' | 'not_ours' {
  const signature = headers['x-signature'];
  const requestId = headers['x-request-id'];
  const dataId = query['data.id'] ?? '';
  if (typeof signature !== 'string') return 'forged';
  const parts = Object.fromEntries(
    signature.split(',').map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [name.trim().toLowerCase(), value.trim()];
    }),
  );
  const { ts = '', v1 = '' } = parts;
  if (!/^\d{10,13}$/.test(ts) || !/^[\da-f]{64}$/.test(v1)) return 'forged';
  const at = Number(ts) / (ts.length > 10 ? 1000 : 1);
  if (Math.abs(Date.now() / 1000 - at) > tolerance) return 'forged';
  // The letter case of the id was signed in either way; what a request lacks is not signed.
  const manifests = [dataId, dataId.toLowerCase()].map((id) =>
    [id && `id:${id};`, requestId && `request-id:${String(requestId)};`, `ts:${ts};`].join(''),
  );
  const holds = secrets.some((secret) =>
    manifests.some((manifest) => {
      const mac = createHmac('sha256', secret).update(manifest).digest();
      return timingSafeEqual(mac, Buffer.from(v1, 'hex'));
    }),
  );
  if (!holds) return 'forged';
  return noticeOf(body, dataId);
}

function noticeOf(body: Buffer, dataId: string): Hint | 'not_ours' {
  let notice: Json;
  try {
    notice = parse(body.toString());
  } catch {
    return 'not_ours';
  }
  if (notice.type !== 'payment' || !dataId) return 'not_ours';
  // What is signed is the id of the payment, not that of the notice: a notice that lies about its own is heard twice.
  return { eventId: `${String(notice.id)} ${dataId}`, sessionId: null, paymentId: dataId };
}
