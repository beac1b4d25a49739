import { contractRecords } from './contracts.ts';
import { documentRecords } from './documents.ts';
import { paymentSlips } from './slips.ts';
import { orderStatuses } from '#contract/order-words';
import { fiscalFiles } from './fiscal.ts';
import { freightRecords } from './freight-events.ts';
import { invoiceRecords } from './invoices.ts';
import { openItems } from './ledger.ts';
import { customerMaterials } from './own-numbers.ts';
import { draftOrders, orderRecord } from './orders.ts';
import { priceRecords } from './prices.ts';
import { quoteRecords } from './quotes.ts';
import { seededRandom } from './random.ts';
import type { Source, TenantRecords } from './source.ts';
import { stockRecords } from './stock.ts';

export { aqua } from './aqua.ts';
export { barlovia } from './barlovia.ts';
export { todayIn } from './dates.ts';
export { contactId, type Source, type TenantRecords } from './source.ts';
export { zambe } from './zambe.ts';

/** How much a tenant of the demo sells: enough for pages, filters and every status. */
const usualVolume = { count: 360, days: 730 };

/**
 * All records of a demo tenant. Everything but the dates is the same on every run; the dates count
 * back from `today`, so that "the last seven days" always has orders.
 */
export function demoRecords(source: Source, today: string): TenantRecords {
  const drafts = draftOrders(source, today, seededRandom(`${source.slug} orders`), {
    ...usualVolume,
    ...source.volume,
  });
  const details = seededRandom(`${source.slug} details`);
  const orders = drafts.map((draft) => orderRecord(draft, source, today, details));
  const invoices = invoiceRecords(drafts, source, today, seededRandom(`${source.slug} invoices`));
  const ledger = openItems(source, today, invoices, orders);
  return {
    companies: source.companies,
    executives: source.executives,
    customers: source.buyers.map(({ record }) => record),
    addresses: source.buyers.flatMap(({ addresses }) => addresses),
    contacts: source.buyers.flatMap(({ contacts }) => contacts),
    materials: source.products.map(({ record }) => record),
    'customer-materials': customerMaterials(source),
    ...stockRecords(source, today),
    ...priceRecords(source, today),
    'status-map': (['order', 'item'] as const).flatMap((entity) =>
      orderStatuses.map((status) => ({ entity, code: source.statusCodes[status], status })),
    ),
    orders,
    quotes: quoteRecords(source, today),
    invoices,
    'open-items': ledger,
    'payment-slips': paymentSlips(source, today, ledger),
    'fiscal-files': fiscalFiles(source, today, ledger, invoices),
    contracts: contractRecords(source, today),
    documents: documentRecords(source, today, orders),
    ...freightRecords(source.slug, source.shipping, today),
  };
}
