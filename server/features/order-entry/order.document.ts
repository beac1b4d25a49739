import type { ThemeTokens } from '#contract/portal';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { letterheadOf, type Logo } from '../../records/letterhead.ts';

type OrderLine = {
  position: string;
  material: string;
  descriptions: Partial<Record<Locale, string>>;
  quantity: string;
  unit: string;
  unitPrice: string;
  priceUnit: string;
  amount: string;
  date: string | null;
};

type FoundOrder = {
  captureNumber: string;
  purchaseOrder: string | null;
  date: string;
  requestedDate: string | null;
  note: string | null;
  currency: string;
  amount: string;
  author: string;
  company: { name: string; taxId: string | null };
  customer: { number: string; name: string; taxId: string | null };
  shipTo: string | null;
  lines: OrderLine[];
};

/** All that the file of an order shows as it was sent; plain data, so that it may go to another thread. */
export type OrderDocument = FoundOrder & {
  /** Whether prices and amounts are shown. */
  amounts: boolean;
  locale: Locale;
  /** The language with its regional formats, as `es-MX`. */
  region: string;
  tenantName: string;
  theme: ThemeTokens;
  /** For light ground. */
  logo: Logo | null;
  /** Texts of the tenant's own in this language, by key; they win over the catalogue. */
  strings: Record<string, string>;
};

/** An order as it was sent from the portal; null where there is none, or the ERP's own has taken its place. */
export async function orderDocument(
  db: Db,
  tenantId: string,
  { orderId, locale, amounts }: { orderId: string; locale: Locale; amounts: boolean },
): Promise<OrderDocument | null> {
  const [order] = await rowsOf<FoundOrder>(
    db,
    `select o.capture_number as "captureNumber", o.purchase_order as "purchaseOrder", o.order_date as date,
       d.requested_date as "requestedDate", d.note, o.currency, o.amount::text as amount, c.name as author,
       json_build_object('name', m.legal_name, 'taxId', m.tax_id) as company,
       json_build_object('number', k.number, 'name', k.name, 'taxId', k.tax_id) as customer,
       nullif(concat_ws(', ', a.name, a.street, a.postal_code, a.city, a.state), '') as "shipTo",
       (select coalesce(json_agg(json_build_object('position', i.position, 'material', i.material,
            'descriptions', i.descriptions, 'quantity', i.quantity::text, 'unit', i.unit,
            'unitPrice', i.unit_price::text, 'priceUnit', i.price_unit::text, 'amount', i.amount::text,
            'date', i.delivery_date) order by i.line), '[]')
        from order_items i where i.tenant_id = o.tenant_id and i.order_id = o.id) as lines
     from order_drafts d
     join orders o on o.tenant_id = d.tenant_id and o.id = d.order_id and o.deleted_at is null
     join contacts c on c.tenant_id = d.tenant_id and c.id = d.contact_id
     join companies m on m.tenant_id = d.tenant_id and m.id = d.company_id
     join customers k on k.tenant_id = d.tenant_id and k.id = d.customer_id
     left join addresses a on a.tenant_id = d.tenant_id and a.id = d.address_id
     where d.order_id = ? and d.capture_number is not null`,
    [orderId],
  );
  if (!order) return null;
  const { branding, logo } = await letterheadOf(db, tenantId);
  return {
    ...order,
    amounts,
    locale,
    region: branding.formats[locale] ?? locale,
    tenantName: branding.name,
    theme: branding.theme,
    logo,
    strings: branding.strings[locale] ?? {},
  };
}
