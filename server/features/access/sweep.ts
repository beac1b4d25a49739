import type { Db } from '../../db/scope.ts';

/** Deletes ended sessions, used assertions, old links, and browsers that nobody signed in from for long. */
export async function sweepAccess(db: Db): Promise<void> {
  await db('sessions').where('expires_at', '<', db.fn.now()).delete();
  await db('access_links').whereRaw(`expires_at < now() - interval '30 days'`).delete();
  await db('used_assertions').where('expires_at', '<', db.fn.now()).delete();
  await db('devices').whereRaw(`seen_at < now() - interval '400 days'`).delete();
}
