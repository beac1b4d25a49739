import { byKeys, keyRows } from '../../db/keys.ts';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';

/** What an event names as the shipment it belongs to, as look-up keys. */
export type Named = {
  shipment: string | null;
  booking: string | null;
  documents: readonly string[];
  /** Empty where it names no container. */
  container: string;
  /** The day of the event, at its place. */
  day: string;
};

/** The shipment of an event; it waits where there is none yet, and nobody can say where there are several. */
export type Owner = { id: string } | 'waiting' | 'ambiguous';

type Candidate = {
  id: string;
  number: string;
  booking: string | null;
  master: string | null;
  house: string | null;
  opened: string;
  closed: string | null;
  boxes: string[];
};

/** Which shipments events belong to, in their order. */
export async function ownersOf(db: Db, events: readonly Named[]): Promise<Owner[]> {
  const numbers = distinct(events.map(({ shipment }) => shipment));
  const documents = distinct(events.flatMap((one) => [one.booking, ...one.documents]));
  const boxes = distinct(events.map(({ container }) => container || null));
  const from = (column: string) =>
    `select s.id from ${keyRows('text')} join shipments s on s.${column} = k.key`;
  const rows = await byKeys<Candidate>(
    db,
    ['shipments', 'containers'],
    `select s.id, s.number_key as number, s.booking_key as booking, s.master_key as master, s.house_key as house,
       s.opened_on as opened, s.closed_on as closed,
       array(select c.number_key from containers c where c.tenant_id = s.tenant_id and c.shipment_id = s.id) as boxes
     from shipments s where s.deleted_at is null and s.id in (
       ${from('number_key')} union ${from('booking_key')} union ${from('master_key')} union ${from('house_key')}
       union select c.shipment_id from ${keyRows('text')} join containers c on c.number_key = k.key)`,
    [numbers, documents, documents, documents, boxes],
  );
  const index = indexOf(rows);
  return events.map((event) => ownerOf(event, index));
}

const distinct = (keys: readonly (string | null)[]): string[] => [
  ...new Set(keys.filter((key) => key !== null)),
];

/** Candidates by everything that they are called. */
function indexOf(rows: readonly Candidate[]) {
  const by = {
    number: new Map<string, Candidate[]>(),
    document: new Map<string, Candidate[]>(),
    box: new Map<string, Candidate[]>(),
  };
  const put = (kind: keyof typeof by, key: string | null, row: Candidate) => {
    if (key === null) return;
    const known = by[kind].get(key);
    if (!known) by[kind].set(key, [row]);
    else if (!known.includes(row)) known.push(row);
  };
  for (const row of rows) {
    put('number', row.number, row);
    for (const key of [row.booking, row.master, row.house]) put('document', key, row);
    for (const key of row.boxes) put('box', key, row);
  }
  return by;
}

function ownerOf(event: Named, by: ReturnType<typeof indexOf>): Owner {
  const { shipment, booking, documents, container, day } = event;
  if (shipment !== null) return one(by.number.get(shipment) ?? []);
  const named = [booking, ...documents].flatMap((key) =>
    key === null ? [] : (by.document.get(key) ?? []),
  );
  const found = [...new Set(named)];
  if (found.length === 1) return one(found);
  // The box says which of several shipments of a document it is; without a document it is all there is.
  const withBox = container === '' ? [] : (by.box.get(container) ?? []);
  const both = found.length > 0 ? found.filter((row) => withBox.includes(row)) : withBox;
  const among = both.length > 0 ? both : found;
  return one(among.filter(({ opened, closed }) => opened <= day && (closed ?? day) >= day));
}

const one = (rows: readonly Candidate[]): Owner =>
  rows.length > 1 ? 'ambiguous' : rows.length === 1 ? { id: rows[0]!.id } : 'waiting';

/** Gives these shipments the events that came before them. */
export async function attachWaiting(db: Db, shipmentIds: string[]): Promise<void> {
  if (shipmentIds.length === 0) return;
  const rows = await rowsOf<Omit<Named, 'documents'> & { id: string; documents: string[] }>(
    db,
    `select distinct e.id, e.shipment_key as shipment, e.booking_key as booking, e.document_keys as documents,
       e.container_key as container, left(e.local_time, 10) as day
     from shipment_events e
     join ${keyRows('uuid')} on true
     join shipments s on s.id = k.key
     where e.shipment_id is null and e.deleted_at is null and (
       e.shipment_key = s.number_key
       or e.shipment_key is null and (
         e.booking_key in (s.booking_key, s.master_key, s.house_key)
         or s.booking_key = any(e.document_keys)
         or s.master_key = any(e.document_keys) or s.house_key = any(e.document_keys)
         or exists (select from containers c where c.tenant_id = s.tenant_id and c.shipment_id = s.id
           and c.number_key = e.container_key)))`,
    [shipmentIds],
  );
  if (rows.length === 0) return;
  const owners = await ownersOf(db, rows);
  const settled = rows.flatMap(({ id }, i) => {
    const owner = owners[i]!;
    return typeof owner === 'string' ? [] : [{ id, owner: owner.id }];
  });
  await byKeys(
    db,
    ['shipment_events'],
    `update shipment_events e set shipment_id = k.b from ${keyRows('uuid', 'uuid')} where e.id = k.a`,
    [settled.map(({ id }) => id), settled.map(({ owner }) => owner)],
  );
}
