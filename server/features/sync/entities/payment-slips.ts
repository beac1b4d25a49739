import type { SyncRecord } from '#contract/sync';
import { date, entity, identifier, numeric, ref, text } from '../sync.columns.ts';

export const paymentSlips = entity<SyncRecord<'payment-slips'>>('payment_slips', {
  conflict: ['company_id', 'external_key'],
  identifiers: [
    identifier('external_id', (r) => r.id, 'external_key'),
    identifier('item', (r) => r.item),
  ],
  columns: {
    company_id: ref('company', 'company', (r) => [r.company]),
    kind: text((r) => r.kind),
    content: text((r) => r.content),
    bank: text((r) => r.bank),
    beneficiary: text((r) => r.beneficiary),
    amount: numeric((r) => r.amount),
    currency: text((r) => r.currency),
    expires_on: date((r) => r.expires),
  },
});
