import { erpUnawaited, type ErpTaskKind } from '#contract/erp-desk-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import type { ComposedMail, Composer } from '../../output/mail.ts';
import { lateSince } from '../../records/erp-tasks.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { placeOn, senderOf, staffWhoMay } from '../../records/sender.ts';
import { staffLetter, type StaffMailDeps } from '../../output/staff-letter.ts';

const mailKind = 'erp_tasks_late';
/** Hours after which people are told again, where tasks are late still. */
const againHours = 4;

/** Tasks of one kind that wait for the ERP longer than they should. */
type Late = { kind: ErpTaskKind; count: number; since: string };

const lateTasks = (db: Db): Promise<Late[]> =>
  rowsOf<Late>(
    db,
    `select kind, count(*)::int as count, min(since) as since
     from (select x.kind, ${lateSince} as since from erp_tasks x
       where x.state in ('held', 'waiting', 'taken') and x.kind <> all(cast(? as text[]))) x
     where since is not null group by kind order by min(since)`,
    [[...erpUnawaited]],
  );

/**
 * Tells whoever looks after the settings that the ERP does not answer: once when it begins, and again every few hours
 * while it lasts.
 */
export async function tellOfLateTasks(db: Db, tenantId: string): Promise<void> {
  await db('event_due')
    .where({ tenant_id: tenantId, reader: 'late_tasks' })
    .whereRaw('due_at <= now()')
    .delete();
  const late = await lateTasks(db);
  if (late.length === 0) {
    await db('tenants')
      .where({ id: tenantId })
      .whereNotNull('erp_late_told_at')
      .update({ erp_late_told_at: null });
    return;
  }
  const [told] = await rowsOf<{ id: string }>(
    db,
    `update tenants set erp_late_told_at = now()
     where id = ? and coalesce(erp_late_told_at, '-infinity') < now() - make_interval(hours => ${againHours}) returning id`,
    [tenantId],
  );
  await db.raw(
    `insert into event_due (tenant_id, reader, due_at)
     select :tenantId, 'late_tasks', now() + make_interval(hours => ${againHours})
     where not exists (select 1 from event_due where tenant_id = :tenantId and reader = 'late_tasks'
       and due_at > now() + interval '1 hour')`,
    { tenantId },
  );
  if (!told) return;
  for (const { identityId } of await staffWhoMay(db, 'settings.manage'))
    await enqueueMail(db, tenantId, { kind: mailKind, data: { identityId }, lifeMinutes: 60 });
}

/** The mail that tasks wait for the ERP; it counts what waits when it leaves. */
export function createLateMails(
  deps: StaffMailDeps & { inScope: InScope },
): Record<string, Composer> {
  const compose = async (
    db: Db,
    tenantId: string,
    { identityId }: { identityId: string },
  ): Promise<ComposedMail | null> => {
    const late = await lateTasks(db);
    const person = (await staffWhoMay(db, 'settings.manage')).find(
      (one) => one.identityId === identityId,
    );
    if (!person || late.length === 0) return null;
    const count = late.reduce((sum, one) => sum + one.count, 0);
    const sender = await senderOf(db, tenantId);
    return staffLetter(deps, sender, person, ({ t, moment }) => ({
      subject: t('mail.erp_late.subject', { count }),
      lead: t('mail.erp_late.lead', { brand: sender.name }),
      facts: late.map(({ kind, count: number, since }) => [
        t(`mail.erp_late.kind_${kind}`),
        t('mail.erp_late.since', { count: number, since: moment(since) }),
      ]),
      todo: t('mail.erp_late.do'),
      action: {
        label: t('mail.key.action'),
        to: (pageUrl) => placeOn(pageUrl, { section: 'settings' }),
      },
    }));
  };
  return {
    [mailKind]: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, (db) => compose(db, tenantId, data as { identityId: string })),
  };
}
