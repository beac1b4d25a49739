// A customer whose every text can be told from all others, with a record of its own of every kind: whoever has no right to
// it is asked for nothing else.
import assert from 'node:assert/strict';
import ExcelJS from 'exceljs';
import { addDays, today } from '#contract/format';
import type { DocumentDetail } from '#contract/documents';
import type { ThreadDetail } from '#contract/messages';
import { contactPermissions } from '#contract/permissions';
import { signIn, type Answer, type Api } from './api.ts';
import { hostOrigin, item, order } from './fixtures.ts';
import { shipment } from './freight.ts';
import { openItem } from './ledger.ts';
import { readPdf } from './pdf-reader.ts';
import type { TestPortal } from './portal.ts';
import { quoteOf } from './quotes.ts';
import { beginUpload, pdfOf, upload } from './uploads.ts';
import { readZip } from './zip.ts';

/** The customer of whoever asks, and the one that is none of its business. */
export const mine = '1002945';
export const other = '7700000001';
/** Stands in every text that is the other customer's, and in every text between people of the company. */
export const theirs = 'ZARAPITO';
export const internal = 'CHIRIMOYA';
export const nobody = '00000000-0000-4000-8000-000000000000';

/** Id of the one row that a statement answers first. */
export const idOf = async (running: TestPortal, sql: string): Promise<string> =>
  (await running.sql<{ id: string }>(sql))[0]!.id;

/**
 * Makes the other customer.
 * @param staff a person of the company with every right
 * @returns ids of its records, by what paths call them
 */
export async function makeOther(running: TestPortal, staff: Api): Promise<Record<string, string>> {
  const { sync, admin } = running.portal;
  await seedOther(sync);
  await admin.createLogin('norte', {
    contact: 'Z-1',
    logins: [`${theirs.toLowerCase()}@ajeno.example`],
    password: 'una clave larga 1',
    grants: contactPermissions.map((permission) => ({ permission, scope: 'customer' })),
  });
  const owner = await signIn(running.url, `${theirs.toLowerCase()}@ajeno.example`);
  const made = await owner<{ id: string }>('POST /statements', { body: { company: 'SM01' } });
  assert.equal(made.status, 201, made.text);
  const file = await upload(owner, `${theirs}.pdf`, pdfOf(500));
  const handedIn = await owner<DocumentDetail>('POST /documents', {
    body: { owner: `customer:${other}`, type: 'other', upload: file.body.id },
  });
  assert.equal(handedIn.status, 201, handedIn.text);
  const begun = await beginUpload(owner, `${theirs} 2.pdf`, 500);
  const sent = await upload(owner, `${theirs} 3.pdf`, pdfOf(500), 'message');
  const begunThread = await owner<{ id: string }>('POST /threads', {
    body: { owner: `customer:${other}`, subject: theirs, text: theirs, files: [sent.body.id] },
  });
  assert.equal(begunThread.status, 201, begunThread.text);
  const thread = await owner<ThreadDetail>(`GET /threads/${begunThread.body.id}`);
  const of = (table: string) =>
    idOf(
      running,
      `select t.id from ${table} t join customers c on c.id = t.customer_id where c.number = '${other}' limit 1`,
    );
  const shared = await owner<{ share: { id: string } }>(
    `POST /shipments/${await of('shipments')}/shares`,
    { body: {} },
  );
  assert.equal(shared.status, 201, shared.text);
  const ordered = await owner<{ id: string }>('POST /order-drafts', { body: { title: theirs } });
  assert.equal(ordered.status, 201, ordered.text);
  const category = await staff('PUT /service-categories/otro', {
    body: {
      version: 0,
      labels: { es: 'Otro' },
      icon: 'chat',
      fields: [],
      visible: true,
      priority: 'normal',
      targets: {},
      department: null,
      erp: false,
    },
  });
  assert.equal(category.status, 200, category.text);
  const asksFor = { category: 'otro', subject: theirs, text: theirs };
  const requested = await owner<{ id: string }>('POST /service-requests', { body: asksFor });
  assert.equal(requested.status, 201, requested.text);
  const filter = { list: 'orders', name: theirs, filter: { q: theirs } };
  const filters = await owner<{ items: { id: string }[] }>('PUT /saved-filters', { body: filter });
  assert.equal(filters.status, 200, filters.text);
  await sync('norte', 'contracts', [
    {
      number: `K-${theirs}`,
      customer: other,
      company: 'SM01',
      title: theirs,
      start: '2026-01-01',
    },
  ]);
  await admin.setPaymentAccount('norte', {
    company: 'SM01',
    provider: 'stripe',
    mode: 'test',
    name: internal,
    methods: ['card'],
    credentials: { secretKey: internal, webhookSecrets: [] },
  });
  const { items } = (
    await owner<{ items: { id: string; payable: string; currency: string }[] }>(
      'GET /payable-items',
    )
  ).body;
  const [open] = items.filter(({ payable }) => !payable.startsWith('-'));
  const paid = await owner<{ id: string }>('POST /payments', {
    body: {
      company: 'SM01',
      currency: open!.currency,
      method: 'card',
      items: [{ id: open!.id, amount: open!.payable }],
      returnTo: `${hostOrigin.norte}/${theirs}`,
      locale: 'es',
    },
  });
  assert.equal(paid.status, 201, paid.text);
  await running.sql(
    `update payments set receipt_code = '${theirs}', received = 1 where id = '${paid.body.id}'`,
  );
  const promised = await owner<{ items: { id: string }[] }>('POST /promises', {
    body: {
      company: 'SM01',
      items: [{ id: open!.id, amount: open!.payable }],
      date: addDays(today('America/Mexico_City'), 9),
      note: theirs,
    },
  });
  assert.equal(promised.status, 201, promised.text);
  const disputed = await owner<{ id: string }>('POST /disputes', {
    body: { company: 'SM01', item: open!.id, reason: 'another', text: theirs },
  });
  assert.equal(disputed.status, 201, disputed.text);
  const proofs = await running.sql<{ id: string }>(
    `with file as (
       insert into files (tenant_id, name, purpose, media_type, sha256, bytes, state, scan)
       select tenant_id, '${theirs}.pdf', 'proof', 'application/pdf', '', 1, 'ready', 'off' from payments
       where id = '${paid.body.id}' returning id)
     insert into payment_proofs (tenant_id, payment_id, file_id, amount, value_date, contact_id)
     select p.tenant_id, p.id, f.id, 1, '2026-01-01', p.contact_id from payments p, file f
     where p.id = '${paid.body.id}' returning id`,
  );
  const disputeFiles = await running.sql<{ id: string }>(
    `with file as (
       insert into files (tenant_id, name, purpose, media_type, sha256, bytes, state, scan)
       select tenant_id, '${theirs}.pdf', 'dispute', 'application/pdf', '', 1, 'ready', 'off' from payment_disputes
       where id = '${disputed.body.id}' returning id)
     insert into payment_dispute_files (tenant_id, dispute_id, file_id, side, position)
     select s.tenant_id, s.id, f.id, 'customer', 0 from payment_disputes s, file f where s.id = '${disputed.body.id}'
     returning id`,
  );
  return {
    'saved-filters': filters.body.items[0]!.id,
    contracts: await of('contracts'),
    'service-requests': requested.body.id,
    payments: paid.body.id,
    'payment-proofs': proofs[0]!.id,
    promises: promised.body.items[0]!.id,
    disputes: disputed.body.id,
    'dispute-files': disputeFiles[0]!.id,
    approvals: ordered.body.id,
    'order-drafts': ordered.body.id,
    orders: await of('orders'),
    quotes: await of('quotes'),
    invoices: await of('invoices'),
    contacts: await of('contacts'),
    statements: made.body.id,
    'fiscal-files': await of('fiscal_files'),
    shipments: await of('shipments'),
    shares: shared.body.share.id,
    documents: handedIn.body.id,
    'document-versions': handedIn.body.versions[0]!.id,
    uploads: begun.body.id,
    threads: thread.body.id,
    messages: thread.body.messages[0]!.id,
    'message-files': sent.body.id,
  };
}

/** A customer whose every text can be told from all others. */
async function seedOther(sync: TestPortal['portal']['sync']) {
  const own = (more: object) => ({ customer: other, ...more });
  const records = {
    customers: [
      {
        number: other,
        name: `${theirs} Comercial`,
        companies: [{ company: 'SM01', currency: 'MXN', creditLimit: '770077.07' }],
      },
    ],
    addresses: [own({ code: 'Z1', name: `${theirs} Bodega`, street: `${theirs} 1` })],
    contacts: [own({ id: 'Z-1', name: `${theirs} Persona`, email: `${theirs}@ajeno.example` })],
    orders: [
      order('7700000010', {
        customer: other,
        shipTo: 'Z1',
        purchaseOrder: `OC-${theirs}`,
        items: [item('10', { descriptions: { es: `${theirs} a la medida` } })],
      }),
    ],
    invoices: [
      {
        number: `F-${theirs}`,
        company: 'SM01',
        customer: other,
        date: '2026-03-02',
        currency: 'MXN',
        net: '1.00',
        tax: '0.16',
        total: '1.16',
        items: [{ position: '1', quantity: '1', unit: 'PZA', amount: '1.00', tax: '0.16' }],
      },
    ],
    quotes: [quoteOf(`Q-${theirs}`, 1, { customer: other, company: 'SM01', subject: theirs })],
    shipments: [
      shipment(`EX-${theirs}`, {
        customer: other,
        references: [{ kind: 'customer_order', value: `OC-${theirs}` }],
      }),
    ],
    'open-items': [openItem(`X-${theirs}`, { customer: other })],
    'payment-slips': [
      {
        company: 'SM01',
        id: theirs,
        item: openItem(`X-${theirs}`).id,
        kind: 'reference',
        content: theirs,
        amount: '1.00',
        currency: 'MXN',
      },
    ],
    'price-lists': [
      { code: 'Z', name: `${theirs} lista`, currency: 'MXN', assignments: [{ customer: other }] },
    ],
    'price-items': [{ list: 'Z', material: '123', prices: [{ unit: 'PZA', price: '770077.07' }] }],
    documents: (['customer', 'internal'] as const).map((visibility) => ({
      owner: 'customer' as const,
      number: other,
      id: `X-${theirs}-${visibility}`,
      type: 'other',
      title: `${theirs} papel`,
      tags: [theirs],
      visibility,
      fileName: `${theirs}.txt`,
      content: Buffer.from(theirs).toString('base64'),
    })),
    'fiscal-files': [
      {
        fiscalId: `X-${theirs}`,
        kind: 'xml',
        customer: other,
        fileName: `${theirs}.xml`,
        content: Buffer.from('<x/>').toString('base64'),
      },
    ],
  };
  for (const [entity, of] of Object.entries(records)) {
    const { results } = await sync('norte', entity as never, of as never);
    assert.ok(
      results.every(({ status }) => status === 'created'),
      `${entity}: ${JSON.stringify(results)}`,
    );
  }
}

/** Ways to ask for what is somebody else's without an id of it: the whole, its customer, its name, its number. */
const now = today('America/Mexico_City');
const range = `company=SM01&from=${addDays(now, -1_000)}&to=${now}`;
export const questions: Record<string, string[]> = {
  'GET /logo': [`id=${'0'.repeat(64)}`],
  'GET /terms': ['locale=es'],
  'GET /contacts': ['limit=100', `q=${theirs}`, `customer=${other}`],
  'GET /orders': ['limit=100', `by=purchase_order&search=OC-${theirs}`, 'by=number&search=77000'],
  'GET /exports/orders': ['locale=es', `locale=es&by=purchase_order&search=OC-${theirs}`],
  'GET /exports/orders/xlsx': ['locale=es', `locale=es&by=purchase_order&search=OC-${theirs}`],
  'GET /invoices': ['limit=100', `search=F-${theirs}`, `customer=${other}`],
  'GET /exports/invoices': ['locale=es', `locale=es&customer=${other}`],
  'GET /fiscal-packs': ['month=2026-03', `month=2026-03&customer=${other}`],
  'GET /quotes': ['limit=100', `search=${theirs}`, `customer=${other}`],
  'GET /quote-requests': ['limit=100'],
  'GET /quotes/:id/pdf': ['locale=es'],
  'GET /quotes/:id/receipt': ['locale=es'],
  'GET /shipments': ['limit=100', `by=reference&search=OC-${theirs}`, `customer=${other}`],
  'GET /exports/shipments/csv': ['locale=es', `locale=es&customer=${other}`],
  'GET /exports/shipments/xlsx': ['locale=es', `locale=es&customer=${other}`],
  'GET /documents': ['limit=100', `q=${theirs}`, `q=${internal}`, `owner=customer:${other}`],
  'GET /document-checklists': [`owner=customer:${mine}`, `owner=customer:${other}`],
  'GET /saved-filters': ['list=orders', 'list=documents'],
  'GET /contracts': ['limit=100', `customer=${other}`],
  'GET /exports/contracts': ['locale=es', `locale=es&customer=${other}`],
  'GET /service-requests': [
    'limit=100',
    `q=${theirs}`,
    `like=${theirs}`,
    `q=${internal}`,
    `customer=${other}`,
  ],
  'GET /threads': [
    'limit=100',
    `q=${theirs}`,
    `q=${internal}`,
    `customer=${other}`,
    `owner=customer:${other}`,
  ],
  'GET /materials': [`search=${theirs}`],
  'GET /search': [`q=${theirs}`, `q=OC-${theirs}`, `q=${other}`, 'q=77000'],
  'GET /bank-data': ['company=SM01', `company=SM01&customer=${other}`],
  'GET /price-lists': ['', `customer=${other}`],
  'GET /prices': ['limit=100', `search=${theirs}`, `customer=${other}`],
  'GET /exports/prices/csv': ['locale=es', `locale=es&customer=${other}`],
  'GET /exports/prices/xlsx': ['locale=es', `locale=es&customer=${other}`],
  'GET /customers': [
    'limit=100',
    `search=${theirs}`,
    `search=${other}`,
    `area=prices&search=${other}`,
    `area=mailing_lists&search=${other}`,
    'recent=true',
    `recent=true&search=${theirs}`,
  ],
  'GET /approval-rules': ['', `customer=${other}`],
  'GET /companies': ['', `customer=${other}`],
  'GET /statements': ['limit=100', `customer=${other}`],
  'GET /statements/:id/pdf': ['locale=es'],
  'GET /statements/:id/xlsx': ['locale=es'],
  'GET /payable-items': ['', `customer=${other}`],
  'GET /payments': ['limit=100', `customer=${other}`],
  'GET /payments-on-their-way': ['', 'company=SM01', `company=SM01&customer=${other}`],
  'GET /promises': ['limit=100', `customer=${other}`],
  'GET /disputes': ['limit=100', `customer=${other}`],
  'GET /payment-slips': ['', `customer=${other}`],
  'GET /payments/:id/receipt': ['locale=es'],
  'GET /payments/:id/voucher': ['locale=es'],
  'GET /payment-methods': ['company=SM01&currency=MXN&amount=10.00'],
  'GET /movements': [range, `${range}&customer=${other}`],
  'GET /exports/movements': [`locale=es&${range}`, `locale=es&${range}&customer=${other}`],
  'GET /exports/statement-changes': [`locale=es&${range}`, `locale=es&${range}&customer=${other}`],
  'GET /statement-changes': [range, `${range}&customer=${other}`],
};

/** What is asked of one record, where nothing would be no question. */
export const bodies: Record<string, object> = {
  'PATCH /saved-filters/:id': { name: 'Otro' },
  'POST /service-requests/:id/closure': { version: 1 },
  'POST /service-requests/:id/reopening': { version: 1 },
  'POST /service-requests/:id/rating': { version: 1, score: 5 },
  'POST /quotes/:id/decision': { hash: '0'.repeat(64), decision: 'accepted' },
  'POST /orders/:id/change-requests': { kind: 'cancel', locale: 'es' },
  'PATCH /order-drafts/:id': { version: 1 },
  'POST /order-drafts/:id/lines-import': { text: '1 1', locale: 'es' },
  'POST /order-drafts/:id/submission': { version: 1, priceHash: '' },
  'POST /order-drafts/:id/decision': { decision: 'approve', contentHash: '' },
  'PATCH /contacts/:id': { version: 1 },
  'PUT /contacts/:id/access': { version: 1, grants: [] },
  'POST /contacts/:id/temporary-password': { mailed: true },
  'POST /documents/:id/versions': { upload: nobody },
  'POST /threads/:id/messages': { text: 'Hola' },
  'PUT /threads/:id/read': { number: '1' },
  'PUT /threads/:id/mute': { muted: true },
};

/** All text of an answer, whichever kind of file it is. */
export async function textOf({ bytes, text, headers }: Pick<Answer, 'bytes' | 'text' | 'headers'>) {
  const type = headers.get('content-type') ?? '';
  if (type.includes('pdf') && text.startsWith('%PDF-'))
    return (await readPdf(bytes)).pages
      .flatMap(({ runs }) => runs.map((run) => run.text))
      .join(' ');
  if (type.includes('spreadsheet')) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(Buffer.from(bytes) as never);
    return JSON.stringify(book.worksheets.map((sheet) => sheet.getSheetValues()));
  }
  if (type.includes('zip')) return [...readZip(bytes)].flat().join('\n');
  return text;
}
