import { createHash } from 'node:crypto';
import type pg from 'pg';

const columns = `o.id, o.number, o.purchase_order as "purchaseOrder", o.order_date::text as date, o.amount::text as amount, o.currency, o.status,
  a.name as "destinationName", a.street as "destinationStreet", nullif(concat_ws(' ', a.postal_code, a.city, a.district), '') as "destinationPlace"`;
const from = `from orders o left join addresses a on a.tenant_id = o.tenant_id and a.id = o.address_id`;

/** The rows of a page and nothing else: no session, no tenant, no wall. For a login that may see all. */
export const listSql = `select ${columns} ${from}
  where o.tenant_id = $1 and o.customer_id = $2 and o.deleted_at is null order by o.order_date desc, o.id desc limit 26`;

/** The rows of a page behind the wall. */
export const listStatements = (
  client: pg.PoolClient,
  authorization: string,
  customerId: string,
): Promise<unknown[]> =>
  inSession(
    client,
    authorization,
    `select ${columns} ${from} where o.customer_id = $1 and o.deleted_at is null order by o.order_date desc, o.id desc limit 26`,
    [customerId],
  );

const unread = `from notifications n where n.contact_id = $1 and n.customer_id = $2`;
const contact = `(select id from contacts where external_id = '1')`;

/** A page of the inbox, and what is new. */
export const inboxStatements = (client: pg.PoolClient, authorization: string, customerId: string) =>
  inSession(
    client,
    authorization,
    `select n.id, n.type, n.at, n.read_at, n.record_kind, n.record_id, n.data, exists (
       select from notification_mutes m where m.contact_id = n.contact_id and coalesce(m.order_id, m.invoice_id) = n.record_id) as muted
     ${unread.replace('$1', contact).replace('$2', '$1')} order by n.id desc limit 26`,
    [customerId],
  );
export const changesStatements = (
  client: pg.PoolClient,
  authorization: string,
  customerId: string,
) => {
  const of = unread.replace('$1', contact).replace('$2', '$1');
  return inSession(
    client,
    authorization,
    `select (select count(*)::int from (select ${of} and n.read_at is null order by n.id desc limit 100) x) as count,
       (select n.id ${of} order by n.id desc limit 1) as newest`,
    [customerId],
  );
};

/** A page of invoices with what the ledger knows of each. */
export const invoicesStatements = (
  client: pg.PoolClient,
  authorization: string,
  customerId: string,
) =>
  inSession(
    client,
    authorization,
    `select p.*, l.*, (select f.id from fiscal_files f where f.fiscal_key = l.fiscal_key and f.kind = 'xml'
         and f.customer_id = p.customer_id and f.deleted_at is null) as xml,
       (select f.id from fiscal_files f where f.fiscal_key = l.fiscal_key and f.kind = 'pdf'
         and f.customer_id = p.customer_id and f.deleted_at is null) as pdf
     from (select v.id, v.number, v.kind, v.invoice_date, v.due_date, v.currency, v.total, v.customer_id, v.tenant_id,
         concat_ws(' ', v.customer_id, v.company_id, v.number_key) as invoice_of, k.number as customer, c.code, c.legal_name
       from invoices v join customers k on k.tenant_id = v.tenant_id and k.id = v.customer_id
       join companies c on c.tenant_id = v.tenant_id and c.id = v.company_id
       where v.customer_id = $1 and v.deleted_at is null order by v.invoice_date desc, v.id desc limit 26) p
     left join lateral (
       select sum(w.amount - coalesce((select sum(x.amount) from open_item_clearings x
           where x.tenant_id = w.tenant_id and x.version_id = w.id), 0)) as balance, min(w.fiscal_key) as fiscal_key
       from open_item_versions w where w.tenant_id = p.tenant_id and w.invoice_of = p.invoice_of
         and w.superseded_at = 'infinity') l on true`,
    [customerId],
  );

const newestThreads = `from threads t left join thread_reads r on r.tenant_id = t.tenant_id and r.thread_id = t.id
    and r.contact_id = ${contact} where t.customer_id = $1 order by t.last_at desc, t.id desc`;

/** A page of conversations with the newest message of each, and what is new of them besides notifications. */
export const threadsStatements = (
  client: pg.PoolClient,
  authorization: string,
  customerId: string,
) =>
  inSession(
    client,
    authorization,
    `select x.*, m.text, m.side from (select t.tenant_id, t.id, t.subject, t.state, t.last_at, t.last_number > r.read_number as unread
       ${newestThreads} limit 26) x
     left join lateral (select left(m.text, 160) as text, m.side from messages m
       where m.tenant_id = x.tenant_id and m.thread_id = x.id order by m.number desc limit 1) m on true`,
    [customerId],
  );
export const threadChangesStatements = (
  client: pg.PoolClient,
  authorization: string,
  customerId: string,
) => {
  const of = unread.replace('$1', contact).replace('$2', '$1');
  return inSession(
    client,
    authorization,
    `select (select count(*)::int from (select ${of} and n.read_at is null order by n.id desc limit 100) x) as count,
       (select n.id ${of} order by n.id desc limit 1) as newest,
       (select json_build_object('unread', count(*) filter (where x.unread), 'last', max(x.at))
        from (select t.last_at as at, t.last_number > r.read_number as unread ${newestThreads} limit 100) x) as threads`,
    [customerId],
  );
};

/** The same work as a request of ours by hand: transaction, scope, tenant, session, rows. */
async function inSession(
  client: pg.PoolClient,
  authorization: string,
  sql: string,
  values: unknown[],
): Promise<unknown[]> {
  const hash = createHash('sha256').update(authorization.slice('Bearer '.length)).digest('hex');
  await client.query('begin');
  await client.query(
    `select set_config('app.tenant_id', (select id::text from tenants where slug = $1), true)`,
    ['banco'],
  );
  await client.query(
    `select id, slug, name, locale, theme, exists (select from tenant_origins x where x.tenant_id = t.id and x.origin = $2) from tenants t where slug = $1`,
    ['banco', ''],
  );
  await client.query(
    `select s.id, i.name, c.id, k.number, (select jsonb_object_agg(g.permission, g.scope) from contact_grants g where g.contact_id = c.id)
     from sessions s join identities i on i.tenant_id = s.tenant_id and i.id = s.identity_id
     join contacts c on c.tenant_id = s.tenant_id and c.id = s.contact_id join customers k on k.tenant_id = c.tenant_id and k.id = c.customer_id
     where s.token_hash = $1 and s.expires_at > now()`,
    [hash],
  );
  const { rows } = await client.query(sql, values);
  await client.query('commit');
  return rows;
}
