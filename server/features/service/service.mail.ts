import { z } from 'zod';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import type { ComposedMail, Composer } from '../../output/mail.ts';
import type { Texts } from '../../output/texts.ts';
import { reopenUntil } from '../../records/service-requests.ts';
import { departmentLine, departmentOf } from '../../records/departments.ts';
import { mailChoice } from '../../records/mail-choice.ts';
import { lookOf, momentIn, placeOn, senderOf } from '../../records/sender.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { requestRecords } from './requests.records.ts';
import { showRequests } from './requests.view.ts';

const mailData = z.object({ requestId: z.uuid() });
type Deps = { inScope: InScope; texts: Texts; defaultFrom: string };

type Addressee = {
  number: string;
  subject: string;
  status: string;
  name: string;
  address: string;
  locale: Locale | null;
  contactId: string;
  reopenUntil: string | null;
  /** Number of the request it goes on from. */
  predecessor: string | null;
  /** That answers it. */
  department: string | null;
  companyId: string | null;
};

/** Whose a request is now, if it is still of its customer, can be written to and wants mails of requests at once. */
const addresseeOf = async (db: Db, requestId: string): Promise<Addressee | undefined> =>
  (
    await rowsOf<Addressee>(
      db,
      `select q.number, q.subject, q.status, c.name, coalesce(i.email, c.email) as address, i.locale,
         c.id as "contactId", ${reopenUntil} as "reopenUntil", p.number as predecessor,
         s.department, q.company_id as "companyId"
       from service_requests q
       join tenants t on t.id = q.tenant_id
       join contacts c on c.tenant_id = q.tenant_id and c.id = q.contact_id and c.customer_id = q.customer_id
         and c.active and c.deleted_at is null
       join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id and i.disabled_at is null
       join service_categories s on s.tenant_id = q.tenant_id and s.id = q.category_id
       left join service_requests p on p.tenant_id = q.tenant_id and p.id = q.predecessor_id
         and p.customer_id = q.customer_id
       where q.id = ? and q.deleted_at is null and coalesce(i.email, c.email) is not null
         and ${mailChoice('request_status', 'c.tenant_id', 'c.id')} = 'now'`,
      [requestId],
    )
  )[0];

/** Mails that tell whose a request is that it came in, with what is promised, and that it is solved. */
export function createServiceMails(deps: Deps): Record<string, Composer> {
  const compose =
    (kind: 'request_received' | 'request_resolved'): Composer =>
    ({ tenantId, data }) =>
      deps.inScope({ tenantId }, async (db) => {
        const { requestId } = mailData.parse(data);
        const to = await addresseeOf(db, requestId);
        // What has changed since is told by the mail of that.
        if (!to || (kind === 'request_resolved' && to.status !== 'resolved')) return null;
        return write(deps, db, { tenantId, requestId, kind, to });
      });
  return {
    request_received: compose('request_received'),
    request_resolved: compose('request_resolved'),
  };
}

type Writing = {
  tenantId: string;
  requestId: string;
  kind: 'request_received' | 'request_resolved';
  to: Addressee;
};

async function write(
  { texts, defaultFrom }: Deps,
  db: Db,
  { tenantId, requestId, kind, to }: Writing,
): Promise<ComposedMail> {
  const sender = await senderOf(db, tenantId);
  const locale = to.locale ?? sender.locale;
  const t = texts(locale, sender.strings[locale]);
  const moment = (at: string) => momentIn(sender, locale, at);
  const dueAt = kind === 'request_received' ? await promisedAt(db, requestId) : null;
  const promise =
    kind === 'request_received'
      ? dueAt && t('mail.request_received.promise', { date: moment(dueAt) })
      : to.reopenUntil && t('mail.request_resolved.reopen', { date: moment(to.reopenUntil) });
  const desk = departmentLine(t, locale, await departmentOf(db, to.department, to.companyId));
  const subject = t(`mail.${kind}.subject`, { number: to.number, subject: to.subject });
  return {
    to: { name: to.name, address: to.address },
    from: sender.mailFrom ?? { name: sender.name, address: defaultFrom },
    look: lookOf(sender),
    letter: {
      locale,
      subject,
      heading: t(`mail.${kind}.heading`),
      blocks: [
        {
          kind: 'paragraph',
          text: t('mail.greeting', { name: to.name.toLocaleUpperCase(locale) }),
        },
        { kind: 'paragraph', text: t(`mail.${kind}.lead`, { number: to.number }) },
        ...(to.predecessor !== null && kind === 'request_received'
          ? [
              {
                kind: 'paragraph',
                text: t('mail.request_received.after', { number: to.predecessor }),
              } as const,
            ]
          : []),
        {
          kind: 'facts',
          rows: [
            { label: t('mail.request_received.number'), value: to.number },
            { label: t('mail.request_received.about'), value: to.subject },
          ],
        },
        ...(promise ? [{ kind: 'paragraph', text: promise } as const] : []),
        ...(sender.pageUrl
          ? [
              {
                kind: 'action',
                label: t('mail.message.open'),
                href: placeOn(sender.pageUrl, { section: 'service', open: requestId }),
              } as const,
            ]
          : []),
        ...(desk === undefined ? [] : [{ kind: 'paragraph', ...desk } as const]),
        { kind: 'paragraph', text: t('mail.regards') },
        { kind: 'note', text: t('mail.no_reply') },
      ],
    },
  };
}

/** By when the first answer, or the solution, is promised. */
async function promisedAt(db: Db, id: string): Promise<string | null> {
  const row = await requestRecords.find(db, { customerIds: 'all' }, id);
  if (!row) return null;
  // Nobody reads it: what a reader has read is not asked for.
  const nobody = { kind: 'contact', contactId: null } as unknown as PersonCaller;
  const [shown] = await showRequests(db, nobody, [row]);
  return shown?.promise.dueAt ?? null;
}
