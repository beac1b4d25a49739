import { sumOf } from '#contract/decimal';
import { payableStates, type PaymentMethod } from '#contract/payment-words';
import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { Voucher } from '../../output/payments/provider.ts';
import type { Letterhead, Logo } from '../../records/letterhead.ts';
import { verifyUrl } from '../../records/verification.ts';
import { documentOf } from './payable.queries.ts';

/** What papers about a payment have in common; plain data, so that it may go to another thread. */
type Common = {
  number: string;
  company: { name: string; taxId: string | null };
  customer: { number: string; name: string; taxId: string | null };
  method: PaymentMethod;
  amount: string;
  currency: string;
  createdAt: string;
  timeZone: string;
  test: boolean;
  items: { document: string | null; amount: string }[];
  /** What of it is for no document. */
  onAccount: string;
};
type Received = {
  received: string;
  refunded: string;
  paidAt: string;
  providerPayment: string | null;
  erpNumber: string | null;
};
type Head = {
  locale: Locale;
  /** The language with its regional formats, as `es-MX`. */
  region: string;
  tenantName: string;
  theme: ThemeTokens;
  logo: Logo | null;
  strings: Record<string, string>;
};
/** Says that money came, and how anybody can check that. */
export type ReceiptPaper = { kind: 'receipt'; verifyUrl: string } & Common & Received & Head;
/** Says what is paid with outside of the portal, and until when. */
export type VoucherPaper = {
  kind: 'voucher';
  voucher: Voucher;
  expiresAt: string | null;
} & Common &
  Head;
export type PaymentPaper = ReceiptPaper | VoucherPaper;

const commonColumns = `p.number, p.method, p.amount::text as amount, p.on_account::text as "onAccount", p.currency, p.created_at as "createdAt",
  json_build_object('name', c.legal_name, 'taxId', c.tax_id) as company,
  json_build_object('number', k.number, 'name', k.name, 'taxId', k.tax_id) as customer,
  c.time_zone as "timeZone", a.mode = 'test' as test,
  (select coalesce(json_agg(json_build_object('document', ${documentOf}, 'amount', pi.amount::text)
     order by pi.amount desc), '[]')
   from payment_items pi
   join open_items oi on oi.tenant_id = pi.tenant_id and oi.id = pi.item_id
   left join open_item_versions v on v.tenant_id = pi.tenant_id and v.item_id = pi.item_id
     and v.superseded_at = 'infinity'
   where pi.tenant_id = p.tenant_id and pi.payment_id = p.id) as items`;
const fromPayments = `from payments p
  join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id
  join customers k on k.tenant_id = p.tenant_id and k.id = p.customer_id
  join payment_accounts a on a.tenant_id = p.tenant_id and a.id = p.account_id`;

const withMoney = <R extends Common>(row: R): R => ({
  ...row,
  amount: sumOf([row.amount]),
  onAccount: sumOf([row.onAccount]),
  items: row.items.map((item) => ({ ...item, amount: sumOf([item.amount]) })),
});

const headOf = ({ branding, logo }: Letterhead, locale: Locale): Head => ({
  locale,
  region: branding.formats[locale] ?? locale,
  tenantName: branding.name,
  theme: branding.theme,
  logo,
  strings: branding.strings[locale] ?? {},
});

/** The receipt of a payment; null where no money came, and so there is none. */
export async function receiptOf(
  db: Db,
  id: string,
  letterhead: Letterhead,
  { publicUrl, locale }: { publicUrl: URL; locale: Locale },
): Promise<ReceiptPaper | null> {
  const [found] = await rowsOf<Common & Received & { code: string }>(
    db,
    `select ${commonColumns}, p.receipt_code as code, p.received::text as received,
       p.refunded::text as refunded, coalesce(p.paid_at, p.created_at) as "paidAt",
       p.provider_payment_id as "providerPayment", p.erp_number as "erpNumber"
     ${fromPayments} where p.id = ? and p.receipt_code is not null`,
    [id],
  );
  if (!found) return null;
  const { code, ...receipt } = withMoney(found);
  return {
    kind: 'receipt',
    ...receipt,
    received: sumOf([receipt.received]),
    refunded: sumOf([receipt.refunded]),
    verifyUrl: verifyUrl(publicUrl, letterhead.branding.slug, code),
    ...headOf(letterhead, locale),
  };
}

/** Of payments, as `p`: that there is something to pay with that is not on the provider's page alone. */
const isPayable = `p.voucher is not null and coalesce(p.voucher ->> 'kind', 'link') <> 'link'
  and coalesce(p.voucher ->> 'content', p.voucher ->> 'reference') is not null
  and p.state = any(:payable) and not p.ending`;
const payable = [...payableStates];

/** Whether a payment has a voucher to pay with. */
export const hasVoucher = async (db: Db, id: string): Promise<boolean> =>
  (
    await rowsOf(db, `select p.id from payments p where p.id = :id and ${isPayable}`, {
      id,
      payable,
    })
  ).length > 0;

/**
 * The voucher of a payment; null where there is none to pay with any more, or where it stands on the provider's page
 * alone.
 */
export async function voucherOf(
  db: Db,
  id: string,
  letterhead: Letterhead,
  locale: Locale,
): Promise<VoucherPaper | null> {
  const [found] = await rowsOf<Common & Pick<VoucherPaper, 'voucher' | 'expiresAt'>>(
    db,
    `select ${commonColumns}, p.voucher, p.expires_at as "expiresAt"
     ${fromPayments} where p.id = :id and ${isPayable}`,
    { id, payable },
  );
  return found ? { kind: 'voucher', ...withMoney(found), ...headOf(letterhead, locale) } : null;
}
