import { cargoKey, containerKey } from '#contract/cargo-numbers';
import { identifierKey, searchWords } from '#contract/identifiers';
import type { SearchHit } from '#contract/search';
import { isOneOf } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { Reach } from '../../http/caller.ts';

export type HitRecord = Omit<SearchHit, 'kind' | 'customer'> & {
  customerNumber: string;
  customerName: string;
};

/** Rows of each kind. */
const most = 5;

/** Of more customers than these, what begins so is looked through before it is looked for customer by customer. */
const manyCustomers = 50;
/** How much of it. */
const lookedThrough = 2_000;

/** The customers of a reach, one after the other, as rows `w`; all of them at once are one row. */
const people = ({ customerIds }: Reach): string =>
  customerIds === 'all' ? '(select) w' : 'unnest(cast(:ids as uuid[])) as w(id)';

/** What a reach asks of a row `r`. @param contact of whose contact it is, as a condition; null where it names none */
const within = (
  { customerIds, companyIds, addressIds, contactId }: Reach,
  contact: string | null,
): string =>
  [
    'r.deleted_at is null',
    ...(customerIds === 'all' ? [] : ['r.customer_id = w.id']),
    ...(companyIds ? [isOneOf('r.company_id', 'uuid', ':companies')] : []),
    // Orders alone name one: no other permission is limited to some.
    ...(addressIds ? [isOneOf('r.address_id', 'uuid', ':addresses')] : []),
    ...(contactId && contact ? [contact] : []),
  ].join(' and ');

/** A key that begins so, byte by byte. As a range, which an index serves; `like` is not, behind row-level security. */
const begins = (column: string, name: string): string =>
  `${column} collate "C" >= :${name} and ${column} collate "C" < :${name} || chr(1114111)`;

const bindingsOf = (reach: Reach) => ({
  ids: reach.customerIds,
  companies: reach.companyIds ?? null,
  addresses: reach.addressIds ?? null,
  contact: reach.contactId ?? null,
  most,
});

/**
 * Some of the rows of a table that go by a beginning in one of several columns: each column is read in its own order
 * and given up after a few, so that nothing is read for all that begins so. For many customers the first of all that
 * begin so are looked through; only where these are not all and too few of them are theirs, each customer's are looked for.
 */
const hitsSql = (
  table: string,
  reach: Reach,
  contact: string | null,
  ways: readonly (readonly [column: string, name: string])[],
): string =>
  ways
    .map(([column, name]) => {
      const ofEach = `select x.id, x.place from ${people(reach)} cross join lateral (
          select r.id, ${column} collate "C" as place from ${table} r
          where ${within(reach, contact)} and ${begins(column, name)}
          order by ${column} collate "C" limit :most
        ) x`;
      const { customerIds } = reach;
      if (customerIds === 'all' || customerIds.length <= manyCustomers)
        return `(${ofEach} limit :most)`;
      const isMine = `${within({ ...reach, customerIds: 'all' }, contact)} and r.customer_id in (select unnest(cast(:ids as uuid[])))`;
      return `(with begun as materialized (
          select r.id, ${column} collate "C" as place, ${isMine} as mine from ${table} r
          where r.deleted_at is null and ${begins(column, name)} order by ${column} collate "C" limit ${lookedThrough}
        )
        (select id, place from begun where mine limit :most)
        union all
        (${ofEach} where (select count(*) = ${lookedThrough} and count(*) filter (where mine) < :most from begun) limit :most))`;
    })
    .join(' union all ');

/** The hits with what is shown of them. @param text SQL of what else a row `r` goes by */
const shownSql = (table: string, hits: string, text: string): string =>
  `select r.id, r.number, ${text} as text, k.number as "customerNumber", k.name as "customerName"
   from (select h.id, min(h.place) as place from (${hits}) h group by h.id) h
   cross join lateral (select x.* from ${table} x where x.id = h.id offset 0) r
   cross join lateral (select number, name from customers where tenant_id = r.tenant_id and id = r.customer_id offset 0) k
   order by h.place limit :most`;

/** An own order's, where the reach is a contact's own. */
const ofOwnOrder = `exists (select from invoice_orders y join orders o on o.tenant_id = y.tenant_id and o.id = y.order_id
  where y.tenant_id = r.tenant_id and y.invoice_id = r.id and o.deleted_at is null and o.contact_id = :contact)`;

/**
 * So long a beginning of a fiscal id leaves few: of one of digits alone the first 25 say who issued it and when, so those
 * of a month begin alike.
 */
const isFiscal = (key: string): boolean => key.length >= (/^\d+$/.test(key) ? 30 : 8);

/** Statements of the search, one for each kind; each sees what `reach` opens. */
export function createSearchQueries(db: Db, text: string) {
  const key = identifierKey(text);
  const run = (sql: string, reach: Reach, more: object = {}): Promise<HitRecord[]> =>
    rowsOf<HitRecord>(db, sql, { ...bindingsOf(reach), key, ...more });
  return {
    /**
     * Lets what comes after it in the transaction be read in the order of indexes, whatever is known of the tables: to
     * sort all that begins alike would be a plan, too.
     */
    inOrder: () =>
      db.raw(
        `select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),
           set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)`,
      ),

    /** Orders, by their number and by the customer's. */
    orders: (reach: Reach) =>
      run(
        shownSql(
          'orders',
          hitsSql('orders', reach, 'r.contact_id = :contact', [
            ['r.number_key', 'key'],
            // As it is written, and in capitals: most are.
            ['r.purchase_order', 'text'],
            ['r.purchase_order', 'capitals'],
          ]),
          'r.purchase_order',
        ),
        reach,
        { text, capitals: text.toUpperCase() },
      ),

    /** Invoices, by their number and by their fiscal id. */
    invoices: (reach: Reach) => {
      const byNumber = hitsSql('invoices', reach, ofOwnOrder, [['r.number_key', 'key']]);
      const byFiscal = `(select r.id, f.fiscal_key as place from (
          select v.tenant_id, v.customer_id, v.company_id, v.invoice_of, v.fiscal_key from open_item_versions v
          where v.superseded_at = 'infinity' and v.fiscal_key is not null and v.invoice_of is not null
            and ${begins('v.fiscal_key', 'fiscal')}
            ${reach.customerIds === 'all' ? '' : `and ${isOneOf('v.customer_id', 'uuid', ':ids')}`}
          order by v.fiscal_key collate "C" limit 20
        ) f
        cross join lateral (
          select i.* from invoices i where i.tenant_id = f.tenant_id and i.company_id = f.company_id
            and i.number_key = split_part(f.invoice_of, ' ', 3) and i.customer_id = f.customer_id offset 0
        ) r
        where ${within({ ...reach, customerIds: 'all' }, ofOwnOrder)} limit :most)`;
      const fiscalId = `(select v.fiscal_id from open_item_versions v
        where v.tenant_id = r.tenant_id and v.superseded_at = 'infinity'
          and v.invoice_of = concat_ws(' ', r.customer_id, r.company_id, r.number_key) and v.fiscal_id is not null
        limit 1)`;
      const hits = isFiscal(key) ? `${byNumber} union all ${byFiscal}` : byNumber;
      return run(shownSql('invoices', hits, fiscalId), reach, { fiscal: key });
    },

    /** Shipments, by their number, and by a whole number of a document, a container or a reference. */
    shipments: (reach: Reach) => {
      const mine = within({ ...reach, customerIds: 'all' }, 'r.contact_id = :contact');
      const whose = reach.customerIds === 'all' ? 'true' : isOneOf('r.customer_id', 'uuid', ':ids');
      const ways = [
        `select s.id from shipments s where s.number_key >= :key and s.number_key < :key || chr(1114111)`,
        ...['booking_key', 'master_key', 'house_key'].map(
          (column) => `select s.id from shipments s where s.${column} = :cargo`,
        ),
        `select b.shipment_id from containers b where b.number_key = :container`,
        `select f.shipment_id from shipment_references f where f.value_key = :cargo`,
      ];
      const hits = `select r.id, r.number_key as place from (${ways.join(' union ')}) s
        cross join lateral (select x.* from shipments x where x.id = s.id offset 0) r
        where ${mine} and ${whose} limit :most`;
      const container = `(select b.number from containers b where b.tenant_id = r.tenant_id and b.shipment_id = r.id
        order by b.line limit 1)`;
      const keys = { cargo: cargoKey(text), container: containerKey(text) };
      return run(shownSql('shipments', hits, container), reach, keys);
    },

    /** Quotes in their newest version. */
    quotes: (reach: Reach) =>
      run(
        shownSql(
          'quotes',
          `select distinct on (x.company_id, x.number_key) x.id, x.number_key as place from (
             select r.id, r.company_id, r.number_key, r.version from ${people(reach)} cross join lateral (
               select r.* from quotes r where ${within(reach, 'r.contact_id = :contact')} and ${begins('r.number_key', 'key')}
               offset 0
             ) r
           ) x order by x.company_id, x.number_key, x.version desc`,
          'r.subject',
        ),
        reach,
      ),

    contracts: (reach: Reach) =>
      run(
        shownSql(
          'contracts',
          hitsSql('contracts', reach, null, [['r.number_key', 'key']]),
          'r.title',
        ),
        reach,
      ),

    /** Customers by number or name. */
    customers: (reach: Reach) => {
      const words = searchWords(text);
      if (words.length === 0) return Promise.resolve([]);
      const named = words.map(
        (_, i) =>
          `and (position(:word${i} in k.search_text) > 0 or position(:bare${i} in k.search_text) > 0)`,
      );
      return run(
        `select k.number as id, k.number, k.name as text, k.number as "customerNumber", k.name as "customerName"
         from customers k where k.deleted_at is null and k.sort_text >= ''
           ${reach.customerIds === 'all' ? '' : `and ${isOneOf('k.id', 'uuid', ':ids')}`} ${named.join(' ')}
         order by k.sort_text limit :most`,
        reach,
        Object.fromEntries(
          words.flatMap((word, i) => [
            [`word${i}`, ` ${word}`],
            [`bare${i}`, ` ${word.replace(/^0+(?=\d+$)/, '')}`],
          ]),
        ),
      );
    },
  };
}
