import type {
  RecipientState,
  RecipientWarning,
  RunState,
  SkipReason,
} from '#contract/mass-send-words';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { isOneOf } from '../../db/keys.ts';
import { attachmentName } from '../../output/attachment-name.ts';
import { openMail, recipientMails, recipientState } from '../../records/send-standing.ts';

/** Who may look at a run, and which of its customers. */
export type Viewer = { identityId: string; customerIds: readonly string[] | 'all' };

export type Amount = { currency: string; amount: string };

/** A run, with how it stands with its customers. */
export type RunRecord = {
  id: string;
  companyId: string;
  code: string;
  company: string;
  timeZone: string;
  cutOff: string;
  state: RunState;
  canary: boolean;
  byId: string;
  by: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  forcedReason: string | null;
  /** Seconds within which the start can be taken back; null where it cannot any more. */
  undoSeconds: number | null;
  /** Mailboxes that get a mail of a run that is not started. */
  mailboxes: number | null;
  counts: Partial<Record<RecipientState, number>>;
  skipped: Partial<Record<SkipReason, number>>;
  warnings: Partial<Record<RecipientWarning, number>>;
  totals: Amount[];
  /** Customers that were done within the last minutes, and how many seconds these were. */
  lately: number;
  seconds: number;
  limit: number;
  /** Customers of a run that is not started who got the same already, and when the last of them did. */
  alreadySent: { customers: number; at: string } | null;
  /** The day that was asked for; null: that of sending. */
  givenCutOff: string | null;
  skipWithoutBalance: boolean;
};

export type RecipientRecord = {
  id: string;
  line: number;
  customerId: string;
  number: string;
  name: string;
  state: RecipientState;
  skipped: SkipReason | null;
  warnings: RecipientWarning[];
  totals: Amount[];
  attachment: string;
  locale: Locale;
  statementId: string | null;
  mailboxes: {
    address: string;
    role: 'to' | 'cc';
    state: RecipientState;
    reply: string | null;
    reason: string | null;
    at: string | null;
    messageId: string | null;
  }[];
};

/**
 * How it stands with every recipient of some runs, from their mails. `:runs` are ids. A mailbox without a
 * mail gets none: it had bounced when the run was started. Each recipient's mails are looked up by themselves
 * (`offset 0` keeps it so): whatever the statistics say, no plan compares all recipients with all mails.
 */
const standing = `
  standing as (
    select r.tenant_id, r.run_id, r.id, r.line, r.customer_id, r.skipped, r.warnings, r.totals,
      r.attachment, r.locale, r.statement_id, run.state as run_state, run.started_at, b.finished_at,
      ${recipientState('r', 'run')} as state
    from mass_sends run
    cross join lateral (
      select tenant_id, run_id, id, line, customer_id, skipped, warnings, totals, attachment, locale, statement_id
      from mass_send_recipients x where x.tenant_id = run.tenant_id and x.run_id = run.id offset 0
    ) r
    cross join ${recipientMails('r')}
    where ${isOneOf('run.id', 'uuid', ':runs')}
  )`;

/**
 * Customers of a company who got a statement of the same day in another run within the tenant's window, and
 * when. Whose mails all failed or were taken back got nothing.
 */
export const alreadySentSql = (tenant: string, company: string, cutOff: string, run: string) => `
  select b.customer_id, max(o.started_at) as at
  from mass_sends o
  join tenants t on t.id = o.tenant_id
  join mass_send_recipients b on b.tenant_id = o.tenant_id and b.run_id = o.id and b.skipped is null
  join mass_send_mails a on a.tenant_id = b.tenant_id and a.recipient_id = b.id
  join mails m on m.tenant_id = a.tenant_id and m.id = a.mail_id
  where o.tenant_id = ${tenant} and o.company_id = ${company} and o.cut_off = ${cutOff}
    and o.id <> ${run} and o.started_at > now() - make_interval(hours => t.mass_send_window_hours)
    and m.state not in ('failed', 'cancelled')
  group by b.customer_id`;

/** The day of a run; of one that is not started and was given none, today where the company is. */
const cutOffSql = `case when run.state = 'draft' and run.options ->> 'cutOff' is null
    then (now() at time zone c.time_zone)::date else run.cut_off end`;

/** What the last two minutes tell of how fast it goes. */
const lately = `interval '2 minutes'`;

const runsSql = `
  with ${standing}
  select run.id, run.company_id as "companyId", c.code, c.legal_name as company, c.time_zone as "timeZone",
    ${cutOffSql} as "cutOff", run.options ->> 'cutOff' as "givenCutOff",
    coalesce((run.options ->> 'skipWithoutBalance')::boolean, false) as "skipWithoutBalance", run.state, run.canary, run.created_by as "byId", i.name as by,
    run.created_at as "createdAt", run.started_at as "startedAt", run.finished_at as "finishedAt",
    run.forced_reason as "forcedReason",
    case when run.state = 'running' and run.sends_at > now()
      then ceil(extract(epoch from run.sends_at - now()))::int end as "undoSeconds",
    case when run.state = 'draft' then (
      select count(a.address_key)::int from mass_send_recipients r
      join mass_send_mails a on a.tenant_id = r.tenant_id and a.recipient_id = r.id
      left join bounced_mailboxes b on b.tenant_id = a.tenant_id and b.address_key = a.address_key
      where r.tenant_id = run.tenant_id and r.run_id = run.id and r.skipped is null and b.address_key is null
    ) end as mailboxes, t.mass_send_limit as "limit",
    coalesce((select jsonb_object_agg(state, n) from (
      select state, count(id)::int as n from standing s where s.run_id = run.id group by state) x), '{}') as counts,
    coalesce((select jsonb_object_agg(skipped, n) from (
      select skipped, count(id)::int as n from standing s
      where s.run_id = run.id and skipped is not null group by skipped) x), '{}') as skipped,
    coalesce((select jsonb_object_agg(warning, n) from (
      select w.warning, count(s.id)::int as n from standing s, unnest(s.warnings) as w(warning)
      where s.run_id = run.id and s.skipped is null group by w.warning) x), '{}') as warnings,
    coalesce((select jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount::text) order by currency) from (
      select v.currency, sum(v.amount) as amount
      from standing s, jsonb_to_recordset(s.totals) as v(currency text, amount numeric)
      where s.run_id = run.id and s.skipped is null group by v.currency) x), '[]') as totals,
    (select count(s.id)::int from standing s where s.run_id = run.id and s.state in ('sent', 'failed')
      and s.finished_at > now() - ${lately}) as lately,
    extract(epoch from least(now() - coalesce(run.started_at, now()), ${lately}))::float8 as seconds,
    case when run.state = 'draft' then (
      select jsonb_build_object('customers', count(x.customer_id)::int, 'at', max(x.at))
      from (${alreadySentSql('run.tenant_id', 'run.company_id', cutOffSql, 'run.id')}) x
      join mass_send_recipients r on r.tenant_id = run.tenant_id and r.run_id = run.id
        and r.customer_id = x.customer_id and r.skipped is null
      having count(x.customer_id) > 0
    ) end as "alreadySent"
  from mass_sends run
  join tenants t on t.id = run.tenant_id
  join companies c on c.tenant_id = run.tenant_id and c.id = run.company_id
  join identities i on i.tenant_id = run.tenant_id and i.id = run.created_by
  where ${isOneOf('run.id', 'uuid', ':runs')}
  order by run.created_at desc, run.id desc`;

const recipientsSql = `
  with ${standing}
  select r.id, r.line, r.customer_id as "customerId", k.number, k.name, r.state, r.skipped, r.warnings,
    r.totals, r.attachment, r.locale, r.statement_id as "statementId",
    coalesce((
      select jsonb_agg(jsonb_build_object('address', a.address, 'role', a.role, 'reply', m.reply,
        'reason', m.reason, 'at', m.finished_at, 'messageId', m.message_id,
        'state', case
          when m.id is null and (r.skipped is not null or r.started_at is not null or b.address_key is not null)
            then 'skipped'
          when m.id is null then case r.run_state when 'cancelled' then 'cancelled' else 'waiting' end
          when m.state in ${openMail} then 'waiting'
          when m.state = 'accepted' then 'sent'
          else m.state end) order by a.position)
      from mass_send_mails a
      left join mails m on m.tenant_id = a.tenant_id and m.id = a.mail_id
      left join bounced_mailboxes b on b.tenant_id = a.tenant_id and b.address_key = a.address_key
      where a.tenant_id = r.tenant_id and a.recipient_id = r.id), '[]') as mailboxes
  from standing r
  cross join lateral (
    select number, name from customers where tenant_id = r.tenant_id and id = r.customer_id offset 0
  ) k
  where (cast(:id as uuid) is null or r.id = :id)
    and (cast(:state as text) is null or r.state = :state)
    and (cast(:warning as text) is null or :warning = any(r.warnings))
    and (cast(:customerIds as uuid[]) is null or r.customer_id = any(:customerIds))
    and r.line > :after
  order by r.line limit :limit`;

export type RecipientFilter = {
  id?: string;
  state?: string;
  warning?: string;
  customerIds?: readonly string[] | null;
  after?: number;
  limit?: number;
};

/** Runs of a tenant, whose transaction it is. */
export function createRunQueries(db: Db) {
  const details = async (runs: string[]): Promise<RunRecord[]> => {
    if (runs.length === 0) return [];
    return rowsOf<RunRecord>(db, runsSql, { runs });
  };
  return {
    company: (codeKey: string) =>
      db('companies')
        .where({ code_key: codeKey })
        .whereNull('deleted_at')
        .first<{ id: string; timeZone: string } | undefined>({ id: 'id', timeZone: 'time_zone' }),

    insert: async (row: {
      tenant_id: string;
      company_id: string;
      cut_off: string;
      options: object;
      created_by: string;
    }): Promise<string> => {
      const [run] = await db('mass_sends')
        .insert({ ...row, options: JSON.stringify(row.options) })
        .returning<{ id: string }[]>('id');
      return run!.id;
    },

    /** A run this person may look at. */
    find: async (viewer: Viewer, id: string): Promise<RunRecord | null> => {
      const [run] = await details([id]);
      return run && (viewer.customerIds === 'all' || run.byId === viewer.identityId) ? run : null;
    },

    /** The run that was started last of those this person may look at. */
    lastStarted: async (viewer: Viewer): Promise<RunRecord | null> => {
      const last = await db('mass_sends')
        .modify((query) => {
          if (viewer.customerIds !== 'all') query.where({ created_by: viewer.identityId });
        })
        .whereNotNull('started_at')
        .orderBy('started_at', 'desc')
        .first<{ id: string } | undefined>('id');
      const [run] = last ? await details([last.id]) : [];
      return run ?? null;
    },

    /** Runs this person may look at, the newest first, from behind one of them on. */
    list: async (
      viewer: Viewer,
      { limit, afterId, open }: { limit: number; afterId: string | null; open: boolean },
    ): Promise<RunRecord[]> => {
      const ids = await db('mass_sends')
        .modify((query) => {
          if (viewer.customerIds !== 'all') query.where({ created_by: viewer.identityId });
          if (open) query.whereIn('state', ['running', 'paused']);
          if (afterId)
            query.whereRaw(
              '(created_at, id) < (select created_at, id from mass_sends where id = ?)',
              [afterId],
            );
        })
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(limit)
        .pluck<string[]>('id');
      return details(ids);
    },

    /** Recipients of a run in its order. */
    recipients: async (run: string, filter: RecipientFilter = {}): Promise<RecipientRecord[]> => {
      const rows = await rowsOf<RecipientRecord>(db, recipientsSql, {
        runs: [run],
        id: filter.id ?? null,
        state: filter.state ?? null,
        warning: filter.warning ?? null,
        customerIds: filter.customerIds ?? null,
        after: filter.after ?? 0,
        limit: filter.limit ?? null,
      });
      return rows.map((row) => ({ ...row, attachment: attachmentName(row.attachment) }));
    },
  };
}
