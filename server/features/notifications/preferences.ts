import type { NotificationPreferences } from '#contract/notifications';
import { planOf, type MailCadence, type NotificationType } from '#contract/notification-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { jsonbOf } from '../../http/text.ts';
import { choiceOf, typesOpenTo, type Choice } from './people.ts';
import type { Ended } from './unsubscribe.ts';

type Change = { type: NotificationType; mail?: MailCadence; inbox?: boolean; locked?: boolean };
type Kept = {
  chosen: Partial<Record<NotificationType, Choice>>;
  timeZone: string;
  ownZone: boolean;
};

const keptOf = (db: Db, contactId: string): Promise<Kept> =>
  rowOf<Kept>(
    db,
    `select (select coalesce(jsonb_object_agg(p.type, jsonb_build_object('mail', p.mail, 'inbox', p.inbox, 'locked', p.locked)), '{}')
       from notification_preferences p where p.contact_id = c.id) as chosen,
       coalesce(r.time_zone, t.time_zone) as "timeZone", r.time_zone is not null as "ownZone"
     from contacts c join tenants t on t.id = c.tenant_id
     left join notification_readers r on r.tenant_id = c.tenant_id and r.contact_id = c.id
     where c.id = ?`,
    [contactId],
  );

/** How a contact hears of each type it may hear of. @param holds whether it holds a permission */
export async function preferencesOf(
  db: Db,
  contactId: string,
  holds: (permission: string) => boolean,
): Promise<NotificationPreferences> {
  const { chosen, timeZone } = await keptOf(db, contactId);
  return {
    timeZone,
    items: typesOpenTo(holds).map((type) => {
      const { group, legal = false, digest } = planOf(type);
      return { type, group, legal, digest, ...choiceOf(chosen, type) };
    }),
  };
}

/**
 * Takes over choices; what is not named stays.
 * @param asStaff whether the company chooses, which may keep a type on
 * @returns what was changed, by type; what stayed as it was is not in it
 * @throws AppError `notification_locked` where a type that is kept on is to be switched off, `not_found` of a type
 *   that the contact may not hear of
 */
export async function changePreferences(
  db: Db,
  contactId: string,
  holds: (permission: string) => boolean,
  changes: readonly Change[],
  asStaff: boolean,
): Promise<Record<string, { before: Choice; after: Choice }>> {
  const { chosen } = await keptOf(db, contactId);
  const open = typesOpenTo(holds);
  const changed: Record<string, { before: Choice; after: Choice }> = {};
  for (const { type, ...change } of changes) {
    if (!open.includes(type)) throw new AppError('not_found');
    const before = choiceOf(chosen, type);
    const after = { ...before, ...change };
    if (isSame(before, after)) continue;
    holdChoice(type, before, after, asStaff);
    changed[type] = { before, after };
  }
  await keep(db, contactId, changed);
  return changed;
}

const isSame = (a: Choice, b: Choice): boolean =>
  a.mail === b.mail && a.inbox === b.inbox && a.locked === b.locked;

/** @throws AppError `notification_locked`, `invalid_input` */
function holdChoice(type: NotificationType, before: Choice, after: Choice, asStaff: boolean): void {
  const { legal, digest } = planOf(type);
  if (legal) throw new AppError('notification_locked');
  if (!digest && (after.mail === 'daily' || after.mail === 'weekly'))
    throw new AppError('invalid_input', {
      errors: [{ path: `body.items.${type}`, rule: 'not_allowed' }],
    });
  // How often a mail comes stays the contact's own.
  const takesAway =
    (before.mail !== 'off' && after.mail === 'off') || (before.inbox && !after.inbox);
  if (before.locked && !asStaff && takesAway) throw new AppError('notification_locked');
}

async function keep(
  db: Db,
  contactId: string,
  changed: Record<string, { after: Choice }>,
): Promise<void> {
  const rows = Object.entries(changed).map(([type, { after }]) => ({ type, ...after }));
  if (rows.length === 0) return;
  await db.raw(
    `insert into notification_preferences (tenant_id, contact_id, type, mail, inbox, locked)
     select current_setting('app.tenant_id')::uuid, :contactId, r.type, r.mail, r.inbox, r.locked
     from jsonb_to_recordset(cast(:rows as jsonb)) as r(type text, mail text, inbox boolean, locked boolean)
     on conflict (tenant_id, contact_id, type) do update set mail = excluded.mail, inbox = excluded.inbox,
       locked = excluded.locked, mail_before = null`,
    { contactId, rows: jsonbOf(rows) },
  );
}

/** Says whose clock the summaries of a contact follow. */
export const setTimeZone = (db: Db, contactId: string, timeZone: string): Promise<unknown> =>
  db.raw(
    `insert into notification_readers (tenant_id, contact_id, time_zone)
     values (current_setting('app.tenant_id')::uuid, :contactId, :timeZone)
     on conflict (tenant_id, contact_id) do update set time_zone = excluded.time_zone`,
    { contactId, timeZone },
  );

/** What is ended by a link: of a type that is kept on nothing. @returns the types whose mails ended */
export async function endMails(
  db: Db,
  contactId: string,
  ended: Ended,
): Promise<NotificationType[]> {
  const { chosen } = await keptOf(db, contactId);
  const types = typesEndedBy(ended).filter((type) => {
    const { mail, locked } = choiceOf(chosen, type);
    return !locked && mail !== 'off' && (ended !== 'digest' || mail !== 'now');
  });
  for (const type of types) {
    const { mail, inbox } = choiceOf(chosen, type);
    await db.raw(
      `insert into notification_preferences (tenant_id, contact_id, type, mail, inbox, mail_before)
       values (current_setting('app.tenant_id')::uuid, :contactId, :type, 'off', :inbox, :mail)
       on conflict (tenant_id, contact_id, type) do update set mail = 'off', mail_before = excluded.mail_before`,
      { contactId, type, inbox, mail },
    );
  }
  return types;
}

/** Takes back what a link ended. @returns the types whose mails come again */
export async function resumeMails(
  db: Db,
  contactId: string,
  ended: Ended,
): Promise<NotificationType[]> {
  const rows = await rowsOf<{ type: NotificationType }>(
    db,
    `update notification_preferences set mail = mail_before, mail_before = null
     where contact_id = ? and mail = 'off' and mail_before is not null and type = any(cast(? as text[]))
     returning type`,
    [contactId, typesEndedBy(ended)],
  );
  return rows.map(({ type }) => type);
}

const typesEndedBy = (ended: Ended): NotificationType[] =>
  ended === 'digest'
    ? typesOpenTo(() => true).filter((type) => planOf(type).digest)
    : planOf(ended).legal
      ? []
      : [ended];
