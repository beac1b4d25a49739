import type { NotificationType, NotifiedRecord } from '#contract/notification-words';
import { notifiedRecords } from '#contract/notification-words';
import type { Section } from '#contract/sections';
import type { Event } from '../../records/events.ts';
import { placeOn, type MailedPlace } from '../../records/sender.ts';

const sectionsOfRecords: Record<NotifiedRecord, Section> = {
  order: 'orders',
  invoice: 'invoices',
  thread: 'messages',
  request: 'service',
  quote: 'quotes',
  payment: 'payments',
  shipment: 'shipments',
};

type Told = { type: NotificationType; event: Pick<Event, 'record' | 'data'> };

/** Where the portal shows what a notification tells of; null where that is the person's own account. */
function placeOf({ type, event: { record, data } }: Told): MailedPlace | null {
  const kind = notifiedRecords.find((one) => one === record?.kind);
  if (kind) return { section: sectionsOfRecords[kind], open: record!.id };
  if (type.startsWith('approval_')) return { section: 'order-entry' };
  if (type.startsWith('document_'))
    return { section: 'documents', open: typeof data.document === 'string' ? data.document : null };
  if (type === 'dispute_decided') {
    const { dispute } = data;
    const params = { view: 'disputes', ...(typeof dispute === 'string' && { dispute }) };
    return { section: 'payments', params };
  }
  return type === 'statement_available' ? { section: 'statement' } : null;
}

/**
 * The address that the mail of some news leads to: the record itself where it tells of one, the section where it tells
 * of several of it, else the page as it opens.
 */
export function placeOfNews(pageUrl: string, news: readonly Told[]): string {
  const [first, ...others] = news.map(placeOf);
  if (!first || others.some((one) => one?.section !== first.section)) return pageUrl;
  return placeOn(pageUrl, others.length === 0 ? first : { section: first.section });
}
