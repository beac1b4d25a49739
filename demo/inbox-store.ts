import PostalMime, { type Email } from 'postal-mime';

/** A mail that has arrived, read. */
export type InboxMail = {
  id: number;
  receivedAt: Date;
  /** Whom it was handed over for, whatever its headers say. */
  to: string[];
  raw: Buffer;
  mail: Email;
};

export type InboxStore = {
  add(to: string[], raw: Buffer): Promise<void>;
  find(id: number): InboxMail | undefined;
  /** Newest first. */
  all(): InboxMail[];
  /** Number of the newest mail; 0 while there is none. */
  newest(): number;
};

/** Mails in memory. The oldest make room for new ones. */
export function createInboxStore(most = { mails: 200, bytes: 64_000_000 }): InboxStore {
  const mails: InboxMail[] = [];
  let count = 0;
  const bytes = () => mails.reduce((sum, { raw }) => sum + raw.length, 0);
  return {
    add: async (to, raw) => {
      const mail = await PostalMime.parse(raw);
      mails.unshift({ id: ++count, receivedAt: new Date(), to, raw, mail });
      while (mails.length > most.mails || (mails.length > 1 && bytes() > most.bytes)) mails.pop();
    },
    find: (id) => mails.find((mail) => mail.id === id),
    all: () => [...mails],
    newest: () => count,
  };
}
