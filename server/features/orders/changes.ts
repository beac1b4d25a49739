import type { ErpAnswer } from '#contract/erp-desk';
import { today } from '#contract/format';
import type { ChangeAsked, OrderChange } from '#contract/order-changes';
import {
  closedStatuses,
  mostChangesADay,
  type ChangeAnswer,
  type ChangeState,
} from '#contract/order-words';
import type { Locale } from '#contract/primitives';
import { rowOf, rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { AppError } from '../../http/app-error.ts';
import { reachOf, reaches, type PersonCaller } from '../../http/caller.ts';
import { jsonbOf } from '../../http/text.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import type { CustomerConversations } from '../../records/conversations.ts';
import { addTask, cancelOpenTask, lateSince, type HeldTask } from '../../records/erp-tasks.ts';
import { recordEvent } from '../../records/events.ts';

/** What asking for a change needs of the process. */
export type ChangeDeps = { texts: Texts; conversations: CustomerConversations };

type Text = Partial<Record<Locale, string>>;

type Target = {
  id: string;
  number: string;
  captureNumber: string | null;
  status: string;
  customerId: string;
  companyId: string;
  contactId: string | null;
  addressId: string | null;
  companyCode: string;
  zone: string;
  positions: string[];
};

/** An order, locked until the transaction ends; null where there is none. */
const holdOrder = async (db: Db, id: string): Promise<Target | null> =>
  (
    await rowsOf<Target>(
      db,
      `select o.id, o.number, o.capture_number as "captureNumber", o.status, o.customer_id as "customerId",
         o.company_id as "companyId", o.contact_id as "contactId", o.address_id as "addressId", c.code as "companyCode", c.time_zone as zone,
         array(select i.position from order_items i where i.tenant_id = o.tenant_id and i.order_id = o.id) as positions
       from orders o join companies c on c.tenant_id = o.tenant_id and c.id = o.company_id
       where o.id = ? and o.deleted_at is null for update of o`,
      [id],
    )
  )[0] ?? null;

const columns = `m.id, m.kind, m.state, m.lines, m.requested_date::text as date, m.text, p.name as by, m.at, m.answer,
  m.answered_at as "answeredAt", ${lateSince} as "waitingSince"`;
const joined = `order_changes m
  join contacts p on p.tenant_id = m.tenant_id and p.id = m.contact_id
  left join erp_tasks x on x.tenant_id = m.tenant_id and x.id = m.task_id`;

/** What was asked to be changed of an order, the first first. */
export const changesOf = (db: Db, orderId: string): Promise<OrderChange[]> =>
  rowsOf<OrderChange>(
    db,
    `select ${columns} from ${joined} where m.order_id = ? order by m.at, m.id`,
    [orderId],
  );

const changeOf = (db: Db, id: string): Promise<OrderChange> =>
  rowOf<OrderChange>(db, `select ${columns} from ${joined} where m.id = ?`, [id]);

const refuse = (path: string, rule: string): never => {
  throw new AppError('invalid_input', { errors: [{ path: `body.${path}`, rule }] });
};

/** Holds what is asked for against its kind and its order. @throws AppError `invalid_input` */
function checkAsked({ kind, lines, date, text }: ChangeAsked, { positions, zone }: Target): void {
  lines.forEach(({ position, quantity }, i) => {
    if (!positions.includes(position)) refuse(`lines.${i}.position`, 'unknown_reference');
    if (kind === 'quantity' && quantity === undefined) refuse(`lines.${i}.quantity`, 'required');
  });
  if (new Set(lines.map(({ position }) => position)).size < lines.length)
    refuse('lines', 'repeated');
  if (kind === 'quantity' && lines.length === 0) refuse('lines', 'required');
  if (kind === 'date' && date === undefined) refuse('date', 'required');
  if (date !== undefined && date < today(zone)) refuse('date', 'past');
  if ((kind === 'address' || kind === 'other') && !text?.trim()) refuse('text', 'required');
}

/** The message that asks the company for it, in the words of its author's language. */
function messageOf(t: Translate, { kind, lines, date, text }: ChangeAsked, number: string): string {
  return [
    t(`order_change.${kind}_ask`, { number }),
    ...(date === undefined ? [] : [t('order_change.ask_for_date', { date })]),
    ...lines.map(({ position, quantity }) =>
      quantity === undefined
        ? t('order_change.ask_line', { position })
        : t('order_change.ask_line_quantity', { position, quantity }),
    ),
    ...(text?.trim() ? ['', text.trim()] : []),
  ].join('\n');
}

/**
 * Asks for an order to be changed: the ERP gets a task, and the company a conversation on the order.
 * @throws AppError `not_found`, `forbidden` where the order is another customer's, `order_closed`, `change_waiting`,
 *   `limit_reached`, `invalid_input`
 */
export async function askChange(
  db: Db,
  { texts, conversations }: ChangeDeps,
  caller: PersonCaller,
  orderId: string,
  asked: ChangeAsked,
): Promise<OrderChange> {
  const order = await holdOrder(db, orderId);
  if (!order || !reaches(reachOf(caller, 'orders.change_request'), order))
    throw new AppError('not_found');
  if (caller.kind !== 'contact' || caller.customer.id !== order.customerId)
    throw new AppError('forbidden');
  if ((closedStatuses as readonly string[]).includes(order.status))
    throw new AppError('order_closed');
  checkAsked(asked, order);
  await refuseMore(db, order, asked);
  const { kind, lines, date, text } = asked;
  const tenantId = caller.tenant.id;
  const t = texts(asked.locale);
  const [thread] = await db('threads')
    .insert({
      tenant_id: tenantId,
      customer_id: order.customerId,
      company_id: order.companyId,
      order_id: order.id,
      subject: t(`order_change.${kind}_subject`, { number: order.number }),
      created_by_contact: caller.contactId,
    })
    .returning<{ id: string }[]>('id');
  const { id } = await rowOf<{ id: string }>(db, 'select gen_random_uuid() as id');
  const task = await addTask(db, tenantId, {
    kind: 'order_change',
    customerId: order.customerId,
    key: id,
    heldSeconds: 0,
    payload: (reference) => ({
      reference,
      order: order.number,
      captureNumber: order.captureNumber,
      company: order.companyCode,
      customer: caller.customer.number,
      requestedBy: caller.personName,
      kind,
      lines: lines.map(({ position, quantity }) => ({ position, quantity: quantity ?? null })),
      date: date ?? null,
      text: text?.trim() || null,
    }),
  });
  await db('order_changes').insert({
    tenant_id: tenantId,
    id,
    order_id: order.id,
    customer_id: order.customerId,
    contact_id: caller.contactId,
    kind,
    lines: jsonbOf(
      lines.map(({ position, quantity }) => ({ position, quantity: quantity ?? null })),
    ),
    requested_date: date ?? null,
    text: text?.trim() || null,
    thread_id: thread!.id,
    task_id: task.id,
  });
  await conversations.post(db, caller, {
    threadId: thread!.id,
    text: messageOf(t, asked, order.number),
    files: [],
  });
  return changeOf(db, id);
}

/** @throws AppError `change_waiting` where the same waits already, `limit_reached` where a day has seen too many */
async function refuseMore(db: Db, order: Target, { kind }: ChangeAsked): Promise<void> {
  // The order is locked: whoever asks at the same time waits, and sees this one.
  const { waiting, today: count } = await rowOf<{ waiting: boolean; today: number }>(
    db,
    `select exists (select from order_changes where order_id = :orderId and kind = :kind and state = 'asked') as waiting,
       (select count(*)::integer from order_changes
        where customer_id = :customerId and at > now() - interval '1 day') as today`,
    { orderId: order.id, customerId: order.customerId, kind },
  );
  if (waiting) throw new AppError('change_waiting');
  if (count >= mostChangesADay) throw new AppError('limit_reached');
}

type Held = {
  id: string;
  orderId: string;
  kind: string;
  state: ChangeState;
  taskId: string | null;
} & Record<'number' | 'customerId' | 'companyId' | 'customerNumber', string>;

const heldSql = `select m.id, m.order_id as "orderId", m.kind, m.state, m.task_id as "taskId", o.number,
    o.customer_id as "customerId", o.company_id as "companyId", k.number as "customerNumber"
  from order_changes m
  join orders o on o.tenant_id = m.tenant_id and o.id = m.order_id
  join customers k on k.tenant_id = o.tenant_id and k.id = o.customer_id`;

type Answerer = { kind: 'staff' | 'key'; id: string | null };

/** Notes what was decided of a change, and tells whoever may ask for some. */
async function close(
  db: Db,
  held: Held,
  state: ChangeAnswer,
  text: Text | null,
  actor: Answerer,
): Promise<void> {
  await db('order_changes')
    .where({ id: held.id })
    .update({
      state,
      answer: text && jsonbOf(text),
      answered_by: actor.kind === 'staff' ? actor.id : null,
      answered_at: db.fn.now(),
    });
  await recordEvent(db, {
    kind: 'order.change_answered',
    customerId: held.customerId,
    companyId: held.companyId,
    record: { kind: 'order', id: held.orderId },
    data: { number: held.number, change: held.kind, answer: state },
    actor,
  });
}

/**
 * What somebody of the company says of a change, in the ERP's place: its task is taken back.
 * @returns the change, and of which order it is
 * @throws AppError `not_found`, `change_answered`
 */
export async function answerChange(
  db: Db,
  caller: PersonCaller,
  id: string,
  { answer, text }: { answer: ChangeAnswer; text?: Text | undefined },
): Promise<{ change: OrderChange; order: string; customer: string }> {
  const [held] = await rowsOf<Held>(db, `${heldSql} where m.id = ? for update of m`, [id]);
  const reach = reachOf(caller, 'orders.manage');
  if (!held || !reaches(reach, { ...held, contactId: null })) throw new AppError('not_found');
  if (held.state !== 'asked') throw new AppError('change_answered');
  if (held.taskId) await cancelOpenTask(db, held.taskId);
  await close(db, held, answer, text ?? null, { kind: 'staff', id: caller.identityId });
  return { change: await changeOf(db, id), order: held.number, customer: held.customerNumber };
}

/** What the ERP's answer to a change means. What changes of the order comes with its record. */
export async function changeAnswered(db: Db, task: HeldTask, answer: ErpAnswer): Promise<void> {
  const [held] = await rowsOf<Held>(db, `${heldSql} where m.task_id = ? for update of m`, [
    task.id,
  ]);
  if (held?.state !== 'asked' || answer.result === 'retry') return;
  await close(db, held, answer.result, answer.text ?? null, { kind: 'key', id: null });
}
