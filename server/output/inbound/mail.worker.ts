// Runs on the threads of the mail reader (`mail-reader.ts`): a mail is anybody's.
import { sayingOf, type MailTexts } from './mail-text.ts';
import type { SplitText } from './quotes.ts';
import { readMail, type MailParts } from './read-mail.ts';

export const parts = (mail: Uint8Array): Promise<MailParts> => readMail(mail);
export const saying = (texts: MailTexts): SplitText => sayingOf(texts);
