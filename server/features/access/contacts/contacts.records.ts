import type { Query as QueryOf } from '#contract/endpoint';
import type { Contact, contacts } from '#contract/contacts';
import type { ContactSortField, ContactState } from '#contract/contact-words';
import { identifierKey, searchTerms } from '#contract/identifiers';
import type { Db, Query } from '../../../db/scope.ts';
import type { Reach } from '../../../http/caller.ts';
import { storedGrants } from '../../../http/credentials.ts';
import type { StoredGrant } from '../../../http/grants.ts';
import { createRecords } from '../../../records/records.ts';
import { accountState, invitedUntil, loginsOf } from '../account.state.ts';

export type ContactFilter = Omit<QueryOf<(typeof contacts)['GET /contacts']>, 'limit' | 'cursor'>;

/** A contact as a list shows it, without the name of its profile. */
export type ContactRow = Omit<Contact, 'customer' | 'profile'> & {
  number: string;
  customerName: string;
  customerId: string;
  grants: StoredGrant[];
  /** The profile that was chosen last. */
  chosen: string | null;
};

const out = 'not c.active';
const state = accountState(out);
const offBy = `
  case when not ${out} and i.disabled_at is null then null
    when c.disabled_at is not null then 'portal' when not c.erp_active then 'erp' else 'account' end`;

// `offset 0` keeps the planner from joining what is to be looked up row by row.
const customerOf = `cross join lateral (
  select x.id, x.number, x.name, x.search_text from customers x
  where x.tenant_id = c.tenant_id and x.id = c.customer_id and x.deleted_at is null offset 0) k`;
const identityOf = `left join lateral (
  select x.tenant_id, x.id, x.disabled_at, x.password_hash, x.invited_at, x.last_sign_in_at, x.locale
  from identities x where x.tenant_id = c.tenant_id and x.id = c.identity_id offset 0) i on true`;

/** Every word begins one of the person's name or mailbox, or of the customer's name or number. */
const search = (query: Query, text: string): void => {
  const words = searchTerms(text);
  // Signs alone are nothing to search for, and must not list everything.
  if (words.length === 0) query.whereRaw('false');
  for (const word of words)
    query.whereRaw('(position(? in c.search_text) > 0 or position(? in k.search_text) > 0)', [
      ` ${word}`,
      ` ${word}`,
    ]);
};

/** Contacts as they are listed and found. */
export const contactRecords = createRecords<ContactRow, ContactFilter, ContactSortField>({
  name: 'contacts',
  rows: (db) =>
    db('contacts as c').joinRaw(customerOf).joinRaw(identityOf).whereNull('c.deleted_at'),
  select: () => [
    { id: 'c.id', name: 'c.name', role: 'c.role', email: 'c.email', chosen: 'c.profile' },
    { customerId: 'k.id', number: 'k.number', customerName: 'k.name', tenant_id: 'c.tenant_id' },
  ],
  lookUp: (db, page) =>
    db
      .from(page.as('p'))
      .joinRaw(
        `cross join lateral (
          select x.tenant_id, x.id, x.identity_id, x.active, x.erp_active, x.disabled_at
          from contacts x where x.tenant_id = p.tenant_id and x.id = p.id offset 0) c`,
      )
      .joinRaw(identityOf)
      .select('p.*', { lastSignInAt: 'i.last_sign_in_at' })
      .select(
        db.raw(
          `${state} as state, ${offBy} as "inactiveBy", ${invitedUntil} as "invitedUntil", ${storedGrants} as grants`,
        ),
      ),
  id: 'c.id',
  idOf: ({ id }) => id,
  customer: 'c.customer_id',
  contact: 'c.id',
  sorts: {
    name: { column: 'c.search_text' },
    customer: { column: 'c.customer_key' },
  },
  filters: {
    q: search,
    state: (query, value: ContactState) => void query.whereRaw(`${state} = ?`, [value]),
    customer: (query, number) => void query.where('c.customer_key', identifierKey(number)),
  },
});

export type ContactMore = {
  version: number;
  phone: string | null;
  own: boolean;
  identityId: string | null;
  locale: 'es' | 'pt' | 'en' | null;
  logins: string[];
  hasPassword: boolean;
  hasFactor: boolean;
};

/** A contact with what a list has no room for. */
export const findContact = (db: Db, reach: Reach, id: string) =>
  contactRecords.find<ContactMore>(db, reach, id, (query) =>
    query.select(
      { version: 'c.version', phone: 'c.phone', own: 'c.own', identityId: 'c.identity_id' },
      { locale: 'i.locale' },
      db.raw(`${loginsOf} as logins, i.password_hash is not null as "hasPassword", exists (
        select from second_factors f
        where f.tenant_id = i.tenant_id and f.identity_id = i.id and f.confirmed_at is not null) as "hasFactor"`),
    ),
  );
