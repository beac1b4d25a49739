import { z } from 'zod';
import { deadlines, noticeDays } from '#contract/contract-words';
import { defaultRegions, formatDate } from '#contract/format';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { reachOf, reaches } from '../../http/caller.ts';
import type { InTenant } from '../../http/mount.ts';
import type { Composer } from '../../output/mail.ts';
import type { Texts } from '../../output/texts.ts';
import { contactHolder } from '../../records/holders.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { lookOf, placeOn, senderOf } from '../../records/sender.ts';
import { noticeBy } from './contracts.queries.ts';

const mailData = z.object({
  contractId: z.uuid(),
  contactId: z.uuid(),
  kind: z.enum(deadlines),
});

/**
 * Tells customers of deadlines: 60, 30 and 7 days before the last day to give notice, and before the end; each once.
 * One that comes late, as with a contract that has just been sent, is told of once, not three times.
 */
export const remindOfContracts = (inTenant: InTenant): Promise<void> =>
  inTenant(async (db) => {
    const due = await rowsOf<{ id: string; tenantId: string; customerId: string; kind: string }>(
      db,
      `with today as (
         select t.id, (now() at time zone t.time_zone)::date as day from tenants t
         where t.id = current_setting('app.tenant_id')::uuid),
       deadlines as (
         select x.tenant_id, x.id, x.customer_id, d.kind, d.until, o.day
         from contracts x join today o on o.id = x.tenant_id
         cross join lateral (values ('notice', case when x.renewal = 'tacit' then ${noticeBy} end),
           ('end', x.ends_on)) d (kind, until)
         where x.state = 'active' and x.deleted_at is null and d.until >= o.day),
       reached as (
         select d.*, (select min(n) from unnest(array[${noticeDays.join(', ')}]) n where d.until - d.day <= n) as days
         from deadlines d),
       told as (
         insert into contract_notices (tenant_id, contract_id, kind, until, days)
         select tenant_id, id, kind, until, days from reached where days is not null
         on conflict do nothing returning contract_id, kind)
       select r.id, r.tenant_id as "tenantId", r.customer_id as "customerId", r.kind
       from told join reached r on r.id = told.contract_id and r.kind = told.kind`,
    );
    for (const { id, tenantId, customerId, kind } of due) {
      const contacts = await rowsOf<{ id: string }>(
        db,
        `select distinct c.id from contacts c
         join contact_grants g on g.tenant_id = c.tenant_id and g.contact_id = c.id and g.permission = 'contracts.view'
         where c.customer_id = ? and c.active and c.deleted_at is null and c.identity_id is not null limit 20`,
        [customerId],
      );
      for (const contact of contacts)
        await enqueueMail(db, tenantId, {
          kind: 'contract_notice',
          data: { contractId: id, contactId: contact.id, kind },
          lifeMinutes: 3 * 24 * 60,
        });
    }
  });

type Addressed = {
  number: string;
  title: string;
  until: string | null;
  renewal: string;
  customerId: string;
  companyId: string;
  name: string;
  address: string;
  locale: Locale | null;
};

const addressed = async (
  db: Db,
  { contractId, contactId, kind }: z.output<typeof mailData>,
): Promise<Addressed | undefined> =>
  (
    await rowsOf<Addressed>(
      db,
      `select x.number, x.title, x.renewal, x.customer_id as "customerId", x.company_id as "companyId",
         case when :kind = 'end' then x.ends_on else ${noticeBy} end::text as until,
         c.name, coalesce(i.email, c.email) as address, i.locale
       from contracts x
       join contacts c on c.tenant_id = x.tenant_id and c.id = :contactId
       join identities i on i.tenant_id = c.tenant_id and i.id = c.identity_id
       where x.id = :contractId and x.deleted_at is null and x.state = 'active'
         and coalesce(i.email, c.email) is not null`,
      { contractId, contactId, kind },
    )
  )[0];

/** The reminder of a deadline. Who may hear of it is decided once more as it is written. */
export function createContractMails(deps: {
  inScope: InScope;
  texts: Texts;
  defaultFrom: string;
}): Record<string, Composer> {
  return {
    contract_notice: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, async (db) => {
        const asked = mailData.parse(data);
        const [to, holder] = [await addressed(db, asked), await contactHolder(db, asked.contactId)];
        if (!to?.until || !holder) return null;
        const whose = { customerId: to.customerId, companyId: to.companyId, contactId: null };
        const { contactId: _, ...reach } = reachOf(holder, 'contracts.view');
        if (!reaches(reach, whose)) return null;
        const sender = await senderOf(db, tenantId);
        const locale = to.locale ?? sender.locale;
        const t = deps.texts(locale, sender.strings[locale]);
        const region = sender.formats[locale] ?? defaultRegions[locale];
        const date = formatDate(to.until, { language: locale, region });
        const about = { number: to.number, title: to.title, date };
        const subject = t(`mail.contract_notice.subject_${asked.kind}`, about);
        return {
          to: { name: to.name, address: to.address },
          from: sender.mailFrom ?? { name: sender.name, address: deps.defaultFrom },
          look: lookOf(sender),
          letter: {
            locale,
            subject,
            heading: subject,
            blocks: [
              {
                kind: 'paragraph',
                text: t('mail.greeting', { name: to.name.toLocaleUpperCase(locale) }),
              },
              { kind: 'paragraph', text: t(`mail.contract_notice.lead_${asked.kind}`, about) },
              ...(sender.pageUrl
                ? [
                    {
                      kind: 'action',
                      label: t('mail.notice.action'),
                      href: placeOn(sender.pageUrl, {
                        section: 'contracts',
                        open: asked.contractId,
                      }),
                    } as const,
                  ]
                : []),
              { kind: 'paragraph', text: t('mail.regards') },
              { kind: 'note', text: t('mail.no_reply') },
            ],
          },
        };
      }),
  };
}
