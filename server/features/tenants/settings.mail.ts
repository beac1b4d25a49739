import type { InScope } from '../../db/scope.ts';
import type { Composer } from '../../output/mail.ts';
import type { Texts } from '../../output/texts.ts';
import { momentIn, senderOf, type StaffMailbox } from '../../records/sender.ts';
import { testKind } from './mail.verbs.ts';

/** The test that shows who mails are from. */
export function createSettingsMails(deps: {
  inScope: InScope;
  texts: Texts;
  defaultFrom: string;
}): Record<string, Composer> {
  return {
    [testKind]: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, async (db) => {
        const { identityId } = data as { identityId: string };
        const person = await db('identities')
          .where({ id: identityId })
          .whereNull('disabled_at')
          .first<(Pick<StaffMailbox, 'name' | 'locale'> & { address: string | null }) | undefined>({
            name: 'name',
            locale: 'locale',
            address: 'email',
          });
        if (!person?.address) return null;
        const sender = await senderOf(db, tenantId);
        const locale = person.locale ?? sender.locale;
        const t = deps.texts(locale, sender.strings[locale]);
        const from = sender.mailFrom ?? { name: sender.name, address: deps.defaultFrom };
        const subject = t('mail.test.subject', { brand: sender.name });
        const now = momentIn(sender, locale, new Date().toISOString());
        return {
          to: { name: person.name, address: person.address },
          from,
          letter: {
            locale,
            subject,
            heading: subject,
            blocks: [
              {
                kind: 'paragraph',
                text: t('mail.greeting', { name: person.name.toLocaleUpperCase(locale) }),
              },
              { kind: 'paragraph', text: t('mail.test.lead') },
              {
                kind: 'facts',
                rows: [
                  { label: t('mail.test.from'), value: from.address },
                  { label: t('mail.fact.when'), value: now },
                ],
              },
              { kind: 'paragraph', text: t('mail.regards') },
              { kind: 'note', text: t('mail.no_reply') },
            ],
          },
          look: { name: sender.name, theme: sender.theme },
        };
      }),
  };
}
