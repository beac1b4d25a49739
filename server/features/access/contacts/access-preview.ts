import type { contacts } from '#contract/contacts';
import type { Body } from '#contract/endpoint';
import { today } from '#contract/format';
import type { Home } from '#contract/home';
import { contactPermissions } from '#contract/permissions';
import { sectionPermissions, type Section } from '#contract/sections';
import type { Db } from '../../../db/scope.ts';
import { covers, reachOf, type PersonCaller } from '../../../http/caller.ts';
import { customersBelow, nobody } from '../../../http/credentials.ts';
import { grantedBy } from '../../../http/grants.ts';
import { reachOfContacts } from './contacts.policies.ts';
import type { Editor } from './contacts.policies.ts';
import { companiesOf, differenceOf, foundWithin } from './contacts.view.ts';
import { grantsFrom } from './grants-asked.ts';

type Asked = Body<(typeof contacts)['POST /access-previews']>;

const noFigure = { count: null, more: false, asked: null, overdue: null, run: null };

/** The home page of a contact as it would be with other grants: by the same code that answers the contact. */
export async function preview(
  homeOf: (db: Db, caller: PersonCaller) => Promise<Home>,
  db: Db,
  editor: Editor,
  { contact: id, grants: asked }: Asked,
) {
  const { caller } = editor;
  const row = await foundWithin(db, reachOfContacts(caller, 'manage'), id);
  const before = row.grants;
  const after = await grantsFrom(db, editor, row, { before, asked });
  const day = today(caller.tenant.timeZone);
  const granted = grantedBy(after, day);
  const person: PersonCaller = {
    tenant: caller.tenant,
    kind: 'contact',
    sessionId: nobody,
    identityId: row.identityId ?? nobody,
    access: 'full',
    hasFactor: false,
    confirmed: false,
    termsAccepted: true,
    onlyOrigin: null,
    personName: row.name,
    expiresAt: new Date().toISOString(),
    customer: { id: row.customerId, number: row.number, name: row.customerName },
    contactId: row.id,
    ...granted,
    otherCustomerIds: await customersBelow(db, row.customerId, granted),
  };
  const home = await homeOf(db, person);
  const closed = ({ section }: { section: Section }) =>
    !sectionPermissions[section].every(
      (one) => !granted.grants.has(one) || covers(reachOf(caller, one), reachOf(person, one)),
    );
  return {
    number: row.number,
    answer: {
      home: {
        ...home,
        sections: home.sections.map((one) => (closed(one) ? { ...one, ...noFigure } : one)),
      },
      withheld: home.sections.filter(closed).map(({ section }) => section),
      permissions: contactPermissions.filter((one) => granted.grants.has(one)),
      difference: differenceOf(before, after, await companiesOf(db, row, before, after), day),
    },
  };
}
