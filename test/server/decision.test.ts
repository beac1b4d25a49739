// The one decision of who sees what, as a table: a feature's permission, whose a record is, the grant, its scope and its
// limits. The rules are written down here a second time, and the query is held against them as well as the function.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { GrantScope, PersonPermission } from '#contract/permissions';
import { createScope } from '../../server/db/scope.ts';
import { reachOf, reaches, withinCustomers, type Holder } from '../../server/http/caller.ts';
import { grantedBy, unlimited, type StoredGrant } from '../../server/http/grants.ts';
import { tablesAlone } from '../support/database-image.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const id = (letter: string, n: number) =>
  `00000000-0000-4000-8000-${letter.repeat(4)}${String(n).padStart(8, '0')}`;
const [own, below, foreign] = [id('a', 1), id('a', 2), id('a', 3)];
const [me, colleague] = [id('b', 1), id('b', 2)];
const [north, south] = [id('c', 1), id('c', 2)];
const [plant, depot] = [id('d', 1), id('d', 2)];
const today = '2026-11-27';

const permissions = [
  'orders.view',
  'orders.approve',
  'invoices.view',
  'statement.view',
  'shipments.view',
  'documents.view',
] as const satisfies readonly PersonPermission[];

type Whose = {
  customerId: string;
  contactId: string | null;
  companyId: string | null;
  addressId: string | null;
  /** Of the order that it hangs on; undefined where it hangs on none. */
  orderAddressId: string | null | undefined;
};
const documents: Whose[] = [];
for (const customerId of [own, below, foreign])
  for (const contactId of [me, colleague, null])
    for (const companyId of [north, south, null])
      for (const addressId of [plant, depot, null])
        for (const orderAddressId of [undefined, plant, depot, null])
          documents.push({ customerId, contactId, companyId, addressId, orderAddressId });

type Held = {
  given: boolean;
  scope: GrantScope;
  expired: boolean;
  companies: string[];
  addresses: string[];
  /** Ship-to addresses that the orders which are seen are limited to. */
  seen: string[];
};
const holdings: Held[] = [];
for (const scope of ['own', 'customer', 'hierarchy'] as const)
  for (const expired of [false, true])
    for (const companies of [[], [north]])
      for (const addresses of [[], [plant], [plant, depot]])
        for (const seen of [[], [plant]])
          holdings.push({ given: true, scope, expired, companies, addresses, seen });
holdings.push({ ...holdings[0]!, given: false });

function contactWith(permission: PersonPermission, held: Held): Holder {
  const { scope, expired, companies, addresses, seen, given } = held;
  const grant: StoredGrant = {
    ...unlimited({ permission, scope }),
    companyIds: companies,
    addressIds: addresses,
    expiresOn: expired ? '2026-11-26' : today,
  };
  const orders = { ...unlimited({ permission: 'orders.view', scope }), addressIds: seen };
  return {
    kind: 'contact',
    customer: { id: own, number: '1', name: '' },
    contactId: me,
    otherCustomerIds: [below],
    ...grantedBy(
      [...(permission === 'orders.view' ? [] : [orders]), ...(given ? [grant] : [])],
      today,
    ),
  };
}

/** The rules, as the specification of permissions has them. */
function mayContact(permission: PersonPermission, held: Held, whose: Whose): boolean {
  const hangsOnOrder = whose.orderAddressId !== undefined;
  const seesOrder = held.seen.length === 0 || held.seen.includes(whose.orderAddressId ?? '');
  const rules = [
    held.given && !held.expired,
    held.scope === 'hierarchy'
      ? whose.customerId === own || whose.customerId === below
      : whose.customerId === own,
    held.scope !== 'own' || whose.contactId === me,
    held.companies.length === 0 || held.companies.includes(whose.companyId ?? ''),
    held.addresses.length === 0 || held.addresses.includes(whose.addressId ?? ''),
    permission.startsWith('orders.') || !hangsOnOrder || seesOrder,
  ];
  return rules.every(Boolean);
}

describe('a contact', () => {
  for (const permission of permissions)
    test(`reaches by ${permission} what its grant, scope and limits say, and nothing else`, () => {
      const wrong: object[] = [];
      let open = 0;
      for (const held of holdings) {
        const reach = reachOf(contactWith(permission, held), permission);
        for (const whose of documents) {
          const expected = mayContact(permission, held, whose);
          open += Number(expected);
          if (reaches(reach, whose) !== expected) wrong.push({ held, whose, expected });
        }
      }
      assert.deepEqual(wrong.slice(0, 3), []);
      assert.ok(open > 0 && open < (holdings.length * documents.length) / 2, `${open} open`);
    });

  test('has by one permission nothing of another', () => {
    for (const permission of permissions)
      for (const other of permissions.filter(
        (one) => one !== permission && one !== 'orders.view',
      )) {
        const holder = contactWith(permission, { ...holdings[0]!, scope: 'hierarchy' });
        const reach = reachOf(holder, other);
        assert.ok(!documents.some((whose) => reaches(reach, whose)), `${permission} → ${other}`);
      }
  });
});

describe('people of the company', () => {
  const staffWith = (otherCustomerIds: 'all' | string[]): Holder => ({
    kind: 'staff',
    otherCustomerIds,
    ...grantedBy([unlimited({ permission: 'orders.view', scope: 'hierarchy' })], today),
  });

  test('reach their portfolio, or all, whosever it is', () => {
    for (const portfolio of ['all', [], [own], [own, foreign]] as const) {
      const reach = reachOf(staffWith(portfolio === 'all' ? 'all' : [...portfolio]), 'orders.view');
      for (const whose of documents)
        assert.equal(
          reaches(reach, whose),
          portfolio === 'all' || (portfolio as readonly string[]).includes(whose.customerId),
        );
      const none = reachOf(staffWith('all'), 'invoices.view');
      assert.ok(!documents.some((whose) => reaches(none, whose)), 'what was not granted');
    }
  });
});

describe('a query', () => {
  let running: TestPortal;
  before(async () => {
    running = await startPortal({ content: tablesAlone });
  });
  after(() => running.close());

  test('holds the rows that the function lets through', async () => {
    const rows = documents.filter(({ orderAddressId }) => orderAddressId === undefined);
    const answers = await createScope(running.connection)({ tenantId: null }, async (db) => {
      const found: number[][] = [];
      for (const held of holdings) {
        const reach = reachOf(contactWith('orders.view', held), 'orders.view');
        const query = db.from(
          db.raw(
            `jsonb_to_recordset(cast(? as jsonb))
               as x(at integer, customer uuid, contact uuid, company uuid, address uuid)`,
            [
              JSON.stringify(
                rows.map((row, at) => ({
                  at,
                  customer: row.customerId,
                  contact: row.contactId,
                  company: row.companyId,
                  address: row.addressId,
                })),
              ),
            ],
          ),
        );
        withinCustomers(query, 'x.customer', reach, 'x.company', 'x.address');
        if (reach.contactId) query.where('x.contact', reach.contactId);
        found.push((await query.pluck<number[]>('x.at')).toSorted((a, b) => a - b));
      }
      return found;
    });
    holdings.forEach((held, at) =>
      assert.deepEqual(
        answers[at],
        rows.flatMap((row, n) => (mayContact('orders.view', held, row) ? [n] : [])),
        JSON.stringify(held),
      ),
    );
  });
});
