import { z } from 'zod';
import type { ErpAnswer } from '#contract/erp-desk';
import { identifierKey } from '#contract/identifiers';
import type { QuoteRequestAsked, QuoteRequestRow } from '#contract/quote-requests';
import type { RequestState } from '#contract/quote-words';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, reaches, type ContactCaller, type PersonCaller } from '../../http/caller.ts';
import { jsonbOf } from '../../http/text.ts';
import { addTask, lateSince, type HeldTask } from '../../records/erp-tasks.ts';
import { createRecords } from '../../records/records.ts';
import { keepUploads, ownUploads } from '../../records/uploads.ts';
import { quoteReach } from './quotes.queries.ts';

/** Requests of a customer within a day, at most. */
const mostADay = 200;

type Ask = { sort: '-at' };
type RequestRecord = Omit<QuoteRequestRow, 'customer' | 'quotes'> & {
  customerId: string;
  customerNumber: string;
  customerName: string;
  quotes: (QuoteRequestRow['quotes'][number] & { companyId: string; contactId: string | null })[];
};

const stateSql = `case
  when exists (select from quotes q where q.tenant_id = r.tenant_id and q.request_key = r.number_key
    and q.customer_id = r.customer_id and q.deleted_at is null) then 'quoted'
  when r.erp_state = 'rejected' then 'refused'
  when r.erp_state = 'accepted' then 'received'
  else 'sent' end`;
const quotesSql = `(select coalesce(json_agg(json_build_object('id', q.id, 'number', q.number, 'version', q.version,
    'companyId', q.company_id, 'contactId', q.contact_id) order by q.issued_on desc, q.version desc), '[]')
  from quotes q where q.tenant_id = r.tenant_id and q.request_key = r.number_key and q.customer_id = r.customer_id
    and q.deleted_at is null)`;

const requestRecords = createRecords<RequestRecord, Ask, 'at'>({
  name: 'quote requests',
  rows: (db) =>
    db('quote_requests as r')
      .join('customers as k', (on) =>
        on.on('k.tenant_id', 'r.tenant_id').on('k.id', 'r.customer_id'),
      )
      .join('contacts as p', (on) => on.on('p.tenant_id', 'r.tenant_id').on('p.id', 'r.contact_id'))
      .leftJoin('erp_tasks as x', (on) =>
        on.on('x.tenant_id', 'r.tenant_id').on('x.id', 'r.task_id'),
      ),
  select: (db) => [
    {
      id: 'r.id',
      number: 'r.number',
      kind: 'r.kind',
      at: 'r.at',
      refusal: 'r.erp_text',
      customerId: 'r.customer_id',
      customerNumber: 'k.number',
      customerName: 'k.name',
      contact: 'p.name',
    },
    db.raw(`${stateSql} as state`),
    db.raw(`${lateSince} as "waitingSince"`),
    db.raw(`${quotesSql} as quotes`),
    db.raw(`r.asked #>> '{freight,origin}' as origin`),
    db.raw(`r.asked #>> '{freight,destination}' as destination`),
    db.raw(`coalesce(r.asked #>> '{freight,goods}', r.asked #>> '{lines,0,material}') as goods`),
    db.raw(`coalesce(jsonb_array_length(r.asked -> 'lines'), 0) as lines`),
    db.raw(`(select count(*)::integer from quote_request_files f
      where f.tenant_id = r.tenant_id and f.request_id = r.id) as files`),
  ],
  id: 'r.id',
  idOf: ({ id }) => id,
  customer: 'r.customer_id',
  contact: 'r.contact_id',
  sorts: { at: { column: 'r.at', shape: z.string().regex(/^[\d :.+-]{10,40}$/) } },
  filters: {},
});

/** A page of the requests that a caller may see; the quotes that answer them as far as it sees quotes. */
export function listRequests(
  db: Db,
  caller: PersonCaller,
  asked: { limit: number; cursor?: string },
) {
  const { companyIds: _, ...reach } = reachOf(
    caller,
    caller.kind === 'staff' ? 'quotes.manage' : 'quotes.request',
  );
  const seen = quoteReach(caller);
  return requestRecords.page(
    db,
    reach,
    { ...asked, sort: '-at' },
    ({ customerId, customerNumber, customerName, quotes, refusal, ...row }): QuoteRequestRow => ({
      ...row,
      refusal: (row.state satisfies RequestState) === 'refused' ? refusal : null,
      customer: { number: customerNumber, name: customerName },
      quotes: quotes
        .filter((quote) => reaches(seen, { ...quote, customerId }))
        .map(({ id, number, version }) => ({ id, number, version })),
    }),
  );
}

/** The next number of a tenant's requests. */
async function nextNumber(db: Db): Promise<string> {
  const { count } = await rowOf<{ count: string }>(
    db,
    `insert into capture_counters as c (tenant_id, quote_requests) values (current_setting('app.tenant_id')::uuid, 1)
     on conflict (tenant_id) do update set quote_requests = c.quote_requests + 1
     returning quote_requests as count`,
  );
  return `C-${count.padStart(6, '0')}`;
}

/**
 * Takes a request, gives it its number and asks the ERP, in one transaction.
 * @throws AppError `not_found` where a file is not the caller's, or the company does not sell to the customer;
 *   `file_infected`, `limit_reached`
 */
export async function requestQuote(db: Db, caller: ContactCaller, asked: QuoteRequestAsked) {
  const { files, note, ...what } = asked;
  const customerId = caller.customer.id;
  const company =
    what.kind === 'goods' && what.company !== undefined
      ? await companyOf(db, caller, what.company)
      : null;
  const kept = await ownUploads(db, caller, 'quote', files);
  const number = await nextNumber(db);
  // The counter's row is locked: whoever asks at the same time waits, and is counted.
  const { count } = await rowOf<{ count: number }>(
    db,
    `select count(*)::integer as count from quote_requests where customer_id = ? and at > now() - interval '1 day'`,
    [customerId],
  );
  if (count >= mostADay) throw new AppError('limit_reached');
  const task = await addTask(db, caller.tenant.id, {
    kind: 'quote_request',
    customerId,
    key: number,
    heldSeconds: 0,
    payload: (reference) => ({
      reference,
      request: number,
      customer: caller.customer.number,
      requestedBy: caller.personName,
      note: note?.trim() || null,
      files: kept.length,
      ...what,
    }),
  });
  const [row] = await db('quote_requests')
    .insert({
      tenant_id: caller.tenant.id,
      number,
      number_key: identifierKey(number),
      kind: what.kind,
      customer_id: customerId,
      company_id: company,
      contact_id: caller.contactId,
      asked: jsonbOf(what),
      note: note?.trim() || null,
      task_id: task.id,
    })
    .returning<{ id: string; at: string }[]>(['id', 'at']);
  const { id, at } = row!;
  if (kept.length > 0) {
    await db('quote_request_files').insert(
      kept.map((file, position) => ({
        tenant_id: caller.tenant.id,
        request_id: id,
        file_id: file.id,
        position,
      })),
    );
    await keepUploads(
      db,
      kept.map((file) => file.id),
    );
  }
  return { id, number, at };
}

/** A company that sells to the customer. @throws AppError `not_found` */
async function companyOf(db: Db, caller: ContactCaller, code: string): Promise<string> {
  const [row] = await rowsOf<{ id: string }>(
    db,
    `select c.id from companies c
     join customer_companies l on l.tenant_id = c.tenant_id and l.company_id = c.id and l.customer_id = :customerId
     where c.code_key = :key and c.deleted_at is null`,
    { customerId: caller.customer.id, key: identifierKey(code) },
  );
  const limited = caller.companyLimits.get('quotes.request');
  if (!row || (limited && !limited.includes(row.id))) throw new AppError('not_found');
  return row.id;
}

/** What the ERP's answer to a request means. A quote comes by itself, and names it. */
export async function requestAnswered(db: Db, task: HeldTask, answer: ErpAnswer): Promise<void> {
  await db('quote_requests')
    .where({ task_id: task.id })
    .update({
      erp_state: answer.result,
      erp_text: answer.text ? jsonbOf(answer.text) : null,
    });
}
