import { identifierKey, searchWords } from '#contract/identifiers';
import type { SyncRecord } from '#contract/sync';
import { boolean, entity, identifier, text } from '../sync.columns.ts';
import { replaceLinks } from '../sync.links.ts';

type Customer = SyncRecord<'customers'>;

/** Some ERPs write a customer's own number where it belongs to nobody. */
const parentKey = ({ number, parent }: Customer): string | null =>
  parent !== null && identifierKey(parent) !== identifierKey(number) ? identifierKey(parent) : null;

const searchText = ({ name, number }: Customer): string =>
  searchWords(`${name} ${number} ${identifierKey(number)}`)
    .map((word) => ` ${word}`)
    .join('');

export const customers = entity<Customer>('customers', {
  conflict: ['number_key'],
  identifiers: [identifier('number', (r) => r.number)],
  columns: {
    name: text((r) => r.name),
    tax_id: text((r) => r.taxId),
    phone: text((r) => r.phone),
    email: text((r) => r.email),
    customer_group: text((r) => r.group),
    parent_key: text(parentKey),
    executive_key: text((r) => r.executive && identifierKey(r.executive)),
    locale: text((r) => r.locale),
    purchase_order_required: boolean((r) => r.purchaseOrderRequired),
    order_blocked: boolean((r) => r.orderBlocked),
    search_text: text(searchText),
  },
  pointers: (r) =>
    r.companies.map(({ company }, i) => ({
      kind: 'company',
      key: [identifierKey(company)],
      path: `companies.${i}.company`,
    })),
  children: replaceLinks,
});
