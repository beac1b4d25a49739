import type { PermissionProfile } from '#contract/contacts';
import { identifierKey } from '#contract/identifiers';
import { profiles, timeBoxedProfiles, type Profile } from '#contract/permissions';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import type { StoredGrant } from '../../../http/grants.ts';
import type { Texts } from '../../../output/texts.ts';
import { note, type Actor } from '../account.verbs.ts';
import { starterNames } from './profile-names.ts';

type Body = Pick<PermissionProfile, 'grants' | 'timeBoxed'> & { name: string };

const starters: PermissionProfile[] = Object.entries(profiles).map(([id, permissions]) => ({
  id,
  name: null,
  own: false,
  version: 1,
  timeBoxed: timeBoxedProfiles.includes(id as Profile),
  grants: permissions.map((permission) => ({ permission, scope: 'customer' })),
}));

const own = (db: Db) =>
  db('permission_profiles').select<Omit<PermissionProfile, 'own'>[]>({
    id: 'id',
    name: 'name',
    version: 'version',
    grants: 'grants',
    timeBoxed: 'time_boxed',
  });

/** Starter profiles, then those of the tenant by name. */
export const allProfiles = async (db: Db): Promise<PermissionProfile[]> => [
  ...starters,
  ...(await own(db).orderBy('name_key')).map((profile) => ({ ...profile, own: true })),
];

/** The same, and of those of the tenant how many contacts were given each. */
export async function countedProfiles(db: Db): Promise<PermissionProfile[]> {
  const all = await allProfiles(db);
  const counts = await db('contacts')
    .whereNull('deleted_at')
    .whereIn(
      'profile',
      all.filter((one) => one.own).map(({ id }) => id),
    )
    .groupBy('profile')
    .select<{ id: string; users: string }[]>({ id: 'profile' }, db.raw('count(*) as users'));
  const users = new Map(counts.map((one) => [one.id, Number(one.users)]));
  return all.map((one) => (one.own ? { ...one, users: users.get(one.id) ?? 0 } : one));
}

/** What a profile and a contact's grants are compared by. */
const formOf = (grants: readonly { permission: string; scope: string }[]): string =>
  grants
    .map(({ permission, scope }) => `${permission}:${scope}`)
    .toSorted()
    .join(' ');

/**
 * The profile that grants are those of: the one that was chosen, else the first that has them; null where they are of
 * nobody's but this contact's. The last day a grant holds makes no difference, a limit to companies, to addresses or to
 * an amount does.
 */
export function profileOf(
  all: readonly PermissionProfile[],
  { grants, chosen }: { grants: readonly StoredGrant[]; chosen: string | null },
): { id: string; name: string | null } | null {
  const isLimited = ({ companyIds, addressIds, limit }: StoredGrant) =>
    companyIds.length > 0 || addressIds.length > 0 || limit;
  if (grants.length === 0 || grants.some(isLimited)) return null;
  const form = formOf(grants);
  const same = all.filter((profile) => formOf(profile.grants) === form);
  const found = same.find(({ id }) => id === chosen) ?? same[0];
  return found ? { id: found.id, name: found.name } : null;
}

/** Saves under a name that is there once: of two that do so together one is told. */
async function named<T>(save: () => PromiseLike<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    throw (error as { code?: string }).code === '23505' ? new AppError('name_taken') : error;
  }
}

const rowOf = ({ name, grants, timeBoxed }: Body) => ({
  name,
  name_key: identifierKey(name),
  grants: JSON.stringify(grants),
  time_boxed: timeBoxed,
});

const shown = async (db: Db, id: string): Promise<PermissionProfile> => {
  const profile = await own(db).where({ id }).first();
  if (!profile) throw new AppError('not_found');
  return { ...profile, own: true };
};

/** @throws AppError `name_taken` where a starter profile goes by the name, in whichever language */
async function holdName(db: Db, texts: Texts, { tenantId }: Actor, name: string): Promise<void> {
  const starters = await starterNames(db, texts, tenantId);
  if (starters.has(identifierKey(name))) throw new AppError('name_taken');
}

/** @throws AppError `name_taken` */
export async function addProfile(
  db: Db,
  texts: Texts,
  actor: Actor,
  body: Body,
): Promise<PermissionProfile> {
  await holdName(db, texts, actor, body.name);
  const [made] = await named(() =>
    db('permission_profiles')
      .insert({ tenant_id: actor.tenantId, ...rowOf(body) })
      .returning<{ id: string }[]>('id'),
  );
  await note(db, actor, 'permission_profile.saved', made!.id, { after: body });
  return shown(db, made!.id);
}

/** @throws AppError `not_found`, `record_changed`, `name_taken` */
export async function changeProfile(
  db: Db,
  texts: Texts,
  actor: Actor,
  id: string,
  { version, ...body }: Body & { version: number },
): Promise<PermissionProfile> {
  await db('permission_profiles').where({ id }).forUpdate().first('id');
  const before = await shown(db, id);
  if (before.version !== version) throw new AppError('record_changed', { current: before });
  await holdName(db, texts, actor, body.name);
  await named(() =>
    db('permission_profiles')
      .where({ id })
      .update({ ...rowOf(body), version: version + 1 }),
  );
  await note(db, actor, 'permission_profile.saved', id, {
    before: { name: before.name, grants: before.grants, timeBoxed: before.timeBoxed },
    after: body,
  });
  return shown(db, id);
}

/** @throws AppError `not_found` */
export async function deleteProfile(db: Db, actor: Actor, id: string): Promise<void> {
  const { name, grants } = await shown(db, id);
  await db('permission_profiles').where({ id }).delete();
  await note(db, actor, 'permission_profile.deleted', id, { before: { name, grants } });
}
