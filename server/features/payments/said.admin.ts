import { identifierKey } from '#contract/identifiers';
import type { DisputeReason } from '#contract/promise-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { openNow } from '../../records/on-its-way.ts';

/** A document of the ledger, and a contact of its customer, both by the ids of the ERP; ISO with offset. */
type OperatorSaid = { contact: string; company: string; document: string; at: string };

/** A promise as the operator hands it over. */
export type OperatorPromise = OperatorSaid & { date: string; note?: string };
/** A dispute as the operator hands it over, with the answer of a person of staff by its name. */
export type OperatorDispute = OperatorSaid & {
  reason: DisputeReason;
  text: string;
  answered?: { by: string; decision: 'accepted' | 'refused'; answer: string; at: string };
};

type Document = {
  tenantId: string;
  itemId: string;
  customerId: string;
  companyId: string;
  contactId: string;
  open: string;
  currency: string;
};

/** What customers said of what they owe, as where another system is left: nobody is told of it. */
export function createSaidAdmin(deps: {
  inScope: InScope;
  findTenant(slug: string): Promise<{ id: string } | null>;
}) {
  const add = async (
    slug: string,
    table: 'payment_promises' | 'payment_disputes',
    said: OperatorSaid,
    more: (db: Db, open: Document) => Promise<Record<string, unknown>>,
  ): Promise<boolean> => {
    const tenant = await deps.findTenant(slug);
    if (!tenant) throw new Error(`There is no tenant ${slug}`);
    return deps.inScope({ tenantId: tenant.id }, async (db) => {
      const document = await documentOf(db, said);
      const known = document && (await db(table).where({ item_id: document.itemId }).first('id'));
      if (!document || known) return false;
      await db(table).insert({
        tenant_id: document.tenantId,
        item_id: document.itemId,
        customer_id: document.customerId,
        company_id: document.companyId,
        contact_id: document.contactId,
        amount: document.open,
        currency: document.currency,
        at: said.at,
        ...(await more(db, document)),
      });
      return true;
    });
  };
  return {
    /** Adds a promise, unless there is one of that document, or nothing of it is open. @returns whether it was added */
    addPromise: (slug: string, { date, note, ...said }: OperatorPromise): Promise<boolean> =>
      add(slug, 'payment_promises', said, (_db, { open }) =>
        Promise.resolve({ promised_on: date, note: note ?? null, open_at: open }),
      ),

    /** Adds a dispute, unless there is one of that document, or nothing of it is open. @returns whether it was added */
    addDispute: (slug: string, { reason, text, answered, ...said }: OperatorDispute) =>
      add(slug, 'payment_disputes', said, async (db) => ({
        reason,
        text,
        ...(answered && {
          state: answered.decision,
          answer: answered.answer,
          decided_by: await staffOf(db, answered.by),
          decided_at: answered.at,
        }),
      })),
  };
}

/** What is open of a document of a contact's customer; undefined where nothing is. */
const documentOf = async (
  db: Db,
  { contact, company, document }: OperatorSaid,
): Promise<Document | undefined> =>
  (
    await rowsOf<Document>(
      db,
      `select s.* from (
         select y.tenant_id as "tenantId", oi.id as "itemId", y.customer_id as "customerId", co.id as "companyId",
           y.id as "contactId", v.currency,
           (select ${openNow('x')}::text from (select oi.tenant_id, oi.id as item_id) x) as open
         from contacts y
         join open_items oi on oi.tenant_id = y.tenant_id and oi.external_id = :document and oi.deleted_at is null
         join companies co on co.tenant_id = oi.tenant_id and co.id = oi.company_id and co.code_key = :company
         join open_item_versions v on v.tenant_id = oi.tenant_id and v.item_id = oi.id and v.superseded_at = 'infinity'
           and v.customer_id = y.customer_id
         where y.external_key = :contact) s
       where s.open::numeric > 0`,
      { contact: identifierKey(contact), company: identifierKey(company), document },
    )
  )[0];

const staffOf = async (db: Db, name: string): Promise<string> =>
  (
    await rowOf<{ id: string }>(
      db,
      `select i.id from staff_users u join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id
       where i.name = ?`,
      [name],
    )
  ).id;
