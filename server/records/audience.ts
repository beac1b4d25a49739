import type { Db } from '../db/scope.ts';
import type { Caller } from '../http/caller.ts';

/**
 * Lets the rest of a transaction see what is internal to the company. Without it the wall of the table
 * hides them (migrations 0045 and 0056), so a statement that forgets who asks shows a customer nothing.
 */
export async function openInternal(db: Db): Promise<void> {
  await db.raw(`select set_config('app.audience', 'company', true)`);
}

/** The same where staff asks for itself; staff that looks at what a contact sees is that contact. */
export async function openFor(db: Db, caller: Caller): Promise<void> {
  if (caller.kind === 'staff') await openInternal(db);
}
