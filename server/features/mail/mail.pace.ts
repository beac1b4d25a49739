import type { Db } from '../../db/scope.ts';

/** How many mails may leave in a minute, of the whole installation. Without a number: as many as can. */
export type MailCaps = { perMinute?: number; perMinuteAndDomain?: number };

/** How mails follow each other, in seconds: one every `gap`, after a rest as many at once as `slack` has gaps, and one. */
type Step = { gap: number; slack: number };

/** How often mails may leave: to all domains together, and to each. */
export type Pace = { all: Step | null; each: Step | null; minute: number };

/**
 * A tenth of a cap may leave at once, so that the mailboxes of one customer go together; the rest in even steps
 * that keep any minute, wherever it begins, within the cap. In the long run nine tenths are used: what is left is
 * for mails that somebody waits for, which are counted and never held.
 */
function stepOf(cap: number | undefined, minute: number): Step | null {
  if (cap === undefined) return null;
  const atOnce = Math.ceil(cap / 10);
  const gap = minute / (cap - atOnce + 1);
  return { gap, slack: gap * (atOnce - 1) };
}

/** @returns null where there is no cap */
export function paceOf({ perMinute, perMinuteAndDomain }: MailCaps, minuteMs: number): Pace | null {
  const minute = minuteMs / 1_000;
  const [all, each] = [stepOf(perMinute, minute), stepOf(perMinuteAndDomain, minute)];
  return all || each ? { all, each, minute } : null;
}

/** Holds of rows of `mails` that may leave now, whatever the caps: their domain does not rest, nor do all. */
export const awake = `(domain is null or not array[domain, ''] && array(
  select p.domain from mail_pace p where p.free_at > now()))`;

/** When a row `m` of `mails` may leave; its domain's row is `own`, that of all `every`. */
export const leavesAt = 'greatest(m.due_at, own.free_at, every.free_at)';
export const withPace = `left join mail_pace own on own.domain = m.domain
  left join mail_pace every on every.domain = '' and m.domain is not null`;

/** Whoever counts mails does so alone, until the transaction ends: any number of servers, one count. */
export const takeTurn = (db: Db): Promise<unknown> =>
  db.raw(`select pg_advisory_xact_lock(hashtextextended('mail_pace', 0))`);

const room = (row: string, step: string) =>
  `coalesce(floor(extract(epoch from now() - greatest(${row}.free_at,
     now() - make_interval(secs => cast(:${step}Slack as float8)))) / cast(:${step}Gap as float8)) + 1, :limit)`;

/** Of the rows of `next`, those for which there is room; the others stay as they are. */
export const within = `placed as (
    select id, domain,
      row_number() over (partition by domain order by priority, due_at) as place,
      row_number() over (partition by domain is null order by priority, due_at) as turn
    from next
  ), taken as materialized (
    select m.id from placed m ${withPace}
    where m.domain is null or (m.place <= ${room('own', 'each')} and m.turn <= ${room('every', 'all')})
  )`;

/** What `within` is bound to, besides the limit. */
export const boundsOf = ({ all, each }: Pace) => ({
  allGap: all?.gap ?? null,
  allSlack: all?.slack ?? null,
  eachGap: each?.gap ?? null,
  eachSlack: each?.slack ?? null,
});

/** Counts mails to these domains, each as often as it is named. In one's turn. */
export async function spend(
  db: Db,
  { all, each, minute }: Pace,
  domains: readonly string[],
): Promise<void> {
  const steps: { domain: string; step: Step; mails: number }[] = [];
  if (all && domains.length > 0) steps.push({ domain: '', step: all, mails: domains.length });
  for (const domain of each ? new Set(domains) : [])
    steps.push({ domain, step: each!, mails: domains.filter((one) => one === domain).length });
  if (steps.length === 0) return;
  await db.raw(
    // What is counted without having waited for room adds up to a minute and no more: then a whole one has passed.
    `insert into mail_pace (domain, free_at)
     select s.domain, least(
       greatest(p.free_at, now() - make_interval(secs => s.slack)) + make_interval(secs => s.cost),
       greatest(p.free_at, now() + make_interval(secs => :minute)))
     from unnest(cast(:domains as text[]), cast(:slacks as float8[]), cast(:costs as float8[]))
       as s(domain, slack, cost)
     left join mail_pace p on p.domain = s.domain
     on conflict (domain) do update set free_at = excluded.free_at`,
    {
      minute,
      domains: steps.map(({ domain }) => domain),
      slacks: steps.map(({ step }) => step.slack),
      costs: steps.map(({ step, mails }) => step.gap * mails),
    },
  );
}

/** Lets nothing that may wait leave for a domain for so long. In one's turn. */
export async function rest(db: Db, domain: string, waitMs: number): Promise<void> {
  await db.raw(
    `insert into mail_pace (domain, free_at) values (?, now() + make_interval(secs => ?))
     on conflict (domain) do update set free_at = greatest(mail_pace.free_at, excluded.free_at)`,
    [domain, waitMs / 1_000],
  );
}

/** The domain of an address, as mails are counted by. */
export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** Deletes the pace of destinations that have been free for an hour. */
export async function sweepPace(db: Db): Promise<void> {
  await db('mail_pace').whereRaw(`free_at < now() - interval '1 hour'`).delete();
}
