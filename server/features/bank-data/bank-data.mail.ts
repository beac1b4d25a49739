import { bankNumberText } from '#contract/bank-data-words';
import type { BankAccount } from '#contract/bank-data';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import type { Block, ComposedMail, Composer } from '../../output/mail.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { momentIn, senderOf, type StaffMailbox } from '../../records/sender.ts';

/** People who run the portal or manage access, and can be written to. */
const administrators = (db: Db): Promise<StaffMailbox[]> =>
  rowsOf<StaffMailbox>(
    db,
    `select i.id as "identityId", i.name, i.email as address, i.locale
     from staff_users u join identities i on i.tenant_id = u.tenant_id and i.id = u.identity_id
     where u.active and u.permissions && array['settings.manage', 'access.manage']
       and i.disabled_at is null and i.email is not null
     order by i.id`,
  );

type Told = {
  identityId: string;
  /** Who changed it, when, and of which company. */
  by: string;
  at: string;
  company: string;
  accounts: BankAccount[];
};

/** Tells everybody who runs the portal of new bank data, whoever changed it too: nobody changes it unseen. */
export async function tellAdministrators(
  db: Db,
  tenantId: string,
  change: Omit<Told, 'identityId'>,
): Promise<void> {
  for (const { identityId } of await administrators(db))
    await enqueueMail(db, tenantId, {
      kind: 'bank_data_changed',
      data: { ...change, identityId },
      lifeMinutes: 3 * 24 * 60,
    });
}

const lineOf = ({ kind, currency, bank, holder, number, branch }: BankAccount, t: Translate) => ({
  label: `${t(`bank_data.kind_${kind}`)} · ${currency}`,
  value: [bankNumberText(kind, number), branch, bank, holder].filter(Boolean).join(' · '),
});

/** The mail that says where customers pay to from now on. */
export function createBankDataMails(deps: {
  inScope: InScope;
  texts: Texts;
  defaultFrom: string;
}): Record<string, Composer> {
  const compose = async (db: Db, tenantId: string, told: Told): Promise<ComposedMail | null> => {
    const person = (await administrators(db)).find((one) => one.identityId === told.identityId);
    if (!person) return null;
    const sender = await senderOf(db, tenantId);
    const locale = person.locale ?? sender.locale;
    const t = deps.texts(locale, sender.strings[locale]);
    const subject = t('mail.bank_data.subject', { company: told.company });
    const rows = [
      { label: t('mail.bank_data.by'), value: told.by },
      { label: t('mail.fact.when'), value: momentIn(sender, locale, told.at) },
      ...told.accounts.map((one) => lineOf(one, t)),
    ];
    const blocks: Block[] = [
      {
        kind: 'paragraph',
        text: t('mail.greeting', { name: person.name.toLocaleUpperCase(locale) }),
      },
      { kind: 'paragraph', text: t('mail.bank_data.lead', { company: told.company }) },
      { kind: 'facts', rows },
      ...(told.accounts.length === 0
        ? [{ kind: 'paragraph', text: t('mail.bank_data.none') } as const]
        : []),
      { kind: 'paragraph', text: t('mail.bank_data.do') },
      ...(sender.pageUrl
        ? [{ kind: 'action', label: t('mail.bank_data.action'), href: sender.pageUrl } as const]
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
    bank_data_changed: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, (db) => compose(db, tenantId, data as Told)),
  };
}
