import { createTransport } from 'nodemailer';
import type { InboxMail } from './inbox-store.ts';
import { inboxWords, type InboxLanguage } from './inbox-words.ts';

/** Where an answer to a mail goes, if it can be answered. */
export const replyAddressOf = ({ mail }: InboxMail): string | undefined =>
  mail.replyTo?.[0]?.address;

/**
 * Answers a mail as its recipient, with the mail quoted below as mail programs do.
 * @param port of the mail server on this machine that answers are handed over to
 * @throws Error where it is not taken
 */
export async function replyTo(
  item: InboxMail,
  text: string,
  port: number,
  language: InboxLanguage,
): Promise<void> {
  const to = replyAddressOf(item);
  const from = item.to[0];
  if (!to || !from || !text.trim())
    throw new Error('There is nothing to answer, or nobody to answer');
  const { mail, receivedAt } = item;
  const quoted = (mail.text ?? '').trim().replaceAll(/^/gm, '> ');
  const at = receivedAt.toLocaleString(language, {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: inboxWords[language].timeZone,
  });
  const wrote = inboxWords[language].wrote(at, mail.from?.name ?? mail.from?.address ?? '');
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    await transport.sendMail({
      from,
      to,
      subject: /^re:/i.test(mail.subject ?? '') ? mail.subject : `Re: ${mail.subject ?? ''}`,
      inReplyTo: mail.messageId,
      references: [mail.references, mail.messageId].filter(Boolean).join(' '),
      text: `${text.trim()}\n\n${wrote}\n${quoted}\n`,
    });
  } finally {
    transport.close();
  }
}
