import type { ErpAnswer } from '#contract/erp-desk';
import type { Locale } from '#contract/primitives';
import { rowsOf } from '../../db/rows.ts';
import type { Db } from '../../db/scope.ts';
import { attachmentName } from '../../output/attachment-name.ts';
import type { Attachment } from '../../output/mail.ts';
import type { Texts } from '../../output/texts.ts';
import { recordEvent, recordEvents } from '../../records/events.ts';
import { orderDocument } from './order.document.ts';
import type { OrderPdfs } from './order.renderer.ts';

/** Orders of a tenant that are told of at a time. */
const portion = 200;

type Taken = { number: string; orderId: string; customerId: string; companyId: string };

/**
 * Tells of orders that can no longer be undone that they were taken down, each once, however many servers look.
 * @returns whether there may be more
 */
export async function tellCaptured(db: Db, tenantId: string): Promise<boolean> {
  const taken = await rowsOf<Taken>(
    db,
    `with taken as (
       select d.tenant_id, d.id from order_drafts d
       join erp_tasks x on x.tenant_id = d.tenant_id and x.id = d.task_id
       where d.told_at is null and d.state in ('submitted', 'accepted', 'rejected')
         and x.state <> 'cancelled' and (x.state <> 'held' or x.due_at <= now())
       order by d.submitted_at limit ${portion} for update of d skip locked
     )
     update order_drafts d set told_at = now() from taken
     where d.tenant_id = taken.tenant_id and d.id = taken.id
     returning d.capture_number as number, d.order_id as "orderId", d.customer_id as "customerId",
       d.company_id as "companyId"`,
  );
  await recordEvents(
    db,
    taken.map(({ number, orderId, customerId, companyId }) => ({
      kind: 'order.captured' as const,
      customerId,
      companyId,
      record: { kind: 'order' as const, id: orderId },
      data: { number },
      // Its author is told as well: that it arrived is not the author's doing.
      actor: { kind: 'public' as const, id: null },
    })),
  );
  if (taken.length === portion) return true;
  await db('event_due')
    .where({ tenant_id: tenantId, reader: 'captured_orders' })
    .whereRaw('due_at <= now()')
    .delete();
  return false;
}

/** Tells the author of an order what the ERP made of it. */
export const tellAnswered = (
  db: Db,
  order: { captureNumber: string; orderId: string; customerId: string; companyId: string },
  answer: ErpAnswer,
): Promise<void> =>
  recordEvent(db, {
    kind: answer.result === 'accepted' ? 'order.accepted' : 'order.rejected',
    customerId: order.customerId,
    companyId: order.companyId,
    record: { kind: 'order', id: order.orderId },
    data: {
      number: order.captureNumber,
      ...(answer.result === 'accepted'
        ? { order: answer.number }
        : { reason: answer.text ?? null }),
    },
    actor: { kind: 'key', id: null },
  });

/** An order as a file: what draws it once no transaction is open; null where there is none. */
export type OrderFile = (
  db: Db,
  tenantId: string,
  asked: { orderId: string; locale: Locale; amounts: boolean },
) => Promise<(() => Promise<Attachment>) | null>;

export const createOrderFile =
  ({ orderPdfs, texts }: { orderPdfs: OrderPdfs; texts: Texts }): OrderFile =>
  async (db, tenantId, asked) => {
    const document = await orderDocument(db, tenantId, asked);
    if (!document) return null;
    const t = texts(asked.locale, document.strings);
    return async () => ({
      name: attachmentName(`${t('documents.order.file')}-${document.captureNumber}.pdf`),
      type: 'application/pdf',
      content: await orderPdfs.render(document, [tenantId, 'mails']),
    });
  };
