import { z } from 'zod';
import type { DepartmentName } from '#contract/departments';
import type { ThreadFilter, ThreadOwner, ThreadState } from '#contract/message-words';
import { identifierKey } from '#contract/identifiers';
import type { Query } from '../../db/scope.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { departmentNameSql } from '../../records/departments.ts';
import { orderOfThread } from '../../records/order-places.ts';
import { contains, createRecords, is } from '../../records/records.ts';
import { isOwnThread, isUnreadThread, readOf } from '../../records/threads.ts';
import { ofOwner, ownerSql, readOwner } from './owners.ts';

/** What a list is asked for. */
export type ThreadAsk = {
  owner?: string;
  state?: ThreadFilter;
  /** Those that are unread by this one. */
  unread?: PersonCaller;
  department?: string;
  /** Those that this person is to answer; null: those that nobody is named for. */
  assigned?: { id: string | null };
  q?: string;
  customer?: string;
  sort: '-at' | '-internal_at';
};

/** A thread as its statement answers. */
export type ThreadRow = {
  id: string;
  version: number;
  subject: string;
  state: ThreadState;
  department: DepartmentName | null;
  customerId: string;
  customerNumber: string;
  customerName: string;
  companyId: string | null;
  ownerKind: ThreadOwner;
  ownerId: string | null;
  ownerNumber: string | null;
  lastAt: string;
  lastInternalAt: string;
  lastSide: 'customer' | 'company';
  lastNumber: string;
  lastInternalNumber: string;
};

const owner = ownerSql('t');
const instants = z.string().regex(/^[\d :.+-]{10,40}$/);

/** Threads as they are listed and found; what a reader has of them stands apart (`threads.queries.ts`). */
export const threadRecords = createRecords<ThreadRow, ThreadAsk, 'at' | 'internal_at'>({
  name: 'threads',
  rows: (db) =>
    db('threads as t').join('customers as k', (on) =>
      on.on('k.tenant_id', 't.tenant_id').on('k.id', 't.customer_id'),
    ),
  select: (db) => [
    { id: 't.id', version: 't.version', subject: 't.subject', state: 't.state' },
    { department_key: 't.department', companyId: 't.company_id', lastSide: 't.last_side' },
    { customerId: 't.customer_id', customerNumber: 'k.number', customerName: 'k.name' },
    { lastAt: 't.last_at', lastInternalAt: 't.last_internal_at' },
    { lastNumber: 't.last_number', lastInternalNumber: 't.last_internal_number' },
    { tenant_id: 't.tenant_id' },
    db.raw(`${owner.kind} as "ownerKind", ${owner.id} as "ownerId", ${owner.columns.join(', ')}`),
  ],
  lookUp: (db, page) =>
    db.from(page.as('p')).select(
      'p.*',
      db.raw(`${ownerSql('p').number} as "ownerNumber",
        ${departmentNameSql('p.tenant_id', 'p.department_key')} as department`),
    ),
  id: 't.id',
  idOf: ({ id }) => id,
  customer: 't.customer_id',
  contact: (query, contactId) => void query.whereRaw(isOwnThread(':contactId'), { contactId }),
  company: 't.company_id',
  order: { of: orderOfThread('t'), alias: 't' },
  sorts: {
    at: { column: 't.last_at', shape: instants },
    internal_at: { column: 't.last_internal_at', shape: instants },
  },
  filters: {
    owner: (query, text) => ofOwner(query, 't', readOwner(text)),
    state: (query, state) =>
      void (state === 'awaited' ? query.whereRaw(isAwaited) : query.where('t.state', state)),
    unread: (query, reader) =>
      void query
        .joinRaw(readOf(reader, '?'), [
          reader.kind === 'staff' ? reader.identityId : reader.contactId,
        ])
        .whereRaw(isUnreadThread(reader)),
    department: is('t.department'),
    assigned: (query, { id }) =>
      void (id === null ? query.whereNull('t.assigned_to') : query.where('t.assigned_to', id)),
    customer: (query, number) => void query.where('k.number_key', identifierKey(number)),
    q: search,
  },
});

// Spelled as the index of those is.
const isAwaited = `t.state = 'open' and t.last_side = 'customer'`;

/** The text stands somewhere in the subject, in the record's number, or in the customer's number or name. */
function search(query: Query, text: string): void {
  query.where((any) => {
    for (const column of ['t.subject', `coalesce(${owner.number}, '')`, 'k.number', 'k.name'])
      any.orWhere((some) => contains(some as Query, column, text));
  });
}
