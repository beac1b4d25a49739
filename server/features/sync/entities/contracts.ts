import type { SyncRecord } from '#contract/sync';
import { toRichText } from '../../../output/rich-text.ts';
import {
  date,
  entity,
  identifier,
  integer,
  json,
  lines,
  numeric,
  ref,
  text,
} from '../sync.columns.ts';

type Contract = SyncRecord<'contracts'>;

export const contracts = entity<Contract>('contracts', {
  conflict: ['number_key'],
  identifiers: [identifier('number', (r) => r.number)],
  columns: {
    customer_id: ref('customer', 'customer', (r) => [r.customer]),
    company_id: ref('company', 'company', (r) => [r.company]),
    kind: text((r) => r.kind),
    title: text((r) => r.title),
    starts_on: date((r) => r.start),
    ends_on: date((r) => r.end),
    renewal: text((r) => r.renewal),
    renewal_months: integer((r) => r.renewalMonths),
    notice_months: integer((r) => r.noticeMonths),
    notice_by: date((r) => r.noticeBy),
    amount: numeric((r) => r.amount),
    currency: text((r) => r.currency),
    period: text((r) => r.period),
    state: text((r) => r.state),
    coverage: json((r) =>
      Object.fromEntries(
        Object.entries(r.coverage).map(([language, source]) => [language, toRichText(source)]),
      ),
    ),
    allowance: json((r) => r.allowance),
  },
  lines: [
    lines((r: Contract) => r.items, {
      table: 'contract_items',
      parent: 'contract_id',
      path: 'items',
      numbered: true,
      identifiers: [
        identifier('serial', (item) => item.serial),
        identifier('material', (item) => item.material),
      ],
      columns: { site: text((item) => item.site) },
    }),
  ],
});
