// Every type of notification as the mail that its reader gets, in each language: a new type has its line here.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { formatDate } from '#contract/format';
import { notificationTypeNames, planOf, type NotificationType } from '#contract/notification-words';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { readWords } from '../../server/output/words.ts';
import { recordEvent, tenantsWithEvents, type EventKind } from '../../server/records/events.ts';
import { signIn, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { shipment } from '../support/freight.ts';
import { quoteOf } from '../support/quotes.ts';
import { startMailedPortal } from '../support/portal.ts';

type Language = 'es' | 'pt' | 'en';
const pageUrl = 'https://norte.example/portal';
type Case = {
  kind: EventKind;
  data: Record<string, unknown>;
  says: readonly string[];
  /** What is open of the portal where its button leads. */
  leads: string;
};

const date = '2026-12-11';
/** Stands for the date as a language writes it. */
const day = '<date>';
/** Stands for a country as a language calls it. */
const country = '<country>';
const germany = { es: 'Alemania', pt: 'Alemanha', en: 'Germany' };
const number = 'N-77';
const subject = 'Poder 88';
/** Stands for the id of a record in a place. */
const document = '5f0c0b1e-6a0f-4c0e-9f0a-0c0b1e6a0f4c';
const person = 'Ana Quiroga';
/** Sections of the portal by what happens there. */
const places: Record<string, string> = {
  order: 'orders',
  invoice: 'invoices',
  quote: 'quotes',
  payment: 'payments',
  shipment: 'shipments',
};
const numbered = (kind: EventKind, more: object = {}, ...says: string[]): Case => ({
  kind,
  data: { number, ...more },
  says: [number, ...says],
  leads: `/${places[kind.split('.')[0]!]}/<id>`,
});
const byPerson = (kind: EventKind, more: object = {}): Case => ({
  kind,
  data: { person, address: null, ...more },
  says: [person],
  leads: '/order-entry',
});
const titled = (kind: EventKind, more: object = {}, ...says: string[]): Case => ({
  kind,
  data: { subject, document, ...more },
  says: [subject, ...says],
  leads: `/documents/${document}`,
});

/** What happens, and what of it a mail has to name. */
const cases: Partial<Record<NotificationType, Case>> = {
  order_created: numbered('order.created'),
  order_status: numbered('order.status_changed', { status: 'concluded' }),
  order_captured: numbered('order.captured'),
  order_accepted: numbered('order.accepted', { order: '4500099' }, '4500099'),
  order_rejected: numbered('order.rejected'),
  order_change: numbered('order.change_answered', { answer: 'accepted' }),
  approval_asked: byPerson('approval.asked'),
  approval_waiting: byPerson('approval.waiting', { hours: 24 }),
  approval_decided: byPerson('approval.decided', { decision: 'approved' }),
  invoice_issued: numbered('invoice.issued', { kind: 'invoice' }),
  quote_issued: numbered('quote.issued'),
  quote_expiring: numbered('quote.expiring', { date }, day),
  dispute_decided: {
    ...numbered('payment.dispute_decided', { decision: 'accepted', dispute: document }),
    leads: `/payments?view=disputes;dispute=${document}`,
  },
  statement_available: {
    kind: 'statement.available',
    data: { company: 'Tanques 55', cutOff: date },
    says: ['Tanques 55', day],
    leads: '/statement',
  },
  shipment_status: numbered('shipment.status_changed', { status: 'arrived' }),
  shipment_milestone: numbered(
    'shipment.milestone',
    { status: 'arrived', place: 'Hamburg', country: 'DE' },
    country,
  ),
  shipment_eta: numbered(
    'shipment.arrival_moved',
    { way: 'later', from: '2026-12-09T08:00:00', to: `${date}T08:00:00` },
    day,
  ),
  clock_warning: numbered('shipment.free_days_end', { date }, day),
  deadline_near: numbered('shipment.deadline_near', { deadline: 'vgm', date }, day),
  document_attached: titled('document.attached'),
  document_expiring: titled('document.expiring', { date }, day),
};
/** Those whose mails are written where the thing is done, and held by the tests of that. */
const hasOwnMails = (type: NotificationType) =>
  Boolean(planOf(type).ownMails || planOf(type).legal);

const textsOf = (node: unknown): string[] =>
  typeof node === 'string' ? [node] : Object.values(node as object).flatMap(textsOf);
/** Whole lines that mails of other languages have and those of this one have not. */
function foreignLines(language: Language): Set<string> {
  const mailOf = (one: Language) => textsOf((readWords(one) as { mail: object }).mail);
  const own = new Set(mailOf(language));
  const others = (['es', 'pt', 'en'] as const).filter((one) => one !== language).flatMap(mailOf);
  return new Set(others.filter((text) => text.length > 3 && !own.has(text)));
}
/** What is read of HTML. */
const wordsOf = (html: string) =>
  html
    .replaceAll(/<(style|title|head)[^]*?<\/\1>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ');

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let inScope: InScope;
let tenantId: string;
let todo: Api;
let address: string;
let customerId: string;
/** A record of each kind that there is one of. */
let records: Record<'order' | 'invoice' | 'quote' | 'shipment', string>;

/** What is told of as a record, and by its id. */
function recordOf(kind: EventKind) {
  const of = kind.split('.')[0] as keyof typeof records;
  return of in records ? { kind: of, id: records[of] } : undefined;
}

async function mailOf({ kind, data }: Case) {
  await inScope({ tenantId }, (db) =>
    recordEvent(db, {
      kind,
      customerId,
      data,
      ...(recordOf(kind) && { record: recordOf(kind)! }),
      actor: { kind: 'key', id: null },
    }),
  );
  await settle();
  await running.sql(
    `update mails set due_at = now() where kind = 'notification' and state = 'queued'`,
  );
  await running.sql('update mail_due set due_at = now()');
  return running.mailbox.next(address);
}
/** Has the rules read all that happened; the portal's own clock does the same now and then. */
const settle = () =>
  eventually(
    async () => {
      await inScope({ tenantId }, (db) => applyRules(db, tenantId, 0));
      const left = await inScope({ tenantId: null }, (db) =>
        tenantsWithEvents(db, 'notifications'),
      );
      return left.length === 0;
    },
    () => 'There is always more',
  );

before(async () => {
  running = await startMailedPortal();
  inScope = running.inScope ?? createScope(running.connection);
  const one = async (text: string) => (await running.sql<{ id: string }>(text))[0]!.id;
  tenantId = await one(`select id from tenants where slug = 'norte'`);
  todo = await signIn(running.url, 'todo');
  address = (await todo<{ email: string }>('GET /me')).body.email;
  await running.portal.sync('norte', 'shipments', [shipment(number)]);
  await running.portal.sync('norte', 'quotes', [quoteOf(number)]);
  const shipmentId = await one(`select id from shipments where number = '${number}'`);
  customerId = await one(`select customer_id as id from shipments where id = '${shipmentId}'`);
  const ofCustomer = (table: string) =>
    one(`select id from ${table} where customer_id = '${customerId}' limit 1`);
  records = {
    order: await ofCustomer('orders'),
    invoice: await ofCustomer('invoices'),
    quote: await ofCustomer('quotes'),
    shipment: shipmentId,
  };
  // Some are told to whoever ordered.
  await running.sql(
    `update orders set contact_id = (select id from contacts where external_id = 'C-1' and customer_id = '${customerId}')
     where id = '${records.order}'`,
  );
  await running.sql(`update tenants set page_url = '${pageUrl}' where slug = 'norte'`);
  await settle();
  await todo('PUT /me/notification-preferences', {
    body: { items: Object.keys(cases).map((type) => ({ type, mail: 'now' })) },
  });
  await running.sql(`delete from mails where kind = 'notification'`);
});
after(() => running.close());

describe('the mail of a notification', () => {
  test('is held here of every type that has no mails of its own', () => {
    assert.deepEqual(
      Object.keys(cases).toSorted(),
      notificationTypeNames.filter((type) => !hasOwnMails(type)).toSorted(),
    );
  });

  for (const language of ['es', 'pt', 'en'] as const)
    test(`says in ${language} what happened, to what, when, and leads to the portal`, async () => {
      await todo('PATCH /me', { body: { locale: language } });
      const foreign = foreignLines(language);
      const written = formatDate(date, {
        language,
        region: { es: 'es-MX', pt: 'pt-BR', en: 'en-US' }[language],
      });
      const { action } = (
        readWords(language) as unknown as { mail: { notice: { action: string } } }
      ).mail.notice;
      for (const [type, one] of Object.entries(cases)) {
        const mail = await mailOf(one);
        const html = wordsOf(mail.html);
        for (const [form, text] of [
          ['text', `${mail.subject}\n${mail.text}`],
          ['HTML', html],
        ] as const) {
          assert.doesNotMatch(
            text,
            /\{\{|undefined|\b(mail|notice|status|shipments)\.[a-z_]+/,
            type,
          );
          for (const said of one.says) {
            const expected =
              said === day ? written : said === country ? `Hamburg, ${germany[language]}` : said;
            assert.ok(text.includes(expected), `${type}, ${form}: ${expected} in ${text}`);
          }
        }
        const lines = mail.text.split('\n').map((line) => line.trim());
        assert.deepEqual(
          lines.filter((line) => foreign.has(line)),
          [],
          type,
        );
        assert.ok(html.includes(mail.subject), `${type}: its heading`);
        assert.ok(html.includes(action) && mail.text.includes(action), type);
        const id = recordOf(one.kind)?.id ?? '';
        const href = `${pageUrl}#${one.leads.replace('<id>', id)}`;
        assert.ok(mail.text.includes(href), `${type}: ${href} in ${mail.text}`);
        assert.ok(mail.html.includes(`href="${href}"`), `${type}: ${href}`);
      }
    });
});
