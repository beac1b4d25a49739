import { sumOf } from '#contract/decimal';
import type { PaymentMethod, PaymentState } from '#contract/payment-words';
import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { Letterhead, Logo } from '../../records/letterhead.ts';
import { verifyUrl } from '../../records/verification.ts';
import { documentOf } from './payable.queries.ts';

/** All that the receipt of a payment shows; plain data, so that it may go to another thread. */
export type ReceiptDocument = {
  number: string;
  state: PaymentState;
  company: { name: string; taxId: string | null };
  customer: { number: string; name: string; taxId: string | null };
  method: PaymentMethod;
  amount: string;
  received: string;
  refunded: string;
  currency: string;
  paidAt: string;
  timeZone: string;
  providerPayment: string | null;
  erpNumber: string | null;
  test: boolean;
  items: { document: string | null; amount: string }[];
  verifyUrl: string;
  locale: Locale;
  /** The language with its regional formats, as `es-MX`. */
  region: string;
  tenantName: string;
  theme: ThemeTokens;
  logo: Logo | null;
  strings: Record<string, string>;
};

type Found = Omit<
  ReceiptDocument,
  'verifyUrl' | 'locale' | 'region' | 'tenantName' | 'theme' | 'logo' | 'strings'
> & { code: string };

/** The receipt of a payment; null where no money came, and so there is none. */
export async function receiptOf(
  db: Db,
  id: string,
  { branding, logo }: Letterhead,
  { publicUrl, locale }: { publicUrl: URL; locale: Locale },
): Promise<ReceiptDocument | null> {
  const [found] = await rowsOf<Found>(
    db,
    `select p.receipt_code as code, p.number, p.state,
       json_build_object('name', c.legal_name, 'taxId', c.tax_id) as company,
       json_build_object('number', k.number, 'name', k.name, 'taxId', k.tax_id) as customer,
       p.method, p.amount::text as amount, p.received::text as received, p.refunded::text as refunded, p.currency,
       coalesce(p.paid_at, p.created_at) as "paidAt", c.time_zone as "timeZone",
       p.provider_payment_id as "providerPayment", p.erp_number as "erpNumber", a.mode = 'test' as test,
       (select coalesce(json_agg(json_build_object('document', ${documentOf}, 'amount', pi.amount::text)
          order by pi.amount desc), '[]')
        from payment_items pi
        join open_items oi on oi.tenant_id = pi.tenant_id and oi.id = pi.item_id
        left join open_item_versions v on v.tenant_id = pi.tenant_id and v.item_id = pi.item_id
          and v.superseded_at = 'infinity'
        where pi.tenant_id = p.tenant_id and pi.payment_id = p.id) as items
     from payments p
     join companies c on c.tenant_id = p.tenant_id and c.id = p.company_id
     join customers k on k.tenant_id = p.tenant_id and k.id = p.customer_id
     join payment_accounts a on a.tenant_id = p.tenant_id and a.id = p.account_id
     where p.id = ? and p.receipt_code is not null`,
    [id],
  );
  if (!found) return null;
  const { code, ...receipt } = found;
  return {
    ...receipt,
    amount: sumOf([receipt.amount]),
    received: sumOf([receipt.received]),
    refunded: sumOf([receipt.refunded]),
    items: receipt.items.map((item) => ({ ...item, amount: sumOf([item.amount]) })),
    verifyUrl: verifyUrl(publicUrl, branding.slug, code),
    locale,
    region: branding.formats[locale] ?? locale,
    tenantName: branding.name,
    theme: branding.theme,
    logo,
    strings: branding.strings[locale] ?? {},
  };
}
