import { z } from 'zod';
import { defaultRegions, formatDate, formatMoney, type FormatContext } from '#contract/format';
import type { NotificationType } from '#contract/notification-words';
import { placeText } from '#contract/place-words';
import type { Locale } from '#contract/primitives';
import { isKnownCode } from '#contract/shipment-words';
import { rowsOf } from '../../db/rows.ts';
import type { Db, InScope } from '../../db/scope.ts';
import { reaches, reachOf } from '../../http/caller.ts';
import { safeFileName } from '../../http/file-name.ts';
import type { Attachment, Block, ComposedMail, Composer } from '../../output/mail.ts';
import type { Texts, Translate } from '../../output/texts.ts';
import { eventsById, type Event } from '../../records/events.ts';
import { helpLine } from '../../records/executives.ts';
import { filesOfInvoice } from '../../records/fiscal-files.ts';
import { lookOf, senderOf, type Sender } from '../../records/sender.ts';
import { placeOfNews } from './places.ts';
import { choiceOf, mayHear, personById, typeOf, wantsToHear, type Person } from './people.ts';
import { writeToken, type Ended } from './unsubscribe.ts';

const noticeData = z.object({
  contactId: z.uuid(),
  events: z.array(z.string()),
  digest: z.boolean(),
});

/** What is told of one record, or of one statement: the newest that happened to it, and how much happened. */
type News = { type: NotificationType; event: Event; times: number };

/** Groups a mail tells of at most; the others are counted. */
const mostNews = 40;

/** An order as a file; see `OrderFile` of the feature that draws it. */
type OrderFile = (
  db: Db,
  tenantId: string,
  asked: { orderId: string; locale: Locale; amounts: boolean },
) => Promise<(() => Promise<Attachment>) | null>;

export type NoticeMailDeps = {
  inScope: InScope;
  texts: Texts;
  publicUrl: URL;
  defaultFrom: string;
  orderFile: OrderFile;
};

/** The mails of notifications. Who may hear of what is decided once more as they are written. */
export function createNotificationMails(deps: NoticeMailDeps): Record<string, Composer> {
  return {
    notification: async ({ tenantId, data }) => {
      const draft = await deps.inScope({ tenantId }, async (db) => {
        const { contactId, events, digest } = noticeData.parse(data);
        const person = await personById(db, contactId);
        if (!person?.address) return null;
        const news = newsFor(person, await eventsById(db, events));
        if (news.length === 0) return null;
        const mail = await write(deps, { db, tenantId, person, news, digest });
        return {
          mail,
          draw: digest ? null : await orderFileFor(deps, db, tenantId, person, news, mail),
        };
      });
      if (!draft?.draw) return draft && draft.mail;
      // Drawn while nothing holds a transaction.
      return { ...draft.mail, attachments: [await draft.draw()] };
    },
  };
}

/** What a contact may and wants to hear of now, by record, the newest state of each. */
function newsFor(person: Person, events: readonly Event[]): News[] {
  const news = new Map<string, News>();
  for (const event of events) {
    const type = typeOf(event);
    if (!type || choiceOf(person.chosen, type).mail === 'off') continue;
    if (!mayHear(person, type, event) || !wantsToHear(person, event)) continue;
    // What happens to a record after it was made is told as what became of it.
    const about = event.record?.id ?? `${type} ${event.companyId}`;
    const times = (news.get(about)?.times ?? 0) + 1;
    news.delete(about);
    news.set(about, { type, event, times });
  }
  return [...news.values()];
}

type NoticeContext = {
  db: Db;
  tenantId: string;
  person: Person;
  news: News[];
  digest: boolean;
};
type Words = { t: Translate; locale: Locale; format: FormatContext; sender: Sender };

async function write(
  { texts, publicUrl, defaultFrom }: NoticeMailDeps,
  { db, tenantId, person, news, digest }: NoticeContext,
): Promise<ComposedMail> {
  const sender = await senderOf(db, tenantId);
  const locale = person.locale ?? sender.locale;
  const t = texts(locale, sender.strings[locale]);
  const format = { language: locale, region: sender.formats[locale] ?? defaultRegions[locale] };
  const words = { t, locale, format, sender };
  const ended: Ended = digest ? 'digest' : news[0]!.type;
  const token = await writeToken(db, { tenantId, contactId: person.id, ended });
  const leave = new URL(`${publicUrl.href.replace(/\/$/, '')}/u/${token}`).href;
  // What is kept on by the company cannot be left, and says so.
  const locked = !digest && choiceOf(person.chosen, news[0]!.type).locked;
  const subject = subjectOf(news, digest, words);
  const attachments = digest ? [] : await filesFor(db, person, news);
  return {
    to: { name: person.name, address: person.address! },
    from: sender.mailFrom ?? { name: sender.name, address: defaultFrom },
    ...(!locked && { unsubscribe: leave }),
    look: lookOf(sender),
    ...(attachments.length > 0 && { attachments }),
    letter: {
      locale,
      subject,
      heading: subject,
      blocks: [
        paragraph(t('mail.greeting', { name: person.name.toLocaleUpperCase(locale) })),
        ...(await bodyOf(db, person, news, digest, words)),
        ...(sender.pageUrl
          ? [
              {
                kind: 'action',
                label: t('mail.notice.action'),
                href: placeOfNews(sender.pageUrl, news),
              } as const,
            ]
          : []),
        paragraph(t('mail.regards')),
        { kind: 'note', text: t('mail.no_reply') },
        locked
          ? { kind: 'note', text: t('mail.notice.locked', { brand: sender.name }) }
          : {
              kind: 'link',
              text: t(digest ? 'mail.notice.why_digest' : 'mail.notice.why', {
                type: t(`notice.type_${ended}`),
              }),
              label: t('mail.notice.leave'),
              href: leave,
            },
      ],
    },
  };
}

/** The order that a mail says was taken down, with amounts for those alone who may see them. */
function orderFileFor(
  { orderFile }: NoticeMailDeps,
  db: Db,
  tenantId: string,
  { holder }: Person,
  news: readonly News[],
  { letter: { locale } }: ComposedMail,
) {
  const [one] = news;
  if (news.length !== 1 || one!.type !== 'order_captured' || !one!.event.record) return null;
  const amounts = holder.grants.has('orders.amounts');
  return orderFile(db, tenantId, { orderId: one!.event.record.id, locale, amounts });
}

const filePermissions = { xml: 'invoices.xml', pdf: 'invoices.pdf' } as const;
const fileTypes = { xml: 'application/xml', pdf: 'application/pdf' } as const;

/** The files of the one invoice a mail is about, as far as they are there by now and its reader may have them. */
async function filesFor(db: Db, { holder }: Person, news: readonly News[]): Promise<Attachment[]> {
  const record = news.length === 1 ? news[0]!.event.record : null;
  if (record?.kind !== 'invoice') return [];
  return (await filesOfInvoice(db, record.id))
    .filter(({ kind, customerId, companyId }) => {
      // A fiscal document names no contact: its files reach as far as the customer.
      const { contactId, ...reach } = reachOf(holder, filePermissions[kind]);
      return reaches(reach, { customerId, companyId, contactId: contactId ?? null });
    })
    .map(({ kind, fileName, content }) => ({
      name: safeFileName(fileName, `.${kind}`),
      type: fileTypes[kind],
      content,
    }));
}

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });

function subjectOf(news: readonly News[], digest: boolean, { t, sender, format }: Words): string {
  if (digest) return t('mail.notice.digest_subject', { brand: sender.name, count: news.length });
  const [{ type, event }] = news as [News, ...News[]];
  if (news.length > 1) return t(`mail.notice.${type}_several`, { count: news.length });
  return t(`mail.notice.${stemOf(type, event)}_subject`, paramsOf(event, t, format));
}

/** The texts of a type, of which some differ by what happened. */
function stemOf(type: NotificationType, { data }: Event): string {
  if (type === 'shipment_status' && data.corrected) return 'shipment_correction';
  return type === 'shipment_eta' ? `shipment_eta_${String(data.way)}` : type;
}

/** What the texts of an event are made of, in words. */
function paramsOf(
  { data, record }: Event,
  t: Translate,
  format: FormatContext,
): Record<string, string> {
  const text = (name: string) => (typeof data[name] === 'string' ? data[name] : '');
  const ofShipment = record?.kind === 'shipment';
  const day = text('cutOff') || text('date') || text('to').slice(0, 10);
  return {
    number: text('number'),
    subject: text('subject'),
    person: text('person'),
    status: ofShipment ? '' : text('status') && t(`status.${text('status')}`),
    state: ofShipment ? shipmentState(text('status'), placeOf(data, format.language), t) : '',
    deadline: text('deadline') && t(`notice.deadline_${text('deadline')}`),
    order: text('order'),
    document: text('kind') && t(`mail.notice.document_${text('kind')}`),
    company: text('company'),
    date: day && formatDate(day, format),
  };
}

/** Where it is, in full; empty where nobody said. */
function placeOf({ place, country }: Event['data'], language: Locale): string {
  if (typeof place !== 'string') return '';
  return placeText(
    { code: place, name: null, country: typeof country === 'string' ? country : null },
    language,
  );
}

/** What became of a shipment, in words: where it is known, with the place. */
const shipmentState = (status: string, place: string, t: Translate): string =>
  status && (place ? t(`notice.at_${status}`, { place }) : t(`notice.is_${status}`));

async function bodyOf(
  db: Db,
  person: Person,
  news: readonly News[],
  digest: boolean,
  words: Words,
): Promise<Block[]> {
  const { t, format, sender } = words;
  if (news.length === 1 && !digest) {
    const [{ type, event, times }] = news as [News];
    const rows = await factsOf(db, person, event, words);
    return [
      paragraph(
        t(`mail.notice.${stemOf(type, event)}_lead`, {
          ...paramsOf(event, t, format),
          brand: sender.name,
        }),
      ),
      ...(times > 1 ? [paragraph(t('mail.notice.times', { count: times }))] : []),
      ...(rows.length > 0 ? [{ kind: 'facts', rows } as const] : []),
    ];
  }
  const shown = news.slice(-mostNews);
  const rest = news.length - shown.length;
  return [
    paragraph(
      t(digest ? 'mail.notice.digest_lead' : 'mail.notice.many_lead', { brand: sender.name }),
    ),
    {
      kind: 'list',
      items: shown.map(({ type, event, times }) => {
        const line = t(`mail.notice.${stemOf(type, event)}_line`, paramsOf(event, t, format));
        return times > 1 ? `${line} (${t('mail.notice.times', { count: times })})` : line;
      }),
    },
    ...(rest > 0 ? [paragraph(t('mail.notice.rest', { count: rest }))] : []),
  ];
}

type Facts = Extract<Block, { kind: 'facts' }>['rows'];

/** The record as it is now; amounts for those alone who may see them. */
async function factsOf(db: Db, person: Person, event: Event, words: Words): Promise<Facts> {
  if (event.record?.kind === 'order')
    return [...(await orderFacts(db, person, event.record.id, words)), ...reasonOf(event, words)];
  if (event.record?.kind === 'invoice') return invoiceFacts(db, event.record.id, words);
  if (event.record?.kind === 'quote') return quoteFacts(db, event.record.id, words);
  if (event.record?.kind === 'shipment') return shipmentFacts(db, event.record.id, event, words);
  return [];
}

/** Why the ERP would not have an order, in the reader's language where it said so. */
function reasonOf({ data }: Event, { t, locale }: Words): Facts {
  const said = z.record(z.string(), z.string()).safeParse(data.reason).data;
  const reason = said && (said[locale] ?? Object.values(said)[0]);
  return reason ? [{ label: t('mail.notice.fact_reason'), value: reason }] : [];
}

async function orderFacts(
  db: Db,
  { holder }: Person,
  id: string,
  { t, format }: Words,
): Promise<Facts> {
  const [order] = await rowsOf<{
    number: string;
    purchaseOrder: string | null;
    date: string;
    status: string;
    amount: string;
    currency: string;
  }>(
    db,
    `select number, purchase_order as "purchaseOrder", order_date as date, status, amount, currency
     from orders where id = ? and deleted_at is null`,
    [id],
  );
  if (!order) return [];
  const { number, purchaseOrder, date, status, amount, currency } = order;
  return [
    { label: t('mail.notice.fact_order'), value: number },
    ...(purchaseOrder
      ? [{ label: t('mail.notice.fact_purchase_order'), value: purchaseOrder }]
      : []),
    { label: t('mail.notice.fact_date'), value: formatDate(date, format) },
    { label: t('mail.notice.fact_status'), value: t(`status.${status}`) },
    ...(holder.grants.has('orders.amounts')
      ? [{ label: t('mail.notice.fact_amount'), value: formatMoney(amount, currency, format) }]
      : []),
  ];
}

async function invoiceFacts(db: Db, id: string, { t, format }: Words): Promise<Facts> {
  const [invoice] = await rowsOf<{
    number: string;
    kind: string;
    date: string;
    dueDate: string | null;
    total: string;
    currency: string;
  }>(
    db,
    `select number, kind, invoice_date as date, due_date as "dueDate", total, currency
     from invoices where id = ? and deleted_at is null`,
    [id],
  );
  if (!invoice) return [];
  const { number, kind, date, dueDate, total, currency } = invoice;
  return [
    { label: t(`mail.notice.document_${kind}`), value: number },
    { label: t('mail.notice.fact_date'), value: formatDate(date, format) },
    ...(dueDate ? [{ label: t('mail.notice.fact_due'), value: formatDate(dueDate, format) }] : []),
    { label: t('mail.notice.fact_total'), value: formatMoney(total, currency, format) },
  ];
}

async function quoteFacts(db: Db, id: string, { t, format }: Words): Promise<Facts> {
  const [quote] = await rowsOf<{
    number: string;
    version: number;
    subject: string | null;
    validUntil: string;
    total: string;
    currency: string;
  }>(
    db,
    `select number, version, subject, valid_until as "validUntil", least_total as total, currency
     from quotes where id = ? and deleted_at is null`,
    [id],
  );
  if (!quote) return [];
  const { number, version, subject, validUntil, total, currency } = quote;
  return [
    { label: t('mail.notice.fact_quote'), value: `${number} v${version}` },
    ...(subject === null ? [] : [{ label: t('quotes.subject'), value: subject }]),
    { label: t('mail.notice.fact_valid'), value: formatDate(validUntil, format) },
    { label: t('mail.notice.fact_total'), value: formatMoney(total, currency, format) },
  ];
}

/** The shipment as it is now, what changed of it, and what is expected next. */
async function shipmentFacts(
  db: Db,
  id: string,
  { data }: Event,
  { t, format, locale }: Words,
): Promise<Facts> {
  const [shipment] = await rowsOf<{
    number: string;
    status: string;
    arrival: string | null;
    code: string | null;
    expected: string | null;
    customerId: string;
    companyId: string;
  }>(
    db,
    `select s.number, s.status, s.arrival ->> 'local' as arrival, n.code, n.expected,
       s.customer_id as "customerId", s.company_id as "companyId"
     from shipments s
     left join lateral (
       select m.code, coalesce(m.estimated, m.planned) ->> 'local' as expected from shipment_milestones m
       where m.tenant_id = s.tenant_id and m.shipment_id = s.id and m.state in ('estimated', 'planned')
         and not m.overtaken order by m.position limit 1) n on true
     where s.id = ? and s.deleted_at is null`,
    [id],
  );
  if (!shipment) return [];
  const day = (local: unknown) => formatDate(String(local).slice(0, 10), format);
  const change = (from: string | null, to: string) => (from === null ? to : `${from} → ${to}`);
  const { number, status, arrival, code, expected } = shipment;
  const [was, moved] = [data.from, data.to];
  const before = typeof was === 'string' && !moved ? t(`shipments.status_${was}`) : null;
  const help = await helpLine(db, shipment, { t, locale });
  return [
    { label: t('mail.notice.fact_shipment'), value: number },
    {
      label: t('mail.notice.fact_status'),
      value: change(before, t(`shipments.status_${status}`)),
    },
    ...(arrival === null
      ? []
      : [
          {
            label: t('mail.notice.fact_arrival'),
            value: change(moved ? day(was) : null, day(moved ?? arrival)),
          },
        ]),
    ...(code !== null && expected !== null && isKnownCode(code)
      ? [
          {
            label: t('mail.notice.fact_next'),
            value: `${t(`shipments.event_${code}`)}, ${day(expected)}`,
          },
        ]
      : []),
    ...(help === undefined
      ? []
      : [{ label: t('mail.notice.fact_help'), value: help.text, reach: help.reach }]),
  ];
}
