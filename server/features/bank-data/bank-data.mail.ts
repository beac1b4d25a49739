import { bankNumberText } from '#contract/bank-data-words';
import type { BankAccount } from '#contract/bank-data';
import type { Db, InScope } from '../../db/scope.ts';
import type { ComposedMail, Composer } from '../../output/mail.ts';
import { staffLetter, type StaffMailDeps } from '../../output/staff-letter.ts';
import type { Translate } from '../../output/texts.ts';
import { enqueueMail } from '../../records/mail-queue.ts';
import { placeOn, senderOf, staffWhoMay, type StaffMailbox } from '../../records/sender.ts';

/** People who run the portal or manage access, and can be written to. */
const administrators = (db: Db): Promise<StaffMailbox[]> =>
  staffWhoMay(db, 'settings.manage', 'access.manage');

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

const lineOf = (
  { kind, currency, bank, holder, number, branch }: BankAccount,
  t: Translate,
): [label: string, value: string] => [
  `${t(`bank_data.kind_${kind}`)} · ${currency}`,
  [bankNumberText(kind, number), branch, bank, holder].filter(Boolean).join(' · '),
];

/** The mail that says where customers pay to from now on. */
export function createBankDataMails(
  deps: StaffMailDeps & { inScope: InScope },
): Record<string, Composer> {
  const compose = async (db: Db, tenantId: string, told: Told): Promise<ComposedMail | null> => {
    const person = (await administrators(db)).find((one) => one.identityId === told.identityId);
    if (!person) return null;
    const sender = await senderOf(db, tenantId);
    return staffLetter(deps, sender, person, ({ t, moment }) => ({
      subject: t('mail.bank_data.subject', { company: told.company }),
      lead: t('mail.bank_data.lead', { company: told.company }),
      facts: [
        [t('mail.bank_data.by'), told.by],
        [t('mail.fact.when'), moment(told.at)],
        ...told.accounts.map((one) => lineOf(one, t)),
      ],
      todo: [
        ...(told.accounts.length === 0 ? [t('mail.bank_data.none')] : []),
        t('mail.bank_data.do'),
      ].join(' '),
      action: {
        label: t('mail.bank_data.action'),
        to: (pageUrl) => placeOn(pageUrl, { section: 'settings' }),
      },
    }));
  };
  return {
    bank_data_changed: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, (db) => compose(db, tenantId, data as Told)),
  };
}
