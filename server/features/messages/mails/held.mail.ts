import { z } from 'zod';
import { holdReasons } from '#contract/inbound-words';
import type { InScope } from '../../../db/scope.ts';
import type { Composer } from '../../../output/mail.ts';
import type { Texts } from '../../../output/texts.ts';
import { lookOf, placeOn, senderOf } from '../../../records/sender.ts';
import { threadById } from '../members.ts';

const heldData = z.object({
  reason: z.enum(holdReasons),
  threadId: z.uuid().nullable(),
  from: z.string(),
});

/** Tells the company's mailbox for messages that a mail waits for people. */
export function createHeldMails(deps: {
  inScope: InScope;
  texts: Texts;
  defaultFrom: string;
}): Record<string, Composer> {
  return {
    message_held: ({ tenantId, data }) =>
      deps.inScope({ tenantId }, async (db) => {
        const { reason, threadId, from } = heldData.parse(data);
        const { mailbox } = (await db('tenants')
          .where({ id: tenantId })
          .first({ mailbox: 'message_mailbox' })) as { mailbox: string | null };
        if (mailbox === null) return null;
        const sender = await senderOf(db, tenantId);
        const { locale } = sender;
        const t = deps.texts(locale, sender.strings[locale]);
        const thread = threadId === null ? null : await threadById(db, threadId);
        const subject = t('mail.message_held.subject');
        const facts = [
          { label: t('mail.message_held.from'), value: from || '–' },
          { label: t('mail.message_held.reason'), value: t(`unmatched.reason_${reason}`) },
          ...(thread ? [{ label: t('mail.message_held.thread'), value: thread.subject }] : []),
        ];
        return {
          to: { name: sender.name, address: mailbox },
          from: sender.mailFrom ?? { name: sender.name, address: deps.defaultFrom },
          look: lookOf(sender),
          letter: {
            locale,
            subject,
            heading: subject,
            blocks: [
              { kind: 'paragraph', text: t('mail.message_held.lead') },
              { kind: 'facts', rows: facts },
              ...(sender.pageUrl
                ? [
                    {
                      kind: 'action',
                      label: t('mail.notice.action'),
                      href: placeOn(sender.pageUrl, { section: 'messages' }),
                    } as const,
                  ]
                : []),
              { kind: 'note', text: t('mail.message_held.once') },
              { kind: 'note', text: t('mail.no_reply') },
            ],
          },
        };
      }),
  };
}
