// Three tests over every endpoint there is: the contract is data, so a new one is tested by being there.
// Runs alone: it asks every endpoint, for longer than the others take.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import sharp from 'sharp';
import type { DocumentDetail } from '#contract/documents';
import type { Endpoint } from '#contract/endpoint';
import type { Problem } from '#contract/errors';
import { endpoints } from '#contract/index';
import {
  contactPermissions,
  isKeyPermission,
  staffPermissions,
  type KeyPermission,
} from '#contract/permissions';
import type { InvoiceRow } from '#contract/invoices';
import type { ThreadDetail } from '#contract/messages';
import type { Session, Tenant } from '#contract/portal';
import type { StaffDetail } from '#contract/staff';
import { createApi, refusal, signIn, visitor, type Answer, type Api } from '../support/api.ts';
import type { Slug } from '../support/fixtures.ts';
import { codeNow } from '../support/authenticator.ts';
import { cfdiXml, uuidOf } from '../support/fiscal.ts';
import { hostSession } from '../support/host.ts';
import { openItem, send } from '../support/ledger.ts';
import { quoteOf } from '../support/quotes.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { beginUpload, pdfOf, sendPart, upload } from '../support/uploads.ts';
import { staffSession } from '../support/staff.ts';

const all = Object.entries(endpoints) as [string, Endpoint][];
const guarded = all.filter(([, endpoint]) => endpoint.permission !== 'public');
// A scheme and the code of a type are words, the same for everybody.
// Machines have no neighbours within a tenant.
const withIds = all.filter(
  ([key, { permission }]) => /\/:(?!scheme|code)/.test(key) && !isKeyPermission(permission),
);
const everything = contactPermissions.map((permission) => ({
  permission,
  scope: 'customer' as const,
}));
const nobody = '00000000-0000-4000-8000-000000000000';
/** Puts ids into a path; those of several are parted by slashes. */
function fill(key: string, ids: string): string {
  const parts = ids.split('/');
  return key
    .replace(':scheme', 'light')
    .replace(':code', 'other')
    .replaceAll(/:\w+/g, () => (parts.length > 1 ? parts.shift()! : parts[0]!));
}
const pdf = pdfOf(500);
/** The file that was handed over last. */
let uploaded = nobody;
/** The conversation that was begun last. */
let begunThread = nobody;
/** What the draft that was made last was shown at. */
let priceHash = '';
/** Of the quote that was issued last. */
let quoteHash = '0'.repeat(64);
let quotes = 0;
/** What an approval of the order that waits is bound to. */
let contentHash = '';
/** The secret that was drawn last, in base 32. */
let factorSecret = '';
/** What is asked of something of one's own, where nothing would not do. */
const bodies: Record<string, object> = {
  'POST /fiscal-imports/:id/files': {
    get files() {
      return [droppedFile];
    },
  },
  'POST /fiscal-imports/:id/application': { accepted: [] },
  'POST /quotes/:id/decision': {
    get hash() {
      return quoteHash;
    },
    decision: 'accepted',
  },
  'POST /quotes/:id/recorded-decision': {
    get hash() {
      return quoteHash;
    },
    decision: 'accepted',
    way: 'mail',
    person: 'Compras',
    // One of somebody's own.
    get file() {
      return uploaded;
    },
  },
  'PATCH /settings/payments/:id': { version: 1 },
  'POST /payments/:id/refunds': { amount: '1.00', reason: 'x' },
  'POST /payments/:id/resolution': { decision: 'credit', note: 'x' },
  'POST /payment-refunds/:id/decision': { decision: 'withheld' },
  'POST /payment-proofs/:id/decision': { decision: 'refused', reason: 'x' },
  'POST /disputes/:id/decision': { decision: 'refused', answer: 'x' },
  'PATCH /order-drafts/:id': { version: 1 },
  'POST /order-drafts/:id/lines-import': { text: '123 1', locale: 'es' },
  'POST /order-drafts/:id/submission': {
    version: 1,
    // As it is when it is sent.
    get priceHash() {
      return priceHash;
    },
  },
  'POST /orders/:id/change-requests': { kind: 'cancel', locale: 'es' },
  'POST /order-changes/:id/answer': { answer: 'accepted' },
  'POST /order-drafts/:id/decision': {
    decision: 'return',
    // As it is when it is sent.
    get contentHash() {
      return contentHash;
    },
  },
  'POST /me/factors/:id/activation': {
    // As it is when it is sent.
    get code() {
      return codeNow(factorSecret);
    },
  },
  'POST /mailing-list-imports/:id/corrections': {
    rows: [{ row: 1, company: 'SM01', customer: '1002946', mailboxes: 'c@cliente.example' }],
  },
  'POST /mass-sends/:id/recipients/:recipient/resolution': { as: 'sent' },
  'POST /mass-sends/:id/recipients/:recipient/mailbox': {
    address: 'a@cliente.example',
    replacement: 'c@cliente.example',
  },
  'PATCH /contacts/:id': { version: 1 },
  'PUT /contacts/:id/access': { version: 1, grants: [] },
  'PUT /contacts/:id/notification-preferences': { items: [] },
  'PATCH /staff/:id': { version: 1 },
  // Shown it is to people of the company alone.
  'POST /contacts/:id/temporary-password': { mailed: true },
  'POST /branding-versions/:id/restoration': { version: 0 },
  'PUT /permission-profiles/:id': {
    version: 1,
    name: 'Otro',
    grants: [{ permission: 'orders.view' }],
  },
  'PUT /uploads/:id/parts/:part': pdf,
  'POST /documents/:id/decision': { version: 1, decision: 'accept' },
  'PATCH /documents/:id': { version: 1 },
  // One of somebody's own, which each takes once.
  'POST /documents/:id/versions': {
    get upload() {
      return uploaded;
    },
  },
  'PUT /document-types/:code': {
    group: 'other',
    labels: { es: 'Otro más' },
    fromCustomer: true,
    keepsExpiry: false,
    requiredFor: [],
    mediaTypes: null,
    bytes: null,
    hidden: false,
  },
  'POST /service-requests/:id/closure': { version: 1 },
  'POST /service-requests/:id/reopening': { version: 1 },
  'POST /service-requests/:id/rating': { version: 1, score: 5 },
  'PATCH /service-requests/:id': { version: 1 },
  'POST /threads/:id/messages': { text: 'Hola' },
  'PUT /threads/:id/read': { number: '1' },
  'PUT /threads/:id/mute': { muted: true },
  'PATCH /threads/:id': { version: 1 },
  'POST /messages/:id/redaction': { reason: 'Otro cliente' },
  'PATCH /keys/:id': { version: 1 },
  'PUT /settings/bank-data/:company': { version: 0, accounts: [] },
  'PUT /settings/calendars/:calendar': { version: 1, weekdays: [1], days: [] },
  'PUT /settings/departments/:department': {
    version: 1,
    names: { es: 'Otra' },
    contacts: [],
    signs: [],
    retired: false,
  },
  // One of somebody's own.
  'POST /unmatched-mails/:id/assignment': {
    get thread() {
      return begunThread;
    },
  },
  'POST /keys/:id/rotation': { days: 90 },
  'PATCH /webhooks/:id': { version: 1 },
  'PATCH /saved-filters/:id': { name: 'Otro' },
  'POST /contact-imports/:id/corrections': {
    rows: [{ row: 1, name: 'Otra', mailbox: 'otra@cliente.example', customer: '', profile: '' }],
  },
};
/** Of the tenant, whoever looks after which customers. */
const ofTenant = new Set([
  'PUT /permission-profiles/:id',
  'DELETE /permission-profiles/:id',
  'DELETE /settings/sites/:origin',
  'PUT /settings/bank-data/:company',
  'PUT /settings/calendars/:calendar',
  'DELETE /settings/calendars/:calendar',
  'PUT /settings/departments/:department',
  'DELETE /settings/departments/:department',
  'PATCH /keys/:id',
  'POST /keys/:id/rotation',
  'DELETE /keys/:id',
  'PATCH /webhooks/:id',
  'POST /webhooks/:id/rotation',
  'DELETE /webhooks/:id',
  'POST /webhooks/:id/tests',
  'GET /webhooks/:id/deliveries',
  'POST /webhook-deliveries/:id/retry',
  'POST /branding-versions/:id/restoration',
  'POST /branding-versions/:id/undo',
  'PATCH /settings/payments/:id',
  'GET /payment-reconciliations/:id',
  'POST /payment-files/:id/application',
  'GET /payment-reconciliations/:id/csv',
  'GET /unmatched-mails/:id/targets',
  'GET /unmatched-mails/:id/content',
  'POST /unmatched-mails/:id/assignment',
  'DELETE /unmatched-mails/:id',
]);
const forStaff = ({ permission }: Endpoint) =>
  (staffPermissions as readonly string[]).includes(permission);

/** Keys by the one thing they may do. */
const secrets: Partial<Record<KeyPermission, string>> = {};

let running: TestPortal;
let person: Api;
/** People of the company: one who looks after the customer, others who do not. */
let staff: Api;
let otherStaff: Api[];
/** Somebody who signed in with a temporary password, and somebody the host vouched for without rights. */
let temporary: Api;
let vouched: Api;
/** A contact who may do nothing. */
let nada: Api;
/** A tax authority that knows every document. */
const authority = {
  ask: async () => ({ state: 'valid' as const, cancellable: null, cancellation: null, efos: null }),
};
before(async () => {
  running = await startPortal({ authority });
  person = await signIn(running.url, 'todo');
  // A sample of a mass send is a statement as a file.
  const permissions = [...staffPermissions, 'statement.export' as const];
  staff = await staffSession(running, 'ejecutiva', { permissions, customers: ['1002945'] });
  otherStaff = [
    await staffSession(running, 'ajeno', { permissions, customers: ['1002946'] }),
    await staffSession(running, 'alheia', { permissions, slug: 'sul' }),
  ];
  const { admin } = running.portal;
  const contact = await admin.addContact('norte', {
    customer: '1002945',
    name: 'Nueva',
    email: 'nueva@cliente.example',
  });
  await admin.openAccount('norte', { contact, grants: everything });
  const password = await admin.assignTemporary('norte', { contact }, { mailed: false });
  temporary = await signIn(running.url, 'nueva@cliente.example', 'norte', password!);
  nada = await signIn(running.url, 'nada');
  vouched = await hostSession(running, { contact: 'C-3', widgets: ['orders'] });
});
after(() => running.close());

/** When the sessions began that are to be so young that nobody is asked for a password once more. */
let begunAt = performance.now();
async function signInAnew(): Promise<void> {
  person = await signIn(running.url, 'todo');
  staff = await signIn(running.url, 'ejecutiva');
  otherStaff = [await signIn(running.url, 'ajeno'), await signIn(running.url, 'alheia', 'sul')];
  begunAt = performance.now();
}

describe('every endpoint', () => {
  beforeEach(async () => {
    if (performance.now() - begunAt > 60_000) await signInAnew();
  });

  for (const [key, endpoint] of guarded) {
    const body = endpoint.body ? {} : undefined;
    test(`${key} without a session is 401`, async () => {
      assert.equal(
        refusal(await visitor(running.url)(fill(key, nobody), { body })),
        '401 unauthenticated',
      );
    });

    if (endpoint.permission === 'signed-in')
      test(`${key} asks for no permission, of whom the host vouched for neither`, async () => {
        for (const api of [vouched, nada]) {
          const { status } = await api(fill(key, nobody), { body });
          // Nobody has a record of that id.
          const allowed = key.endsWith('/:id') ? [400, 404] : [200, 400];
          assert.ok(allowed.includes(status), String(status));
        }
      });
    else
      test(`${key} without the permission is 403`, async () => {
        const without = endpoint.permission === 'person' ? vouched : nada;
        assert.equal(refusal(await without(fill(key, nobody), { body })), '403 forbidden');
      });

    test(`${key} with a temporary password ${endpoint.firstAccess ? 'is open' : 'is 403'}`, async () => {
      const answer = refusal(await temporary(fill(key, nobody), { body }));
      if (endpoint.firstAccess) assert.match(answer, /^400 invalid_input/);
      else assert.equal(answer, '403 password_change_required');
    });

    test(`${key} with a key that lacks the scope is 403`, async () => {
      const scope = endpoint.permission === 'sync.companies' ? 'sync.orders' : 'sync.companies';
      const secret = (secrets[scope] ??= await running.portal.admin.createKey('norte', {
        name: 'other',
        permissions: [scope],
      }));
      const machine = createApi(running.url, {
        'Portal-Tenant': 'norte',
        Authorization: `Bearer ${secret}`,
      });
      assert.equal(refusal(await machine(fill(key, nobody), { body })), '403 forbidden');
    });
  }

  test('only the change of the password is open to a temporary one', () => {
    const open = all.filter(([, endpoint]) => endpoint.firstAccess).map(([key]) => key);
    assert.deepEqual(open, ['PUT /me/password']);
  });

  for (const [key, endpoint] of withIds) {
    // A file is asked for in a language.
    const language = endpoint.query && 'locale' in endpoint.query.shape ? '?locale=es' : '';
    const at = (id: string) => fill(key, id) + language;
    const body = endpoint.body ? (bodies[key] ?? {}) : undefined;
    test(`${key} with an id of somebody else is 404, like an id nobody has`, async () => {
      const owner = owners[key];
      assert.ok(owner, `${key} needs an entry in owners: where to find ids of others`);
      const one = forStaff(endpoint) ? staff : person;
      const missing = await one(at(nobody), { body });
      assert.equal(missing.status, 404);
      const neighbours = forStaff(endpoint)
        ? otherStaff.slice(ofTenant.has(key) ? 1 : 0)
        : [await signIn(running.url, 'vecino'), await signIn(running.url, 'todo', 'sul')];
      for (const others of neighbours) {
        const id: string = await owner(others);
        const answer: Answer = await one(at(id), { body });
        assert.equal(refusal(answer), '404 not_found');
        assert.deepEqual(Object.keys(answer.body as object), Object.keys(missing.body as object));
        // Last, because it may be a deletion.
        const theirs: Answer = await others(at(id), { body });
        const done = endpoint.response === 'nothing' ? 204 : (endpoint.status ?? 200);
        assert.equal(theirs.status, done, 'its owner may');
        // Who has an authenticator would sign in by it from here on.
        for (const slug of ['norte', 'sul'] as const)
          await running.sql('delete from second_factors', slug);
      }
      assert.equal((await one(at("1'or'1'='1"), { body })).status, 404);
    });
  }

  test('an unknown field in the body is refused where there is a body', async () => {
    for (const [key] of all.filter(
      ([, endpoint]) => endpoint.permission === 'public' && endpoint.body,
    )) {
      const { body } = await visitor(running.url)<Problem>(key, { body: { isAdmin: true } });
      const fault = body.errors?.find(({ path }) => path === 'body.isAdmin');
      assert.equal(fault?.rule, 'unknown_field', key);
    }
  });

  test('an unknown query parameter is refused everywhere', async () => {
    for (const [key, endpoint] of all.filter(
      ([, endpoint]) => !endpoint.body && !isKeyPermission(endpoint.permission),
    )) {
      const one = forStaff(endpoint) ? staff : person;
      const { body } = await one<Problem>(`${fill(key, nobody)}?surprise=1`);
      const surprise = body?.errors?.find(({ path }) => path === 'query.surprise');
      assert.equal(surprise?.rule, 'unknown_field', key);
    }
  });

  test('everything that is answered carries the headers that protect it', async () => {
    for (const [key] of all) {
      const { headers } = await visitor(running.url)(fill(key, nobody), {
        body: key.startsWith('GET') ? undefined : {},
      });
      assert.equal(headers.get('x-content-type-options'), 'nosniff', key);
      assert.match(
        headers.get('content-security-policy') ?? '',
        /default-src 'none'.*frame-ancestors 'none'/,
        key,
      );
      assert.equal(headers.get('cache-control'), 'no-store, private', key);
      assert.equal(headers.get('referrer-policy'), 'no-referrer', key);
      assert.equal(headers.get('x-powered-by'), null, key);
    }
  });

  test('the API document describes all of them, records of batches included', async () => {
    type Document = {
      openapi: string;
      paths: Record<
        string,
        Record<string, { 'x-permission': string; 'x-permission-or'?: string | string[] }>
      >;
    };
    const { body, text } = await visitor(running.url)<Document>('GET /openapi.json');
    assert.equal(body.openapi, '3.1.0');
    for (const [key, endpoint] of all) {
      const [method, path] = key.split(' ') as [string, string];
      const operation = body.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      assert.equal(operation?.['x-permission'], endpoint.permission, key);
      assert.deepEqual(operation?.['x-permission-or'], endpoint.alsoFor, key);
    }
    assert.ok(
      text.includes('"purchaseOrder"') && text.includes('"priceUnit"'),
      'schema of an order record',
    );
  });
});

describe('a contact who is moved to another customer', () => {
  /** Of the person, whichever customer it stands for. */
  const ofPerson = new Set(['GET /uploads/:id']);
  const readable = withIds.filter(
    ([key, endpoint]) => key.startsWith('GET ') && !forStaff(endpoint) && !ofPerson.has(key),
  );
  const left = new Map<string, string>();
  let moved: Api;
  before(async () => {
    const mover = await signIn(running.url, 'vecino');
    for (const [key] of readable) left.set(key, await owners[key]!(mover));
    await mover('POST /order-drafts', { body: { company: 'SM01' } });
    const [record] = await running.sql<{ name: string }>(
      `select name from contacts where external_id = 'C-6'`,
    );
    await running.portal.sync('norte', 'contacts', [
      { id: 'C-6', customer: '1002947', name: record!.name },
    ]);
    // Whoever administers the new customer's access lets the person do everything there.
    await running.sql(
      `insert into contact_grants (tenant_id, contact_id, permission, scope)
       select c.tenant_id, c.id, g, 'customer'
       from contacts c, unnest(array['${contactPermissions.join("','")}']) g where c.external_id = 'C-6'
       on conflict do nothing`,
    );
    moved = await signIn(running.url, 'vecino');
    const { session } = (await moved<{ session: Session }>('GET /portal')).body;
    assert.equal(session.customer?.number, '0001002947');
    assert.ok(session.permissions.length > 20);
  });

  for (const [key, endpoint] of readable) {
    const language = endpoint.query && 'locale' in endpoint.query.shape ? '?locale=es' : '';
    test(`${key} is not read any more`, async () => {
      assert.equal(refusal(await moved(fill(key, left.get(key)!) + language)), '404 not_found');
    });
  }

  test('no list has anything of what it did', async () => {
    const ids = [...left.values()];
    for (const [key, { query, permission, response }] of guarded) {
      if (!/^GET [^:]*$/.test(key) || isKeyPermission(permission) || response === 'nothing')
        continue;
      const language = query && 'locale' in query.shape ? '?locale=es' : '';
      const { status, text } = await moved(key + language);
      if (status !== 200) continue;
      const named = ids.filter((id) => text.includes(id));
      assert.deepEqual(named, [], key);
    }
  });
});

/** Where a person finds the id of something of their own, for each endpoint that takes one. */
const firstOrder = async (api: Api) =>
  (await api<{ items: { id: string }[] }>('GET /orders?limit=1')).body.items[0]!.id;
const firstShipment = async (api: Api) =>
  (await api<{ items: { id: string }[] }>('GET /shipments?limit=1')).body.items[0]!.id;
const share = async (api: Api) =>
  (
    await api<{ share: { id: string } }>(`POST /shipments/${await firstShipment(api)}/shares`, {
      body: {},
    })
  ).body.share.id;
const firstInvoice = async (api: Api) =>
  (await api<{ items: { id: string }[] }>('GET /invoices?limit=1')).body.items[0]!.id;
/** An invoice of the customer that somebody is signed in for, with a fiscal document that the authority can be asked about. */
const checkedInvoice = async (api: Api) => {
  const { tenant, session } = (await api<{ tenant: Tenant; session: Session }>('GET /portal')).body;
  const { items } = (await api<{ items: InvoiceRow[] }>('GET /invoices?limit=1')).body;
  const slug = tenant.slug as Slug;
  const fiscalId = uuidOf(slug === 'norte' ? 1 : 2);
  const customer = session.customer!.number;
  const content = Buffer.from(cfdiXml({ uuid: fiscalId })).toString('base64');
  const file = { fiscalId, kind: 'xml', customer, fileName: 'a.xml', content };
  await send(running, 'fiscal-files', [file], slug);
  const { number: invoice, currency } = items[0]!;
  const item = openItem(fiscalId, { invoice, customer, fiscalId, currency });
  await send(running, 'open-items', [item], slug);
  return items[0]!.id;
};
const begun = async (api: Api) => (await beginUpload(api, 'a.pdf', pdf.length)).body.id;
const arrived = async (api: Api) => {
  const id = await begun(api);
  await sendPart(api, id, 1, pdf);
  return id;
};
/** A document of the customer that somebody is signed in for; of staff, of one it looks after. */
const document = async (api: Api, name = 'a.pdf', content: Uint8Array = pdf) => {
  const { session } = (await api<{ session: Session }>('GET /portal')).body;
  const owner = `customer:${session.customer?.number ?? '1002946'}`;
  const file = (await upload(api, name, content)).body.id;
  const { body } = await api<DocumentDetail>('POST /documents', {
    body: { owner, type: 'other', upload: file },
  });
  uploaded = (await upload(api, 'b.pdf', pdf)).body.id;
  return body;
};
const documentId = async (api: Api) => (await document(api)).id;
/** One that was asked for and has come. */
const undecided = async (api: Api) => {
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  const id = await documentId(api);
  await running.sql(
    `update documents set state = 'received', version = 1 where id = '${id}'`,
    tenant.slug as Slug,
  );
  return id;
};
const picture = await sharp({
  create: { width: 8, height: 8, channels: 3, background: '#c33' },
})
  .png()
  .toBuffer();
/** A conversation of the customer that somebody is signed in for; of staff, of one it looks after. */
const thread = async (api: Api, files: string[] = []) => {
  const { session } = (await api<{ session: Session }>('GET /portal')).body;
  const owner = `customer:${session.customer?.number ?? '1002946'}`;
  const { body } = await api<{ id: string }>('POST /threads', {
    body: { owner, subject: 'Asunto', text: 'Hola', files },
  });
  return body.id;
};
const threadId = (api: Api) => thread(api);
const messageFile = async (api: Api) => {
  const { id } = (await upload(api, 'a.png', picture, 'message')).body;
  await thread(api, [id]);
  return id;
};
const firstSession = async (api: Api) =>
  (await api<{ items: { id: string }[] }>('GET /me/sessions')).body.items[0]!.id;
/** A file of the customer that somebody is signed in for. */
const firstFile = (kind: 'xml' | 'pdf') => async (api: Api) => {
  const { body } = await api<{ tenant: Tenant; session: Session }>('GET /portal');
  const [row] = await running.sql<{ id: string }>(
    `select f.id from fiscal_files f join tenants t on t.id = f.tenant_id
     join customers k on k.tenant_id = f.tenant_id and k.id = f.customer_id
     where t.slug = '${body.tenant.slug}' and k.number = '${body.session.customer?.number}' and f.kind = '${kind}'`,
    body.tenant.slug as Slug,
  );
  return row!.id;
};
const statement = async (api: Api) =>
  (await api<{ id: string }>('POST /statements', { body: { company: 'SM01' } })).body.id;
const mailingList = async (api: Api) =>
  (
    await api<{ id: string }>('PUT /mailing-lists', {
      body: { company: 'SM01', customer: '1002946', mailboxes: 'a@cliente.example' },
    })
  ).body.id;
const droppedFile = { name: 'a.xml', content: Buffer.from('<a/>').toString('base64') };
const fiscalImport = async (api: Api) =>
  (await api<{ id: string }>('POST /fiscal-imports', { body: { files: [droppedFile] } })).body.id;
const mailingListImport = async (api: Api) =>
  (
    await api<{ id: string }>('POST /mailing-list-imports', {
      body: { text: 'SM01\t1002946\tb@cliente.example' },
    })
  ).body.id;
/** A prepared run of one customer; the customer of the run behind it where that is asked for. */
const run = async (api: Api) => {
  await mailingList(api);
  return (await api<{ id: string }>('POST /mass-sends', { body: { company: 'SM01' } })).body.id;
};
const recipient = async (api: Api, id: string) => {
  const { body } = await api<{ items: { id: string }[] }>(`GET /mass-sends/${id}/recipients`);
  return `${id}/${body.items[0]!.id}`;
};
const started = async (api: Api) => {
  const id = await run(api);
  await api(`POST /mass-sends/${id}/start`, { body: { alreadySent: 'send', reason: 'again' } });
  return id;
};
/** One whose start can still be taken back. */
const recallable = async (api: Api) => {
  const id = await run(api);
  const body = { alreadySent: 'send', reason: 'again', undoSeconds: 60 };
  await api(`POST /mass-sends/${id}/start`, { body });
  return id;
};
const paused = async (api: Api) => {
  const id = await started(api);
  await api(`POST /mass-sends/${id}/pause`, { body: {} });
  return id;
};
/** A run whose mails have ended in a state. */
const ended = (state: 'failed' | 'unknown') => async (api: Api) => {
  const id = await started(api);
  const { body } = await api<{ tenant: Tenant }>('GET /portal');
  await running.sql(
    `update mails set state = '${state}' where kind = 'statement' and data ->> 'runId' = '${id}'`,
    body.tenant.slug as Slug,
  );
  return state === 'failed' ? id : recipient(api, id);
};

let contacts = 0;
const mailboxOf = () => `nuevo${++contacts}@cliente.example`;
const contact = async (api: Api, email = mailboxOf()) =>
  (await api<{ id: string }>('POST /contacts', { body: { name: 'Nueva Persona', email } })).body.id;
/** For staff, which has to look after its customer. */
const firstContact = async (api: Api) =>
  (await api<{ items: { id: string }[] }>('GET /contacts?limit=1')).body.items[0]!.id;
const invited = async (api: Api) => {
  const id = await contact(api);
  await api(`POST /contacts/${id}/invitations`, { body: {} });
  return id;
};
/** A contact whose mailbox somebody of another customer signs in by. */
const joinable = async (api: Api) => {
  const { body } = await api<{ tenant: Tenant }>('GET /portal');
  const slug = body.tenant.slug as Slug;
  const email = mailboxOf();
  const { admin } = running.portal;
  const other = await admin.addContact(slug, { customer: '1002947', name: 'Otra', email });
  await admin.openAccount(slug, { contact: other });
  return contact(api, email);
};
/** A contact of one's own, and a session of it: the one that asks. */
const ownSession = async (api: Api) => {
  const { body } = await api<{ session: Session }>('GET /portal');
  const found = await api<{ items: { id: string }[] }>(
    `GET /contacts?q=${encodeURIComponent(body.session.person.name)}`,
  );
  return `${found.body.items[0]!.id}/${await firstSession(api)}`;
};
const factor = async (api: Api) => {
  const { body } = await api<{ id: string; secret: string }>('POST /me/factors', {
    body: { name: 'Mi aplicación' },
  });
  factorSecret = body.secret;
  return body.id;
};
/** Takes an authenticator into use; of whoever has this id, else of the person with the one that waits. */
const confirmed = async (id: string) => {
  for (const slug of ['norte', 'sul'] as const)
    await running.sql(`update second_factors set confirmed_at = now() where id = '${id}'`, slug);
  return id;
};
const contactWithFactor = async (api: Api) => {
  const id = await invited(api);
  for (const slug of ['norte', 'sul'] as const)
    await running.sql(
      `insert into second_factors (tenant_id, identity_id, name, secret, confirmed_at)
       select tenant_id, identity_id, 'Aplicación', '', now() from contacts where id = '${id}'`,
      slug,
    );
  return id;
};
const profile = async (api: Api) =>
  (
    await api<{ id: string }>('POST /permission-profiles', {
      body: { name: `Perfil ${++contacts}`, grants: [{ permission: 'orders.view' }] },
    })
  ).body.id;
const contactImport = async (api: Api) =>
  (
    await api<{ id: string }>('POST /contact-imports', {
      body: { text: `Ana Nueva\t${mailboxOf()}` },
    })
  ).body.id;

/** Something that is about the customer of somebody else. */
const auditEntry = async (api: Api) => {
  await mailingList(api);
  return (await api<{ items: { id: string }[] }>('GET /audit?limit=1&what=mailing_list')).body
    .items[0]!.id;
};

const site = async (api: Api) => {
  const origin = `https://s${++contacts}.example`;
  await api('POST /settings/sites', { body: { origin } });
  return encodeURIComponent(origin);
};
/** A company that the other tenant has not. */
const ownCompany = async () => {
  const code = `C${++contacts}`;
  await running.sql(
    `insert into companies (tenant_id, code, code_key, legal_name, currency, time_zone)
     select id, '${code}', '${code}', '${code}', 'MXN', 'America/Mexico_City' from tenants where slug = 'sul'`,
    'sul',
  );
  return code;
};
const calendar = async (api: Api) => {
  const code = await ownCompany();
  await api(`PUT /settings/calendars/company:${code}`, {
    body: { version: 0, weekdays: [1], days: [] },
  });
  return `company:${code}`;
};
const department = async (api: Api) => {
  const body = { names: { es: `Área ${++contacts}` } };
  const { items } = (
    await api<{ items: { key: string; retired: boolean }[] }>('POST /settings/departments', {
      body,
    })
  ).body;
  return items.findLast(({ retired }) => !retired)!.key;
};
const mailTest = async (api: Api) => {
  await running.sql(`update identities set email = name || '@norte.example'`, 'norte');
  await running.sql(`update identities set email = name || '@sul.example'`, 'sul');
  return (await api<{ id: string }>('POST /settings/mail-tests', { body: {} })).body.id;
};
const brandMailTest = async (api: Api) => {
  await mailTest(api);
  const body = { mail: 'reset', locale: 'es' };
  return (await api<{ id: string }>('POST /mail-tests', { body })).body.id;
};
const key = async (api: Api) => {
  const body = { name: 'ERP', permissions: ['sync.orders'], days: 90 };
  return (await api<{ key: { id: string } }>('POST /keys', { body })).body.key.id;
};

/** Of another system, which does not answer. */
const webhook = async (api: Api) => {
  const body = { name: 'ERP', url: 'https://erp.invalid/', kinds: ['order.created'] };
  return (await api<{ webhook: { id: string } }>('POST /webhooks', { body })).body.webhook.id;
};

/** A filter that somebody keeps. */
const savedFilter = async (api: Api) => {
  const body = { list: 'portfolio', name: 'Morosos', filter: { show: 'over_60' } };
  const { items } = (await api<{ items: { id: string }[] }>('PUT /saved-filters', { body })).body;
  return items[0]!.id;
};

/** A version of the look with another before it. */
const brandVersion = async (api: Api) => {
  const { slug } = (await api<{ tenant: Tenant }>('GET /portal')).body.tenant;
  for (const title of ['Pedidos', 'Sus pedidos'])
    await running.portal.admin.setTenant(slug, { strings: { es: { 'orders.title': title } } });
  return (await api<{ items: { id: string }[] }>('GET /branding-versions')).body.items[0]!.id;
};
/** A person of staff who looks after what its maker does. */
const colleague = async (api: Api, more: object = {}) => {
  const { body } = await api<StaffDetail>('POST /staff', {
    body: { name: 'Colega', email: mailboxOf(), customers: ['1002946'], ...more },
  });
  // Adding takes several steps, each of which counts; the first change is to find the first version.
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  await running.sql(
    `update staff_users set version = 1 where id = '${body.id}'`,
    tenant.slug as Slug,
  );
  return body.id;
};
/** The same, and a place where it is signed in. */
const colleagueSession = async (api: Api) => {
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  const login = mailboxOf();
  const id = await colleague(api, { login });
  const { body } = await api<{ password: string }>(`POST /staff/${id}/temporary-password`, {
    body: {},
  });
  await signIn(running.url, login, tenant.slug as Slug, body.password);
  const found = await api<{ items: { id: string }[] }>(`GET /staff/${id}/sessions`);
  return `${id}/${found.body.items[0]!.id}`;
};
/** What somebody else asked for, and a second person may settle. */
const staffRequest = async (api: Api) => {
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  const asker = await staffSession(running, `pide${++contacts}`, {
    permissions: [...staffPermissions],
    customers: ['1002946'],
    slug: tenant.slug as Slug,
  });
  const { body } = await asker<StaffDetail>('POST /staff', {
    body: {
      name: 'Colega',
      email: mailboxOf(),
      customers: ['1002946'],
      permissions: ['impersonate'],
    },
  });
  return body.requests[0]!.id;
};

let mails = 0;
/** A mail of the other tenant that waits for people, and a conversation it can be put into. */
async function unmatchedMail(api: Api): Promise<string> {
  begunThread = await threadId(api);
  const key = { name: `mx ${++mails}`, permissions: ['mail.inbound' as const] };
  const machine = createApi(running.url, {
    'Portal-Tenant': 'sul',
    Authorization: `Bearer ${await running.portal.admin.createKey('sul', key)}`,
  });
  const raw = `From: c-6@sul.example\r\nTo: x@y.example\r\nSubject: ${mails}\r\n\r\nOlá`;
  await machine('POST /inbound-mails', { body: Buffer.from(raw) });
  const { body } = await api<{ items: { id: string }[] }>('GET /unmatched-mails');
  return body.items[0]!.id;
}

/** An order in which something can still be changed. */
const openOrder = async (api: Api) => {
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  const id = await firstOrder(api);
  await running.sql(`update orders set status = 'pending' where id = '${id}'`, tenant.slug as Slug);
  return id;
};

/** A change that was asked for of an order of the caller's customer or of one in its reach. */
const orderChange = async (api: Api) => {
  const { tenant, session } = (
    await api<{ tenant: Tenant; session: { customer: { number: string } | null } }>('GET /portal')
  ).body;
  const [made] = await running.sql<{ id: string }>(
    `insert into order_changes (tenant_id, order_id, customer_id, contact_id, kind)
     select o.tenant_id, o.id, o.customer_id, p.id, 'other' from orders o
     join customers k on k.tenant_id = o.tenant_id and k.id = o.customer_id
     join contacts p on p.tenant_id = o.tenant_id
     join tenants t on t.id = o.tenant_id and t.slug = '${tenant.slug}'
     where ltrim(k.number, '0') = '${session.customer?.number ?? '1002946'}' limit 1 returning id`,
    tenant.slug as Slug,
  );
  return made!.id;
};

const orderDraft = async (api: Api) => {
  const { body } = await api<{ id: string }>('POST /order-drafts', { body: {} });
  return body.id;
};
/** One that can be sent, as its version 1 and this hash say. */
const readyDraft = async (api: Api) => {
  const id = await orderDraft(api);
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  const line = { op: 'set', id: crypto.randomUUID(), position: 1, material: '123', quantity: '1' };
  const { body } = await api<{ priceHash: string }>(`PATCH /order-drafts/${id}`, {
    body: { version: 1, lines: [line] },
  });
  priceHash = body.priceHash;
  await running.sql(`update order_drafts set version = 1 where id = '${id}'`, tenant.slug as Slug);
  return id;
};
const sentDraft = async (api: Api) => {
  const id = await readyDraft(api);
  await api(`POST /order-drafts/${id}/submission`, { body: { version: 1, priceHash } });
  return id;
};

/** A request in a status, of the caller's customer or of one in its reach. */
const serviceRequest =
  (status = 'new') =>
  async (api: Api) => {
    const { tenant, session } = (
      await api<{ tenant: Tenant; session: { customer: { number: string } | null } }>('GET /portal')
    ).body;
    const customer = session.customer?.number ?? '1002946';
    const [made] = await running.sql<{ id: string }>(
      `with c as (
         insert into service_categories (tenant_id, code, labels, icon, priority)
         select id, 'x' || substr(gen_random_uuid()::text, 1, 8), '{"es": "Otro"}', 'chat', 'normal' from tenants
         where slug = '${tenant.slug}' returning tenant_id, id),
       v as (
         insert into service_category_versions (tenant_id, category_id, version, fields)
         select tenant_id, id, 1, '[]' from c returning 1)
       insert into service_requests (tenant_id, number, number_key, customer_id, contact_id, category_id,
         form_category_id, form_version, priority, subject, status, resolved_at)
       select c.tenant_id, 'S-' || c.id, upper('S-' || c.id), k.id,
         (select p.id from contacts p where p.customer_id = k.id limit 1), c.id, c.id, 1, 'normal', 'Asunto',
         '${status}', case when '${status}' = 'resolved' then now() end
       from c join customers k on k.tenant_id = c.tenant_id and ltrim(k.number, '0') = ltrim('${customer}', '0')
       returning id`,
      tenant.slug as Slug,
    );
    return made!.id;
  };
/** One that can be decided. */
const openQuote = async (api: Api): Promise<string> => {
  const number = `Q-${++quotes}`;
  const { tenant, session } = (await api<{ tenant: Tenant; session: Session }>('GET /portal')).body;
  const customer = session.customer?.number ?? '1002946';
  const made = await running.portal.sync(
    tenant.slug,
    'quotes',
    [1, 2].map((version) => quoteOf(number, version, { customer })),
  );
  assert.ok(
    made.results.every(({ status }) => status === 'created'),
    JSON.stringify(made),
  );
  const { body } = await api<{ items: { id: string }[] }>(`GET /quotes?search=${number}`);
  const { id } = body.items[0]!;
  quoteHash = (await api<{ hash: string }>(`GET /quotes/${id}`)).body.hash;
  return id;
};
const decidedQuote = async (api: Api): Promise<string> => {
  const id = await openQuote(api);
  const made = await api(`POST /quotes/${id}/decision`, {
    body: { hash: quoteHash, decision: 'accepted' },
  });
  assert.equal(made.status, 200, made.text);
  return id;
};

const contract = async (api: Api) => {
  const { tenant, session } = (
    await api<{ tenant: Tenant; session: { customer: { number: string } } }>('GET /portal')
  ).body;
  const [made] = await running.sql<{ id: string }>(
    `insert into contracts (tenant_id, number, number_key, customer_id, company_id, title, starts_on, renewal, state)
     select k.tenant_id, 'K' || gen_random_uuid(), upper('K' || gen_random_uuid()), k.id, m.id, 'Contrato',
       '2026-01-01', 'none', 'active'
     from customers k join companies m on m.tenant_id = k.tenant_id
     where k.tenant_id = current_setting('app.tenant_id')::uuid
       and ltrim(k.number, '0') = ltrim('${session.customer.number}', '0') limit 1 returning id`,
    tenant.slug as Slug,
  );
  return made!.id;
};
/** A payment that nobody has asked the provider for. */
const begunPayment = async (api: Api) => {
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  const contact = tenant.slug === 'sul' ? 'C-1' : 'C-6';
  const [made] = await running.sql<{ id: string }>(
    `with account as (
       insert into payment_accounts (tenant_id, company_id, provider, mode, name, credentials, key_id, methods, enabled)
       select c.tenant_id, c.id, 'stripe', 'test', 'Teste', '', '1', '{}', false
       from companies c join tenants t on t.id = c.tenant_id
       where t.slug = '${tenant.slug}' and c.code = 'SM01' returning *
     )
     insert into payments (tenant_id, number, account_id, customer_id, company_id, contact_id, method, amount, currency,
       locale, return_to, return_code)
     select a.tenant_id, 'PG-' || gen_random_uuid(), a.id, c.customer_id, a.company_id, c.id, 'card', 10, 'BRL', 'pt', '',
       gen_random_uuid()
     from account a join contacts c on c.tenant_id = a.tenant_id and c.external_id = '${contact}' returning id`,
    tenant.slug as Slug,
  );
  return made!.id;
};
const paidPayment = async (api: Api) => {
  const id = await begunPayment(api);
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  await running.sql(`update payments set state = 'paid' where id = '${id}'`, tenant.slug as Slug);
  return id;
};
/** One whose money came, in a state. */
const moneyPayment =
  (state = 'paid') =>
  async (api: Api) => {
    const id = await begunPayment(api);
    const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
    await running.sql(
      `update payments set state = '${state}', received = 10, paid_at = now(), receipt_code = gen_random_uuid()
       where id = '${id}'`,
      tenant.slug as Slug,
    );
    return id;
  };
/** One that is paid with a voucher. */
const voucherPayment = async (api: Api) => {
  const id = await begunPayment(api);
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  await running.sql(
    `update payments set state = 'pending', expires_at = now() + interval '2 days',
       voucher = '{"kind": "oxxo", "content": "93000012345678"}' where id = '${id}'`,
    tenant.slug as Slug,
  );
  return id;
};
/** What is made of a payment, by SQL over it as `p`. @returns its id */
const ofPayment = (sql: string) => async (api: Api) => {
  const id = await moneyPayment()(api);
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  const [made] = await running.sql<{ id: string }>(
    sql.replaceAll(':id', `'${id}'`),
    tenant.slug as Slug,
  );
  return made!.id;
};
const waitingRefund = ofPayment(
  `insert into payment_refunds (tenant_id, payment_id, amount, reason, state, asked_by)
   select p.tenant_id, p.id, 1, 'x', 'waiting', (select i.id from identities i where i.tenant_id = p.tenant_id limit 1)
   from payments p where p.id = :id returning id`,
);
const proofOf = (file: string) =>
  ofPayment(
    `insert into payment_proofs (tenant_id, payment_id, file_id, amount, value_date, contact_id)
     select p.tenant_id, p.id, ${file}, 1, '2026-01-01', p.contact_id from payments p where p.id = :id returning id`,
  );
const waitingProof = ofPayment(
  `with file as (
     insert into files (tenant_id, name, purpose, media_type, sha256, bytes, state, scan)
     select tenant_id, 'a.pdf', 'proof', 'application/pdf', '', 1, 'ready', 'off' from payments where id = :id
     returning id)
   insert into payment_proofs (tenant_id, payment_id, file_id, amount, value_date, contact_id)
   select p.tenant_id, p.id, f.id, 1, '2026-01-01', p.contact_id from payments p, file f where p.id = :id returning id`,
);
/** What is said of a document of the ledger that is there for it alone, by SQL over the document as `o`. */
const ofDocument = (sql: string) =>
  ofPayment(
    `with item as (
       insert into open_items (tenant_id, company_id, external_id, external_key)
       select tenant_id, company_id, id, id from payments where id = :id returning id)
     ${sql} from payments p, item o where p.id = :id returning id`,
  );
const madePromise = ofDocument(
  `insert into payment_promises (tenant_id, item_id, customer_id, company_id, contact_id, amount, currency, open_at,
     promised_on)
   select p.tenant_id, o.id, p.customer_id, p.company_id, p.contact_id, 1, 'BRL', 0, '2999-01-01'`,
);
const openDispute = ofDocument(
  `insert into payment_disputes (tenant_id, item_id, customer_id, company_id, contact_id, reason, amount, currency, text)
   select p.tenant_id, o.id, p.customer_id, p.company_id, p.contact_id, 'another', 1, 'BRL', 'x'`,
);
const reconciliation = ofPayment(
  `insert into payment_reconciliations (tenant_id, account_id, since, counts, sums)
   select tenant_id, account_id, now(),
     '{"matched": 0, "only_here": 0, "only_there": 0, "amount_differs": 0, "state_differs": 0}', '[]'
   from payments where id = :id returning id`,
);
/** One that waits for approval: somebody else asked for it. */
const askedDraft = async (api: Api) => {
  const id = await readyDraft(api);
  const { tenant } = (await api<{ tenant: Tenant }>('GET /portal')).body;
  await running.sql(
    `update order_drafts set state = 'approval', asked_at = now(), asked_by = gen_random_uuid() where id = '${id}'`,
    tenant.slug as Slug,
  );
  contentHash = (await api<{ contentHash: string }>(`GET /approvals/${id}`)).body.contentHash;
  return id;
};

const owners: Record<string, (api: Api) => Promise<string>> = {
  'GET /contracts/:id': contract,
  'GET /service-requests/:id': serviceRequest(),
  'POST /service-requests/:id/closure': serviceRequest(),
  'POST /service-requests/:id/reopening': serviceRequest('resolved'),
  'POST /service-requests/:id/rating': serviceRequest('resolved'),
  'PATCH /service-requests/:id': serviceRequest(),
  'GET /unmatched-mails/:id/targets': unmatchedMail,
  'GET /unmatched-mails/:id/content': unmatchedMail,
  'POST /unmatched-mails/:id/assignment': unmatchedMail,
  'DELETE /unmatched-mails/:id': unmatchedMail,
  'GET /payments/:id': paidPayment,
  'POST /payments/:id/cancellation': begunPayment,
  'GET /payments/:id/receipt': moneyPayment(),
  'GET /payments/:id/voucher': voucherPayment,
  'POST /payments/:id/voucher-mails': voucherPayment,
  'POST /payments/:id/refunds': moneyPayment(),
  'POST /payments/:id/resolution': moneyPayment('late'),
  'POST /payment-refunds/:id/decision': waitingRefund,
  'POST /payment-proofs/:id/decision': waitingProof,
  'POST /promises/:id/withdrawal': madePromise,
  'GET /disputes/:id': openDispute,
  'GET /dispute-files/:id/content': async (api) => {
    const { id: file } = (await upload(api, 'a.pdf', pdf, 'dispute')).body;
    const [made] = await running.sql<{ id: string }>(
      `insert into payment_dispute_files (tenant_id, dispute_id, file_id, side, position)
       select tenant_id, id, '${file}', 'customer', 0 from payment_disputes where id = '${await openDispute(api)}'
       returning id`,
      (await api<{ tenant: Tenant }>('GET /portal')).body.tenant.slug as Slug,
    );
    return made!.id;
  },
  'POST /disputes/:id/withdrawal': openDispute,
  'POST /disputes/:id/decision': openDispute,
  'GET /payment-proofs/:id/file': async (api) =>
    proofOf(`'${(await upload(api, 'a.pdf', pdf, 'proof')).body.id}'`)(api),
  'PATCH /settings/payments/:id': ofPayment('select account_id as id from payments where id = :id'),
  'GET /payment-reconciliations/:id': reconciliation,
  'POST /payment-files/:id/application': async (api) => {
    const account = await ofPayment('select account_id as id from payments where id = :id')(api);
    const content = Buffer.from('Data;Valor\n2026-02-03;1,00').toString('base64');
    const { body } = await api<{ id: string }>('POST /payment-files', {
      body: { account, file: { name: 'a.csv', content } },
    });
    return body.id;
  },
  'GET /payment-reconciliations/:id/csv': reconciliation,
  'GET /order-drafts/:id': orderDraft,
  'PATCH /order-drafts/:id': orderDraft,
  'DELETE /order-drafts/:id': orderDraft,
  'POST /order-drafts/:id/lines-import': orderDraft,
  'POST /order-drafts/:id/submission': readyDraft,
  'DELETE /order-drafts/:id/submission': sentDraft,
  'GET /approvals/:id': askedDraft,
  'POST /order-drafts/:id/decision': askedDraft,
  'POST /orders/:id/drafts': firstOrder,
  'GET /audit/:id': auditEntry,
  'POST /branding-versions/:id/restoration': brandVersion,
  'POST /branding-versions/:id/undo': brandVersion,
  'POST /me/factors/:id/activation': factor,
  'DELETE /me/factors/:id': async (api) => confirmed(await factor(api)),
  'POST /contacts/:id/factor-reset': contactWithFactor,
  'GET /contacts/:id': contact,
  'PATCH /contacts/:id': contact,
  'PUT /contacts/:id/access': contact,
  'GET /contacts/:id/notification-preferences': firstContact,
  'PUT /contacts/:id/notification-preferences': firstContact,
  'POST /contacts/:id/invitations': contact,
  'DELETE /contacts/:id/invitations': invited,
  'POST /contacts/:id/membership': joinable,
  'POST /contacts/:id/temporary-password': contact,
  'POST /contacts/:id/password-reset': invited,
  'POST /contacts/:id/deactivation': contact,
  'POST /contacts/:id/activation': contact,
  'GET /contacts/:id/addresses': contact,
  'GET /contacts/:id/sessions': contact,
  'DELETE /contacts/:id/sessions': contact,
  'DELETE /contacts/:id/sessions/:session': ownSession,
  'GET /contacts/:id/activity': contact,
  'GET /staff/:id': colleague,
  'PATCH /staff/:id': colleague,
  'POST /staff/:id/invitations': colleague,
  'DELETE /staff/:id/invitations': colleague,
  'POST /staff/:id/temporary-password': colleague,
  'POST /staff/:id/password-reset': colleague,
  'POST /staff/:id/deactivation': colleague,
  'POST /staff/:id/activation': colleague,
  'GET /staff/:id/sessions': colleague,
  'DELETE /staff/:id/sessions': colleague,
  'DELETE /staff/:id/sessions/:session': colleagueSession,
  'GET /staff/:id/activity': colleague,
  'POST /staff-requests/:id/confirmation': staffRequest,
  'POST /staff-requests/:id/refusal': staffRequest,
  'PUT /permission-profiles/:id': profile,
  'DELETE /permission-profiles/:id': profile,
  'POST /contact-imports/:id/corrections': contactImport,
  'POST /contact-imports/:id/application': contactImport,

  'GET /uploads/:id': begun,
  'PUT /uploads/:id/parts/:part': async (api) => `${await begun(api)}/1`,
  'POST /uploads/:id/completion': arrived,
  'DELETE /uploads/:id': begun,
  'GET /documents/:id': documentId,
  'POST /documents/:id/versions': documentId,
  'PATCH /documents/:id': documentId,
  'DELETE /documents/:id': documentId,
  'POST /documents/:id/decision': undecided,
  'GET /document-versions/:id/content': async (api) => (await document(api)).file!.id,
  'GET /document-versions/:id/thumbnail': async (api) =>
    (await document(api, 'a.png', picture)).file!.id,
  'GET /threads/:id': threadId,
  'POST /threads/:id/messages': threadId,
  'PUT /threads/:id/read': threadId,
  'PUT /threads/:id/mute': threadId,
  'PATCH /threads/:id': threadId,
  'POST /messages/:id/redaction': async (api) =>
    (await api<ThreadDetail>(`GET /threads/${await thread(api)}`)).body.messages[0]!.id,
  'GET /message-files/:id/content': messageFile,
  'GET /message-files/:id/thumbnail': messageFile,
  'DELETE /settings/sites/:origin': site,
  'PUT /settings/bank-data/:company': ownCompany,
  'PUT /settings/calendars/:calendar': calendar,
  'DELETE /settings/calendars/:calendar': calendar,
  'PUT /settings/departments/:department': department,
  'DELETE /settings/departments/:department': department,
  'GET /settings/mail-tests/:id': mailTest,
  'GET /mail-tests/:id': brandMailTest,
  'PATCH /keys/:id': key,
  'POST /keys/:id/rotation': key,
  'DELETE /keys/:id': key,
  'PATCH /webhooks/:id': webhook,
  'POST /webhooks/:id/rotation': webhook,
  'DELETE /webhooks/:id': webhook,
  'POST /webhooks/:id/tests': webhook,
  'GET /webhooks/:id/deliveries': webhook,
  'POST /webhook-deliveries/:id/retry': async (api) =>
    (await api<{ id: string }>(`POST /webhooks/${await webhook(api)}/tests`)).body.id,
  'DELETE /mailing-lists/:id': mailingList,
  'PATCH /saved-filters/:id': savedFilter,
  'DELETE /saved-filters/:id': savedFilter,
  'DELETE /me/sessions/:id': firstSession,
  'GET /fiscal-imports/:id': fiscalImport,
  'POST /fiscal-imports/:id/files': fiscalImport,
  'POST /fiscal-imports/:id/application': fiscalImport,
  'GET /fiscal-files/:id/pdf': firstFile('pdf'),
  'GET /fiscal-files/:id/xml': firstFile('xml'),
  'GET /invoices/:id': firstInvoice,
  'POST /invoices/:id/fiscal-check': checkedInvoice,
  'GET /shipments/:id': firstShipment,
  'GET /shipments/:id/events': firstShipment,
  'GET /shipments/:id/map': firstShipment,
  'GET /shipments/:id/shares': firstShipment,
  'POST /shipments/:id/shares': firstShipment,
  'DELETE /shares/:id': share,
  'GET /quotes/:id': openQuote,
  'GET /quotes/:id/differences': openQuote,
  'GET /quotes/:id/pdf': openQuote,
  'GET /quotes/:id/receipt': decidedQuote,
  'POST /quotes/:id/decision': openQuote,
  'POST /quotes/:id/recorded-decision': async (api) => {
    uploaded = (await upload(api, 'a.pdf', pdf, 'quote')).body.id;
    return openQuote(api);
  },
  'GET /orders/:id': firstOrder,
  'POST /orders/:id/change-requests': openOrder,
  'POST /order-changes/:id/answer': orderChange,
  'GET /orders/:id/invoices': firstOrder,
  'GET /statements/:id': statement,
  'GET /statements/:id/pdf': statement,
  'GET /statements/:id/xlsx': statement,
  'GET /mass-sends/:id': run,
  'GET /mass-sends/:id/log': run,
  'GET /mass-sends/:id/recipients': run,
  'GET /mass-sends/:id/recipients/:recipient/pdf': async (api) => recipient(api, await run(api)),
  'GET /mailing-list-imports/:id/errors': mailingListImport,
  'POST /mailing-list-imports/:id/application': mailingListImport,
  'POST /mailing-list-imports/:id/corrections': mailingListImport,
  'DELETE /mass-sends/:id': run,
  'POST /mass-sends/:id/cancel': run,
  'POST /mass-sends/:id/pause': started,
  'POST /mass-sends/:id/recall': recallable,
  'POST /mass-sends/:id/recipients/:recipient/mailbox': async (api) =>
    recipient(api, await ended('failed')(api)),
  'POST /mass-sends/:id/recipients/:recipient/resolution': ended('unknown'),
  'POST /mass-sends/:id/resume': paused,
  'POST /mass-sends/:id/retry': ended('failed'),
  'POST /mass-sends/:id/start': run,
};
