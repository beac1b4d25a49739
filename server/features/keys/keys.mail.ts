import { keyWarningDays } from '#contract/settings-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import type { ComposedMail, Composer } from '../../output/mail.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { placeOn, senderOf, staffWhoMay, type StaffMailbox } from '../../records/sender.ts';
import { staffLetter, type StaffMailDeps } from '../../output/staff-letter.ts';

/** People who look after keys and can be written to. */
const owners = (db: Db): Promise<StaffMailbox[]> => staffWhoMay(db, 'keys.manage');

/**
 * Tells the owners of keys that end soon, once of each key: 14 days before, or half its life before where that is less.
 * A key that another takes the place of is known to end. Where nobody can be told yet, it is told later.
 */
export async function warnOwners(db: Db): Promise<void> {
  const people = await owners(db);
  if (people.length === 0) return;
  const due = await rowsOf<{ id: string; tenantId: string }>(
    db,
    `update api_keys set warned_at = now()
     where warned_at is null and revoked_at is null and replaced_by is null and expires_at > now()
       and expires_at - least(interval '${keyWarningDays} days', (expires_at - created_at) / 2) <= now()
     returning id, tenant_id as "tenantId"`,
  );
  for (const { id, tenantId } of due)
    for (const { identityId } of people)
      await enqueueMail(db, tenantId, {
        kind: 'key_ending',
        data: { keyId: id, identityId },
        lifeMinutes: 3 * 24 * 60,
      });
}

type Key = { name: string; prefix: string; expiresAt: string; lastUsedAt: string | null };

/** A key whose owners have a reason to be told. */
async function endingKey(db: Db, id: string): Promise<Key | undefined> {
  return db('api_keys')
    .where({ id })
    .whereNull('revoked_at')
    .whereNull('replaced_by')
    .where('expires_at', '>', db.fn.now())
    .first<Key | undefined>({
      name: 'name',
      prefix: 'prefix',
      expiresAt: 'expires_at',
      lastUsedAt: 'last_used_at',
    });
}

/** The warning that a key ends soon. */
export function createKeyMails(
  deps: StaffMailDeps & { inScope: InScope },
): Record<string, Composer> {
  const compose = async (
    db: Db,
    tenantId: string,
    { keyId, identityId }: { keyId: string; identityId: string },
  ): Promise<ComposedMail | null> => {
    const key = await endingKey(db, keyId);
    const person = (await owners(db)).find((one) => one.identityId === identityId);
    if (!key || !person) return null;
    const sender = await senderOf(db, tenantId);
    return staffLetter(deps, sender, person, ({ t, moment }) => ({
      subject: t('mail.key.subject', { name: key.name }),
      lead: t('mail.key.lead', { brand: sender.name }),
      facts: [
        [t('mail.key.name'), key.name],
        [t('mail.key.prefix'), `pk_${key.prefix}`],
        [t('mail.key.ends'), moment(key.expiresAt)],
        [
          t('mail.key.last_used'),
          key.lastUsedAt ? moment(key.lastUsedAt) : t('mail.key.never_used'),
        ],
      ],
      todo: t('mail.key.do'),
      action: {
        label: t('mail.key.action'),
        to: (pageUrl) => placeOn(pageUrl, { section: 'settings' }),
      },
    }));
  };
  return {
    key_ending: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, (db) =>
        compose(db, tenantId, data as { keyId: string; identityId: string }),
      ),
  };
}
