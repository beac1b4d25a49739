import { z } from 'zod';
import type { InScope } from '../../../db/scope.ts';
import type { Composer } from '../../../output/mail.ts';
import type { Texts } from '../../../output/texts.ts';
import { lookOf, placeOn, senderOf } from '../../../records/sender.ts';

const answerData = z.object({ to: z.string() });

/** Tells whoever wrote that the mail found no conversation. Nothing of what was written is in it. */
export function createAnswerMails(deps: {
  inScope: InScope;
  texts: Texts;
  defaultFrom: string;
}): Record<string, Composer> {
  return {
    inbound_answer: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, async (db) => {
        const { to } = answerData.parse(data);
        const sender = await senderOf(db, tenantId);
        const { locale } = sender;
        const t = deps.texts(locale, sender.strings[locale]);
        const subject = t('mail.inbound_answer.subject', { brand: sender.name });
        return {
          to: { name: null, address: to },
          from: sender.mailFrom ?? { name: sender.name, address: deps.defaultFrom },
          look: lookOf(sender),
          letter: {
            locale,
            subject,
            heading: subject,
            blocks: [
              { kind: 'paragraph', text: t('mail.inbound_answer.lead', { brand: sender.name }) },
              { kind: 'paragraph', text: t('mail.inbound_answer.hint') },
              ...(sender.pageUrl
                ? [
                    {
                      kind: 'action',
                      label: t('mail.notice.action'),
                      href: placeOn(sender.pageUrl, { section: 'messages' }),
                    } as const,
                  ]
                : []),
              { kind: 'note', text: t('mail.no_reply') },
            ],
          },
        };
      }),
  };
}
