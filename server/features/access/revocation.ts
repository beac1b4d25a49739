import type { Db } from '../../db/scope.ts';

/**
 * Ends all that a person was given: sessions, open links and known browsers. For what an administrator does
 * and no row tells. What rows tell (a password changed, a person disabled, a contact switched off, moved
 * or deleted, a host's key revoked) triggers take back, whoever writes it: migration 0020.
 */
export const revokeIdentity = (db: Db, identityId: string) =>
  db.raw(`select portico_revoke_identity(current_setting('app.tenant_id')::uuid, ?)`, [identityId]);

/**
 * Names the browser that a change is made in: for the rest of the transaction it stays known.
 * @param tokenHash SHA-256 of its device cookie
 */
export const keepDevice = (db: Db, tokenHash: string) =>
  db.raw(`select set_config('app.device', ?, true)`, [tokenHash]);
