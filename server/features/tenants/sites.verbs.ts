import type { Sites } from '#contract/settings';
import { mostOrigins } from '#contract/settings-words';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { note, type SettingsActor } from './settings.actor.ts';
import { holdStored, readStored, updateTenant, type TenantView } from './tenant.store.ts';

type Stored = Pick<TenantView, 'origins' | 'page'>;

/** The sites of a tenant as they stand. */
export type SitesView = Omit<Sites, 'server' | 'api'>;

export async function readSites(db: Db, tenantId: string): Promise<SitesView> {
  const { origins, hosts, page, versions } = await readStored(db, { id: tenantId });
  return { version: versions.sites, origins, hosts, page };
}

/** @throws AppError `limit_reached` */
function holdCount(origins: readonly string[]): void {
  if (origins.length > mostOrigins) throw new AppError('limit_reached');
}

/** @throws AppError `not_found` where one is not listed */
function holdListed({ origins }: Stored, named: readonly string[]): void {
  if (named.some((one) => !origins.includes(one))) throw new AppError('not_found');
}

/** @throws AppError `site_of_mails` where links in mails lead to a page on one of them */
function holdPage({ page }: Stored, removed: readonly string[]): void {
  if (page && removed.includes(new URL(page).origin)) throw new AppError('site_of_mails');
}

/** Lets sites embed the portal, besides those that may. Those that do already are no change. */
export async function addSites(
  db: Db,
  actor: SettingsActor,
  added: readonly string[],
): Promise<SitesView> {
  const stored = await holdStored(db, { id: actor.tenantId });
  const news = [...new Set(added)].filter((one) => !stored.origins.includes(one));
  const origins = [...stored.origins, ...news];
  holdCount(origins);
  // The first site that there is becomes the one mails lead to.
  if (news.length > 0) await updateTenant(db, stored, { origins });
  for (const one of news) await note(db, actor, 'site.added', one);
  return readSites(db, actor.tenantId);
}

/**
 * Lets sites embed the portal no longer.
 * @param standsOn the site that the actor is on, which would lock it out
 */
export async function removeSites(
  db: Db,
  actor: SettingsActor,
  { removed, standsOn }: { removed: readonly string[]; standsOn?: string },
): Promise<SitesView> {
  const stored = await holdStored(db, { id: actor.tenantId });
  holdListed(stored, removed);
  if (standsOn && removed.includes(standsOn)) throw new AppError('own_site');
  holdPage(stored, removed);
  const origins = stored.origins.filter((one) => !removed.includes(one));
  await updateTenant(db, stored, { origins });
  for (const one of removed) await note(db, actor, 'site.removed', one);
  return readSites(db, actor.tenantId);
}

/** Names the page that links in mails lead to. */
export async function setPage(
  db: Db,
  actor: SettingsActor,
  { version, page }: { version: number; page: string },
): Promise<SitesView> {
  const stored = await holdStored(db, { id: actor.tenantId });
  if (stored.versions.sites !== version)
    throw new AppError('record_changed', { current: await readSites(db, actor.tenantId) });
  if (!stored.origins.includes(new URL(page).origin)) throw new AppError('page_elsewhere');
  await updateTenant(db, stored, { page });
  await note(db, actor, 'settings.changed', 'page', {
    before: { page: stored.page },
    after: { page },
  });
  return readSites(db, actor.tenantId);
}
