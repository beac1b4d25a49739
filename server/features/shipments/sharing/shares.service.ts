import { createHash, randomBytes } from 'node:crypto';
import type { ShipmentShare } from '#contract/shipment-sharing';
import { mostShares } from '#contract/sharing-words';
import { rowOf, rowsOf } from '../../../db/rows.ts';
import type { Db } from '../../../db/scope.ts';
import { AppError } from '../../../http/app-error.ts';
import { reaches, reachOf, type Holder, type PersonCaller } from '../../../http/caller.ts';
import { contactHolder, staffHolder } from '../../../records/holders.ts';
import { shipmentRecords } from '../shipments.queries.ts';

const view = 'shipments.view' as const;
/** Bytes of a code: nobody guesses one. */
const codeBytes = 20;

/** The code of an address, and what is kept of it. */
export function newCode(): { code: string; hash: Buffer } {
  const code = randomBytes(codeBytes).toString('base64url');
  return { code, hash: hashOf(code) };
}
export const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest();

const columns = `s.id, s.created_at as "createdAt", s.expires_at as "expiresAt", s.views,
  s.last_view_at as "lastViewAt", coalesce(c.name, i.name) as by`;
const makers = `left join contacts c on c.tenant_id = s.tenant_id and c.id = s.contact_id
  left join identities i on i.tenant_id = s.tenant_id and i.id = s.staff_identity_id`;
const alive = `s.revoked_at is null and s.expires_at > now()`;

async function shipmentIn(db: Db, caller: PersonCaller, id: string) {
  const found = await shipmentRecords.find(db, reachOf(caller, view), id);
  if (!found) throw new AppError('not_found');
  return found;
}

/** The links to a shipment that work, the newest first. @throws AppError `not_found` */
export async function listShares(
  db: Db,
  caller: PersonCaller,
  shipment: string,
): Promise<{ items: ShipmentShare[] }> {
  const { id } = await shipmentIn(db, caller, shipment);
  const items = await rowsOf<ShipmentShare>(
    db,
    `select ${columns} from shipment_shares s ${makers}
     where s.shipment_id = ? and ${alive} order by s.created_at desc, s.id limit ${mostShares}`,
    [id],
  );
  return { items };
}

/**
 * Makes a link.
 * @param base address of the server, below which the page is
 * @throws AppError `not_found`; `limit_reached` where so many links to it work already
 */
export async function createShare(
  db: Db,
  caller: PersonCaller,
  shipment: string,
  { days, base }: { days: number; base: string },
) {
  const { id, number, customerId } = await shipmentIn(db, caller, shipment);
  // Whoever makes one waits for others that do, so that none slips past the limit.
  await db.raw('select 1 from shipments where id = ? for update', [id]);
  const { count } = await rowOf<{ count: number }>(
    db,
    `select count(*)::int as count from shipment_shares s where s.shipment_id = ? and ${alive}`,
    [id],
  );
  if (count >= mostShares) throw new AppError('limit_reached');
  const { code, hash } = newCode();
  const share = await rowOf<ShipmentShare>(
    db,
    `with s as (
       insert into shipment_shares (tenant_id, shipment_id, customer_id, code_hash, contact_id, staff_identity_id, expires_at)
       values (:tenant, :id, :customerId, :hash, :contact, :staff, now() + make_interval(days => :days))
       returning *)
     select ${columns} from s ${makers}`,
    {
      tenant: caller.tenant.id,
      id,
      customerId,
      hash,
      contact: caller.contactId,
      staff: caller.kind === 'staff' ? caller.identityId : null,
      days,
    },
  );
  return { number, share, url: `${base}/s/${caller.tenant.slug}/${code}` };
}

/** Ends a link to a shipment that the caller sees. @returns the shipment's number @throws AppError `not_found` */
export async function revokeShare(db: Db, caller: PersonCaller, id: string): Promise<string> {
  const [share] = await rowsOf<{ shipment: string }>(
    db,
    `select s.shipment_id as shipment from shipment_shares s where s.id = ? and ${alive}`,
    [id],
  );
  if (!share) throw new AppError('not_found');
  const { number } = await shipmentIn(db, caller, share.shipment);
  await db('shipment_shares').where({ id }).update({ revoked_at: db.fn.now() });
  return number;
}

type Shared = Record<'id' | 'shipment' | 'customer', string> &
  Record<'contact' | 'staff', string | null>;

/**
 * The shipment behind a code, and what its maker may see: null where the link has ended, its maker may no longer see
 * the shipment, or the shipment is another customer's by now.
 * @param counted whether this is a look at it
 */
export async function openShare(
  db: Db,
  code: string,
  counted: boolean,
): Promise<{ shipment: string; holder: Holder } | null> {
  const [share] = await rowsOf<Shared>(
    db,
    `select s.id, s.shipment_id as shipment, s.customer_id as customer, s.contact_id as contact,
       s.staff_identity_id as staff
     from shipment_shares s where s.code_hash = ? and ${alive}`,
    [hashOf(code)],
  );
  if (!share) return null;
  const { contact, staff, customer } = share;
  const holder = contact ? await contactHolder(db, contact) : await staffHolder(db, staff!);
  if (!holder) return null;
  const found = await shipmentRecords.find(db, reachOf(holder, view), share.shipment);
  if (!found || !reaches({ customerIds: [customer] }, found)) return null;
  if (counted)
    await db.raw(
      'update shipment_shares set views = views + 1, last_view_at = now() where id = ?',
      [share.id],
    );
  return { shipment: share.shipment, holder };
}

/** Forgets links that ended a month ago. */
export const sweepShares = (db: Db): Promise<unknown> =>
  db.raw(
    `delete from shipment_shares where expires_at < now() - interval '30 days' or revoked_at < now() - interval '30 days'`,
  );
