/** States of a mail that may still go, as they stand in SQL. */
export const openMail = `('queued', 'sending', 'handing', 'deferred')`;

/**
 * The mails of one recipient of a mass send, counted by how they went, as a row `b`. Each recipient's are looked up by
 * themselves (`offset 0` keeps it so): whatever the statistics say, no plan compares all recipients with all mails.
 * @param recipient what has `tenant_id` and `id`
 */
export const recipientMails = (recipient: string): string => `lateral (
    select count(m.id) as mails, max(m.finished_at) as finished_at,
      count(m.id) filter (where m.state = 'unknown') as unknown,
      count(m.id) filter (where m.state in ${openMail}) as open,
      count(m.id) filter (where m.state = 'failed') as failed,
      count(m.id) filter (where m.state = 'accepted') as accepted
    from mass_send_mails a
    cross join lateral (
      select id, state, finished_at from mails where tenant_id = a.tenant_id and id = a.mail_id offset 0
    ) m
    where a.tenant_id = ${recipient}.tenant_id and a.recipient_id = ${recipient}.id
  ) b`;

/** How it stands with a recipient, from its mails `b`. @param run what has the `state` of the run */
export const recipientState = (recipient: string, run: string): string => `case
    when ${recipient}.skipped is not null then 'skipped'
    when coalesce(b.mails, 0) = 0 then case ${run}.state when 'cancelled' then 'cancelled' else 'waiting' end
    when b.unknown > 0 then 'unknown'
    when b.open > 0 then 'waiting'
    when b.failed > 0 then 'failed'
    when b.accepted = b.mails then 'sent'
    else 'cancelled'
  end`;
