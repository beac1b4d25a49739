import type { ServiceRequest } from '#contract/service';
import type { RequestStatus } from '#contract/service-words';
import { isOneOf } from '../../db/keys.ts';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import type { PersonCaller } from '../../http/caller.ts';
import { workCalendars, type WorkHours } from '../../records/calendars.ts';
import {
  clocksOf,
  createWorkTime,
  type Clock,
  type ClockEvent,
  type WorkTime,
} from '../../records/service-clock.ts';
import { isUnreadThread, readOf } from '../../records/threads.ts';
import type { RequestRow } from './requests.records.ts';

/** Requests as their reader sees them, with what is promised worked out now. */
export async function showRequests(
  db: Db,
  caller: PersonCaller,
  rows: readonly RequestRow[],
): Promise<ServiceRequest[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [events, unread, clocks] = await Promise.all([
    eventsOf(db, ids),
    unreadOf(db, caller, ids),
    createClocks(db),
  ]);
  return rows.map((row) => {
    const clock = clocks(row, events.get(row.id) ?? []);
    return shown(caller, row, clock, unread.has(row.id));
  });
}

/** The clock that runs for a request now: that of the answer until there is one, then that of the solution. */
export type Running = { kind: ServiceRequest['promise']['kind']; clock: Clock };

async function createClocks(db: Db) {
  const calendars = await workCalendars(db);
  const { zone, now } = await rowOf<{ zone: string; now: string }>(
    db,
    `select time_zone as zone, now() as now from tenants where id = current_setting('app.tenant_id')::uuid`,
  );
  // One for each calendar, whose days are worked out once for all requests.
  const times = new Map<WorkHours, WorkTime>();
  const timeOf = (hours: WorkHours) => {
    const time = times.get(hours) ?? createWorkTime(hours, zone);
    times.set(hours, time);
    return time;
  };
  return (row: RequestRow, events: readonly ClockEvent[]): Running => {
    const work = timeOf(calendars({ location: null, companyId: row.companyId }));
    const targets = row.targets[row.priority] ?? { response: null, resolution: null };
    const { response, resolution } = clocksOf(events, targets, work, Date.parse(now));
    return runningOf(row.status, response, resolution);
  };
}

function runningOf(status: RequestStatus, response: Clock, resolution: Clock): Running {
  if (status === 'resolved' || status === 'closed' || status === 'cancelled')
    return { kind: 'over', clock: resolution };
  const [kind, clock] = response.done
    ? (['solution', resolution] as const)
    : (['answer', response] as const);
  if (status === 'waiting_customer' || status === 'waiting_third') return { kind: status, clock };
  return { kind: clock.dueAt === null ? 'none' : kind, clock };
}

async function eventsOf(db: Db, ids: readonly string[]): Promise<Map<string, ClockEvent[]>> {
  const rows = await rowsOf<{
    request: string;
    at: string;
    status: RequestStatus | null;
    kind: string;
  }>(
    db,
    `select request_id as request, at, status, kind from service_events
     where ${isOneOf('request_id', 'uuid')} and (status is not null or kind = 'answered') order by id`,
    [ids],
  );
  const byRequest = Map.groupBy(rows, ({ request }) => request);
  return new Map(
    [...byRequest].map(([id, all]) => [
      id,
      all.map(({ at, status, kind }) => ({
        at: Date.parse(at),
        ...(status && { status }),
        answered: kind === 'answered',
      })),
    ]),
  );
}

async function unreadOf(
  db: Db,
  caller: PersonCaller,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await rowsOf<{ request: string }>(
    db,
    `select t.request_id as request from threads t ${readOf(caller, ':reader')}
     where ${isOneOf('t.request_id', 'uuid', ':ids')} and ${isUnreadThread(caller)}`,
    { reader: caller.kind === 'staff' ? caller.identityId : caller.contactId, ids },
  );
  return new Set(rows.map(({ request }) => request));
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

function shown(
  caller: PersonCaller,
  row: RequestRow,
  { kind, clock }: Running,
  unread: boolean,
): ServiceRequest {
  const { recordKind, recordId, recordNumber, assignedId, assignedName } = row;
  const late = kind !== 'over' && clock.late;
  return {
    id: row.id,
    version: row.version,
    number: row.number,
    subject: row.subject,
    status: row.status,
    category: { code: row.categoryCode, labels: row.categoryLabels, icon: row.categoryIcon },
    customer: { number: row.customerNumber, name: row.customerName },
    contact: row.contact,
    record:
      recordKind !== 'customer' && recordId && recordNumber
        ? { kind: recordKind, id: recordId, number: recordNumber }
        : null,
    openedAt: row.openedAt,
    last: { at: row.lastAt, side: row.lastSide },
    unread,
    promise: {
      kind,
      dueAt: kind === 'answer' || kind === 'solution' ? iso(clock.dueAt) : null,
      late,
      by: late ? row.executive : null,
    },
    reopenUntil:
      row.reopenUntil && Date.parse(row.reopenUntil) > Date.now() ? row.reopenUntil : null,
    // Who has what to do, and how many minutes are left, is the company's own business.
    desk:
      caller.kind === 'staff'
        ? {
            priority: row.priority,
            assigned: assignedId && assignedName ? { id: assignedId, name: assignedName } : null,
            department: row.department,
            elapsed: clock.elapsed,
            target: clock.target,
          }
        : null,
  };
}
