import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** Deletes ended sessions, used assertions, old links, and browsers that nobody signed in from for long. */
export async function sweepAccess(db: Db): Promise<void> {
  await endImpersonations(db);
  await db('sessions').where('expires_at', '<', db.fn.now()).delete();
  await db('access_links').whereRaw(`expires_at < now() - interval '30 days'`).delete();
  await db('used_assertions').where('expires_at', '<', db.fn.now()).delete();
  await db('devices').whereRaw(`seen_at < now() - interval '400 days'`).delete();
}

/** Writes down the end of what ended by time: whoever looked at the portal as a contact is named by it. */
const endImpersonations = (db: Db) =>
  rowsOf(
    db,
    `with ended as (
       select id, tenant_id, identity_id, as_contact_id, as_contact_until from sessions
       where as_contact_until < now() for update),
     cleared as (
       update sessions s set as_contact_id = null, as_contact_until = null
       from ended e where s.tenant_id = e.tenant_id and s.id = e.id)
     insert into audit_events (tenant_id, event, actor_kind, actor_id, contact_id, record, detail)
     select tenant_id, 'impersonation.ended', 'staff', identity_id, as_contact_id, as_contact_id,
       jsonb_build_object('by', 'time', 'at', as_contact_until)
     from ended`,
  );
