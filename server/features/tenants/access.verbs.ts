import type { AccessSettings } from '#contract/settings';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { note, type SettingsActor } from './settings.actor.ts';
import { holdStored, readStored, updateTenant, type StoredTenant } from './tenant.store.ts';

const viewOf = (stored: StoredTenant): AccessSettings => ({
  version: stored.versions.access,
  passwordPolicy: stored.passwordPolicy,
  resetBy: stored.resetBy,
  idleMinutes: stored.sessionIdleMinutes,
  lifeMinutes: stored.sessionLifeMinutes,
});

export const readAccess = async (db: Db, tenantId: string): Promise<AccessSettings> =>
  viewOf(await readStored(db, { id: tenantId }));

/** Replaces how people sign in. @throws AppError `record_changed` */
export async function setAccessSettings(
  db: Db,
  actor: SettingsActor,
  { version, ...after }: AccessSettings,
): Promise<AccessSettings> {
  const stored = await holdStored(db, { id: actor.tenantId });
  const { version: current, ...before } = viewOf(stored);
  if (current !== version) throw new AppError('record_changed', { current: viewOf(stored) });
  await updateTenant(db, stored, {
    passwordPolicy: after.passwordPolicy,
    resetBy: after.resetBy,
    sessionIdleMinutes: after.idleMinutes,
    sessionLifeMinutes: after.lifeMinutes,
  });
  await note(db, actor, 'settings.changed', 'access', { before, after });
  return readAccess(db, actor.tenantId);
}
