import { byKeys, keyRows } from '../../db/keys.ts';
import type { Db } from '../../db/scope.ts';

/** Statements of mailboxes that came back. */
export function createBounceQueries(db: Db) {
  return {
    /** Which of these mailboxes are on a list of the tenant, or were written to by it. */
    known: async (keys: readonly string[]): Promise<Set<string>> => {
      if (keys.length === 0) return new Set();
      const each = [...new Set(keys)];
      const rows = await byKeys<{ key: string }>(
        db,
        ['mailing_list_mailboxes', 'mass_send_mails', 'mails'],
        `select k.key from ${keyRows('text')} join mailing_list_mailboxes m on m.address_key = k.key
         union select k.key from ${keyRows('text')} join mass_send_mails m on lower(m.address) = k.key
           where m.mail_id is not null
         union select k.key from ${keyRows('text')} join mails m on lower(m.recipient) = k.key
           where m.state in ('accepted', 'unknown')`,
        [each, each, each],
      );
      return new Set(rows.map(({ key }) => key));
    },

    /**
     * To which mailbox, as it is compared, a mail went out under this name within so many days.
     * @param id of the mail, which its name holds
     */
    sentTo: async (id: string, messageId: string, days: number): Promise<string | null> => {
      const row = await db('mails as m')
        .leftJoin('mass_send_mails as s', (on) =>
          on.on('s.tenant_id', 'm.tenant_id').on('s.mail_id', 'm.id'),
        )
        .where({ 'm.id': id, 'm.message_id': messageId })
        .whereIn('m.state', ['accepted', 'unknown', 'handing'])
        .whereRaw(`coalesce(m.finished_at, now()) > now() - make_interval(days => ?)`, [days])
        .first<{ key: string | null } | undefined>(
          db.raw('lower(coalesce(s.address, m.recipient)) as key'),
        );
      return row?.key ?? null;
    },

    /** Marks a mailbox; one that is marked already is so from now on. */
    mark: (mailbox: { address: string; status: string; detail: string | null }) =>
      db.raw(
        `insert into bounced_mailboxes (tenant_id, address_key, status, detail)
         values (current_setting('app.tenant_id')::uuid, :address, :status, :detail)
         on conflict (tenant_id, address_key)
         do update set bounced_at = now(), status = excluded.status, detail = excluded.detail`,
        mailbox,
      ),
  };
}
