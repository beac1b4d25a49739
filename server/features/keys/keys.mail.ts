import { keyWarningDays } from '#contract/settings-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import type { Block, ComposedMail, Composer } from '../../output/mail.ts';
import type { Texts } from '../../output/texts.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { momentIn, senderOf, type StaffMailbox } from '../../records/sender.ts';

/** People who look after keys and can be written to. */
const owners = (db: Db): Promise<StaffMailbox[]> =>
  rowsOf<StaffMailbox>(
    db,
    `select i.id as "identityId", i.name, i.email as address, i.locale
     from staff_users u join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id
     where u.active and 'keys.manage' = any(u.permissions) and i.disabled_at is null and i.email is not null
     order by i.id`,
  );

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
export function createKeyMails(deps: {
  inScope: InScope;
  texts: Texts;
  defaultFrom: string;
}): Record<string, Composer> {
  const compose = async (
    db: Db,
    tenantId: string,
    { keyId, identityId }: { keyId: string; identityId: string },
  ): Promise<ComposedMail | null> => {
    const key = await endingKey(db, keyId);
    const person = (await owners(db)).find((one) => one.identityId === identityId);
    if (!key || !person) return null;
    const sender = await senderOf(db, tenantId);
    const locale = person.locale ?? sender.locale;
    const t = deps.texts(locale, sender.strings[locale]);
    const at = (instant: string) => momentIn(sender, locale, instant);
    const facts = [
      [t('mail.key.name'), key.name],
      [t('mail.key.prefix'), `pk_${key.prefix}`],
      [t('mail.key.ends'), at(key.expiresAt)],
      [t('mail.key.last_used'), key.lastUsedAt ? at(key.lastUsedAt) : t('mail.key.never_used')],
    ] as const;
    const subject = t('mail.key.subject', { name: key.name });
    const blocks: Block[] = [
      {
        kind: 'paragraph',
        text: t('mail.greeting', { name: person.name.toLocaleUpperCase(locale) }),
      },
      { kind: 'paragraph', text: t('mail.key.lead', { brand: sender.name }) },
      { kind: 'facts', rows: facts.map(([label, value]) => ({ label, value })) },
      { kind: 'paragraph', text: t('mail.key.do') },
      ...(sender.pageUrl
        ? [{ kind: 'action', label: t('mail.key.action'), href: sender.pageUrl } as const]
        : []),
      { kind: 'paragraph', text: t('mail.regards') },
      { kind: 'note', text: t('mail.no_reply') },
    ];
    return {
      to: { name: person.name, address: person.address },
      from: sender.mailFrom ?? { name: sender.name, address: deps.defaultFrom },
      letter: { locale, subject, heading: subject, blocks },
      look: { name: sender.name, theme: sender.theme },
    };
  };
  return {
    key_ending: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, (db) =>
        compose(db, tenantId, data as { keyId: string; identityId: string }),
      ),
  };
}
