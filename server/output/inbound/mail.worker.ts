// Runs on the threads of the mail reader (`mail-reader.ts`): a mail is anybody's.
import { timed } from '../../work/timed.ts';
import { sayingOf } from './mail-text.ts';
import type { SplitText } from './quotes.ts';
import { readMail, type MailParts } from './read-mail.ts';

/** A mail in its parts, and in place of its texts what it says. */
export type Whole = { parts: Omit<MailParts, 'text' | 'html'>; said: SplitText };

export const parts = timed(readMail);
/** Both in one go, as most mails are read: none of them takes long. */
async function whole(mail: Uint8Array): Promise<Whole> {
  const { text, html, ...rest } = await readMail(mail);
  const said = rest.sealed && !text ? { visible: '', quoted: null } : sayingOf({ text, html });
  return { parts: rest, said };
}
export const wholes = timed((mails: readonly Uint8Array[]) => Promise.all(mails.map(whole)));
export const saying = timed(sayingOf);
