import type { DraftState } from '#contract/order-entry-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { jsonbOf } from '../../http/text.ts';
import { lateSince } from '../../records/erp-tasks.ts';
import type { PricedLine, TypedLine } from './resolve.ts';

/**
 * Whose drafts somebody may see: a customer's, or one contact's of it; of all companies, or of these; for all ship-to
 * addresses, or for these, besides those of an author that go nowhere yet.
 */
export type DraftReach = {
  customerId: string;
  contactId: string | null;
  companyIds: readonly string[] | null;
  addressIds: readonly string[] | null;
  authorId: string | null;
};

/** All drafts of a customer. */
export const allDraftsOf = (customerId: string): DraftReach => ({
  customerId,
  contactId: null,
  companyIds: null,
  addressIds: null,
  authorId: null,
});

export type DraftRecord = {
  id: string;
  version: number;
  headVersion: number;
  state: DraftState;
  title: string | null;
  companyId: string;
  companyCode: string;
  companyName: string;
  contactId: string;
  author: string;
  purchaseOrder: string | null;
  addressId: string | null;
  shipTo: string | null;
  requestedDate: string | null;
  note: string | null;
  currency: string;
  updatedAt: string;
  submittedAt: string | null;
  captureNumber: string | null;
  taskId: string | null;
  heldUntil: string | null;
  waitingSince: string | null;
  orderId: string | null;
  orderNumber: string | null;
  customerId: string;
  askedAt: string | null;
  askedBy: string | null;
  returned: { by: string; comment: string | null } | null;
  rejection: { code: string | null; text: Record<string, string> | null } | null;
};

/** A line with what it came to when it was shown last. */
export type KeptLine = TypedLine & { shown: { priced: PricedLine | null; faulty: boolean } | null };

/** Of a line that stays as it is: where it stands, since when, and what it came to. */
export type OtherLine = Pick<KeptLine, 'id' | 'version' | 'position' | 'shown'>;

const columns = `d.id, d.version, d.head_version as "headVersion", d.state, d.title, d.company_id as "companyId",
  c.code as "companyCode", c.legal_name as "companyName", d.contact_id as "contactId", p.name as author,
  d.purchase_order as "purchaseOrder", d.address_id as "addressId", a.code as "shipTo",
  d.requested_date as "requestedDate", d.note, d.currency, d.updated_at as "updatedAt",
  d.submitted_at as "submittedAt", d.capture_number as "captureNumber", d.task_id as "taskId",
  case when x.state = 'held' and x.due_at > now() then x.due_at end as "heldUntil",
  ${lateSince} as "waitingSince", d.order_id as "orderId",
  case when d.state = 'accepted' then o.number end as "orderNumber", d.rejection,
  d.customer_id as "customerId", d.asked_at as "askedAt", d.asked_by as "askedBy", d.returned`;
const tables = `order_drafts d
  join companies c on c.tenant_id = d.tenant_id and c.id = d.company_id
  join contacts p on p.tenant_id = d.tenant_id and p.id = d.contact_id
  left join addresses a on a.tenant_id = d.tenant_id and a.id = d.address_id
  left join orders o on o.tenant_id = d.tenant_id and o.id = d.order_id
  left join erp_tasks x on x.tenant_id = d.tenant_id and x.id = d.task_id`;
const within = `d.customer_id = :customerId and (cast(:contactId as uuid) is null or d.contact_id = :contactId)
  and (cast(:companyIds as uuid[]) is null or d.company_id = any(cast(:companyIds as uuid[])))
  and (cast(:addressIds as uuid[]) is null or d.address_id = any(cast(:addressIds as uuid[]))
    or (d.address_id is null and d.contact_id = cast(:authorId as uuid)))
  and d.state <> 'discarded'`;

/** Statements of drafts and their lines. */
export function createDraftQueries(db: Db) {
  return {
    find: async (reach: DraftReach, id: string): Promise<DraftRecord | null> =>
      (
        await rowsOf<DraftRecord>(
          db,
          `select ${columns} from ${tables} where d.id = :id and ${within}`,
          { ...reach, id },
          { name: 'draft' },
        )
      )[0] ?? null,

    /** Keeps a draft from being changed by others meanwhile. @returns whether it is there */
    hold: async (reach: DraftReach, id: string): Promise<boolean> =>
      (
        await rowsOf(
          db,
          `select 1 from order_drafts d where d.id = :id and ${within} for update`,
          { ...reach, id },
          { name: 'draft held' },
        )
      ).length > 0,

    list: (
      reach: DraftReach,
      asked: { state?: DraftState | undefined; limit: number; after: [string, string] | null },
    ): Promise<(DraftRecord & { total: string; count: number })[]> =>
      rowsOf(
        db,
        `select ${columns}, l.total, l.count from ${tables}
         cross join lateral (
           select count(*)::int as count,
             coalesce(sum(cast(shown #>> '{priced,amount}' as numeric)), 0)::text as total
           from order_draft_lines l where l.tenant_id = d.tenant_id and l.draft_id = d.id
         ) l
         where ${within} and (cast(:state as text) is null or d.state = :state)
           and (cast(:at as timestamptz) is null or (d.updated_at, d.id) < (cast(:at as timestamptz), cast(:afterId as uuid)))
         order by d.updated_at desc, d.id desc limit :limit`,
        {
          ...reach,
          state: asked.state ?? null,
          at: asked.after?.[0] ?? null,
          afterId: asked.after?.[1] ?? null,
          limit: asked.limit,
        },
      ),

    /** How many drafts within reach are still to be sent. */
    count: async (reach: DraftReach): Promise<number> =>
      (
        await rowOf<{ count: number }>(
          db,
          `select count(*)::int as count from order_drafts d where ${within} and d.state = 'draft'`,
          reach,
        )
      ).count,

    insert: async (draft: Record<string, unknown>): Promise<string> => {
      const [row] = await db('order_drafts').insert(draft).returning<{ id: string }[]>('id');
      return row!.id;
    },

    /** Changes a draft. @returns when, as it is kept */
    change: async (id: string, change: Record<string, unknown>): Promise<string> => {
      const [row] = await db('order_drafts')
        .where({ id })
        .update({ updated_at: db.raw(`date_trunc('milliseconds', clock_timestamp())`), ...change })
        .returning<{ updatedAt: string }[]>('updated_at as updatedAt');
      return row!.updatedAt;
    },

    lines: (draftId: string): Promise<KeptLine[]> =>
      rowsOf<KeptLine>(
        db,
        `select id, version, position, material, material_id as "materialId", quantity, unit,
           requested_date as "requestedDate", note, shown
         from order_draft_lines where draft_id = ? order by position, id`,
        [draftId],
      ),

    /** What of the lines a change to some of them needs of the others. */
    // In one value: five hundred rows take the driver longer than all else that a change does.
    otherLines: async (draftId: string): Promise<OtherLine[]> => {
      const { lines } = await rowOf<{ lines: [string, number, number, OtherLine['shown']][] }>(
        db,
        `select coalesce(json_agg(json_build_array(id, version, position, shown) order by position, id), '[]') as lines
         from order_draft_lines where draft_id = ?`,
        [draftId],
        { name: 'other lines of a draft' },
      );
      return lines.map(([id, version, position, shown]) => ({ id, version, position, shown }));
    },

    /** Writes lines, whether they were there or not, with what they came to where that is known. */
    writeLines: (
      tenantId: string,
      draftId: string,
      lines: readonly (TypedLine & Partial<Pick<KeptLine, 'shown'>>)[],
    ) =>
      db.raw(
        `insert into order_draft_lines (tenant_id, draft_id, id, version, position, material, material_id, quantity,
           unit, requested_date, note, shown)
         select ?, ?, r.* from jsonb_to_recordset(cast(? as jsonb)) as r(id uuid, version integer, position integer,
           material text, "materialId" uuid, quantity text, unit text, "requestedDate" date, note text, shown jsonb)
         on conflict (tenant_id, draft_id, id) do update set version = excluded.version, position = excluded.position,
           material = excluded.material, material_id = excluded.material_id, quantity = excluded.quantity,
           unit = excluded.unit, requested_date = excluded.requested_date, note = excluded.note,
           shown = excluded.shown`,
        [tenantId, draftId, jsonbOf(lines)],
      ),

    /** Keeps what lines came to. */
    show: (draftId: string, shown: readonly { id: string; shown: KeptLine['shown'] }[]) =>
      db.raw(
        `update order_draft_lines l set shown = r.shown
         from jsonb_to_recordset(cast(? as jsonb)) as r(id uuid, shown jsonb)
         where l.draft_id = ? and l.id = r.id`,
        [jsonbOf(shown), draftId],
      ),

    removeLines: (draftId: string, ids: readonly string[]) =>
      db('order_draft_lines').where({ draft_id: draftId }).whereIn('id', ids).delete(),

    /** The companies that sell to a customer, or all where the ERP has not said. */
    companies: ({
      customerId,
      companyIds,
    }: Pick<DraftReach, 'customerId' | 'companyIds'>): Promise<
      { id: string; code: string; name: string; currency: string }[]
    > =>
      rowsOf(
        db,
        `select c.id, c.code, c.legal_name as name, coalesce(l.currency, c.currency) as currency
         from companies c
         left join customer_companies l on l.tenant_id = c.tenant_id and l.company_id = c.id and l.customer_id = :customerId
         where c.deleted_at is null and (cast(:companyIds as uuid[]) is null or c.id = any(cast(:companyIds as uuid[])))
           and (l.company_id is not null
             or not exists (select from customer_companies o where o.tenant_id = c.tenant_id and o.customer_id = :customerId))
         order by c.code`,
        { customerId, companyIds },
      ),

    /** Where orders of a customer may go, of those that are still there. */
    addresses: ({
      customerId,
      addressIds,
    }: Pick<DraftReach, 'customerId' | 'addressIds'>): Promise<
      { id: string; code: string; codeKey: string; name: string | null; place: string | null }[]
    > =>
      rowsOf(
        db,
        `select id, code, code_key as "codeKey", name,
           nullif(concat_ws(', ', street, city, state), '') as place
         from addresses where customer_id = :customerId and deleted_at is null
           and (cast(:addressIds as uuid[]) is null or id = any(cast(:addressIds as uuid[]))) order by code`,
        { customerId, addressIds },
      ),

    customer: async (
      customerId: string,
    ): Promise<{ purchaseOrderRequired: boolean; blocked: boolean }> =>
      (
        await rowsOf<{ purchaseOrderRequired: boolean; blocked: boolean }>(
          db,
          `select purchase_order_required as "purchaseOrderRequired", order_blocked as blocked
           from customers where id = ?`,
          [customerId],
        )
      )[0]!,

    threshold: async (): Promise<string> =>
      (
        await rowsOf<{ threshold: string }>(
          db,
          `select stock_threshold as threshold from tenants where id = current_setting('app.tenant_id')::uuid`,
        )
      )[0]!.threshold,
  };
}

/** Deletes drafts nobody has touched for so long; of what was sent the order itself remains. */
export const sweepDrafts = async (db: Db, days: number): Promise<void> => {
  await db('order_drafts')
    .whereRaw(
      `state in ('draft', 'discarded', 'rejected') and updated_at < now() - make_interval(days => ?)`,
      [days],
    )
    .delete();
};
