import { z } from 'zod';
import type { Activity } from '#contract/contacts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { createCursorForm } from '../../http/cursor.ts';
import { actorKindOf, changesIn, originOf } from '../../records/audit-rows.ts';
import type { Page } from '../../records/records.ts';

type Row = {
  id: string;
  at: string;
  event: string;
  kind: string;
  name: string | null;
  actorId: string | null;
  detail: Record<string, unknown>;
  ip: string | null;
  userAgent: string | null;
};

const form = createCursorForm(z.tuple([z.string().regex(/^\d{1,19}$/)]));
/** What was done to an account or a contact: spelled as its index is. */
export const ofAccess = `(a.event like 'account.%' or a.event like 'contact.%')`;

/** Whose history: which rows are of it, by the names of their bindings, and who it is. */
export type History = {
  which: readonly string[];
  bindings: Readonly<Record<string, string | null>>;
  identityId: string | null;
  /** Whether a customer reads it: why people of the company did something, and from where, is theirs. */
  forCustomer?: boolean;
};

/** What somebody did, and what was done to its access, the newest first. */
export async function readActivity(
  db: Db,
  history: History,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<Page<Activity>> {
  const after = cursor ? form.read(cursor)[0] : null;
  const rows = await read(db, history, limit + 1, after);
  const items = rows.slice(0, limit);
  return {
    items: items.map((row) => toActivity(row, history)),
    nextCursor: rows.length > limit ? form.write([items.at(-1)!.id]) : null,
  };
}

async function read(
  db: Db,
  { which, bindings }: History,
  limit: number,
  after: string | null,
): Promise<Row[]> {
  const behind = after === null ? '' : 'and a.id < :after';
  const part = (one: string) =>
    `(select a.* from audit_events a where ${one} ${behind} order by a.id desc limit :limit)`;
  return rowsOf<Row>(
    db,
    `select a.id::text, a.at, a.event, a.actor_kind as kind, i.name, a.actor_id as "actorId", a.detail, a.ip,
       a.user_agent as "userAgent"
     from (${which.map(part).join(' union ')}) a
     left join identities i on i.tenant_id = a.tenant_id and i.id = a.actor_id
     order by a.id desc limit :limit`,
    { ...bindings, limit, ...(after !== null && { after }) },
  );
}

/** What people of the company tell each other in an entry. */
const internal = ['reason'];

function toActivity(row: Row, { identityId, forCustomer }: History): Activity {
  const activity = activityOf(row, identityId);
  if (!forCustomer || row.kind === 'contact') return activity;
  return {
    ...activity,
    ...originOf(null, null),
    changes: activity.changes.filter(({ field }) => !internal.includes(field)),
  };
}

const activityOf = (row: Row, identityId: string | null): Activity => ({
  id: row.id,
  at: row.at,
  event: row.event,
  by: {
    kind: actorKindOf(row.kind),
    name: row.name,
    self: row.actorId !== null && row.actorId === identityId,
  },
  ...originOf(row.ip, row.userAgent),
  changes: changesIn(row.detail),
});
