// What a contact is granted decides every way to a thing: list, detail, file, figure, search, sort, sample.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ContactDetail, Grant, GrantDifference } from '#contract/contacts';
import type { Home } from '#contract/home';
import {
  contactPermissions,
  grantScopes,
  type ContactPermission,
  type GrantScope,
} from '#contract/permissions';
import type { Session } from '#contract/portal';
import { reaches, reachOf, refusalOf, type PersonCaller } from '../../server/http/caller.ts';
import { grantedBy, ofAddresses, ofCompanies, permissionsTag } from '../../server/http/grants.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { fiscalFile, order, password } from '../support/fixtures.ts';
import { openItem } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';
import { rounds } from '../support/thorough.ts';

let running: TestPortal;
let staff: Api;
/** A contact whose permissions every test sets anew. */
let person: Api;
let id: string;

type Asked = Partial<Grant> & { permission: ContactPermission };

const grant = async (grants: Asked[]): Promise<ContactDetail> => {
  const { version } = (await staff<ContactDetail>(`GET /contacts/${id}`)).body;
  const answer = await staff<ContactDetail>(`PUT /contacts/${id}/access`, {
    body: { version, grants },
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};

const day = (offset: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Mexico_City' }).format(
    Date.now() + offset * 86_400_000,
  );

const ids = async (table: string, which: string) => {
  const [row] = await running.sql<{ id: string }>(`select id from ${table} where ${which}`);
  return row!.id;
};

before(async () => {
  running = await startPortal();
  const { sync, admin } = running.portal;
  const company = { currency: 'MXN', timeZone: 'America/Mexico_City' };
  const of = (code: string) => ({ company: code, currency: 'MXN', creditLimit: '100.00' });
  const customer = (number: string, parent?: string) => ({
    number,
    parent,
    name: `Cliente ${number}`,
    companies: [of('SM01'), of('SM02')],
  });
  const records = {
    companies: [{ code: 'SM02', legalName: 'Segunda S.A.', ...company }],
    customers: [customer('1002945'), customer('1002947', '1002945')],
    orders: [order('ZW1', { company: 'SM02' }), order('ZW2', { company: 'SM02' })],
    invoices: ['SM01', 'SM02'].map((code) => ({
      number: `I-${code}`,
      company: code,
      customer: '1002945',
      date: '2026-03-02',
      dueDate: '2026-04-01',
      currency: 'MXN',
      net: '100.00',
      tax: '0.00',
      total: '100.00',
      orders: code === 'SM02' ? ['ZW1'] : [],
      items: [],
    })),
    'open-items': ['SM01', 'SM02'].map((code) =>
      openItem(code, {
        id: `L-${code}`,
        company: code,
        invoice: `I-${code}`,
        fiscalId: `U-${code}`,
        date: '2026-03-02',
        dueDate: '2026-04-01',
      }),
    ),
    'fiscal-files': ['SM01', 'SM02'].flatMap((code) =>
      (['xml', 'pdf'] as const).map((kind) =>
        fiscalFile(`U-${code}`, kind, { customer: '1002945' }),
      ),
    ),
  };
  for (const [entity, batch] of Object.entries(records)) {
    const { results } = await sync('norte', entity as 'orders', batch as never);
    for (const result of results) assert.notEqual(result.status, 'refused', JSON.stringify(result));
  }
  staff = await staffSession(running, 'todo-acceso', {
    permissions: ['access.manage', ...contactPermissions],
  });
  const made = await staff<ContactDetail>('POST /contacts', {
    body: { customer: '1002945', name: 'Persona', email: 'persona@cliente.example' },
  });
  id = made.body.id;
  const [row] = await running.sql<{ external_id: string }>(
    `select external_id from contacts where id = '${id}'`,
  );
  await admin.createLogin('norte', {
    contact: row!.external_id,
    logins: ['persona'],
    password,
    grants: [],
  });
  person = await signIn(running.url, 'persona');
});
after(() => running.close());

describe('the decision', () => {
  const tenant = { id: 't' } as PersonCaller['tenant'];
  const endpoint = { permission: 'orders.view' } as const;
  const document = { customerId: 'own', contactId: 'me', companyId: 'a', addressId: 'p' };
  const documents = [
    document,
    { ...document, contactId: 'other' },
    { ...document, customerId: 'below' },
    { ...document, companyId: 'b' },
    { ...document, customerId: 'strange' },
    { ...document, addressId: 'q' },
    { ...document, addressId: null },
  ];

  test('is what the table of grant, day, session, scope, companies and addresses says', () => {
    let rows = 0;
    for (const held of [true, false])
      for (const expired of [true, false])
        for (const allowed of [true, false])
          for (const [limited, placed] of [
            [true, true],
            [true, false],
            [false, true],
            [false, false],
          ])
            for (const temporary of [true, false])
              for (const scope of grantScopes) {
                rows++;
                const stored = {
                  permission: held ? 'orders.view' : 'stock.view',
                  scope,
                  companyIds: limited ? ['a'] : [],
                  addressIds: placed ? ['p'] : [],
                  expiresOn: expired ? '2026-01-01' : '2026-01-02',
                };
                const only = allowed ? null : ['invoices.view'];
                const granted = grantedBy(temporary ? [] : [stored], '2026-01-02', only);
                const caller: PersonCaller = {
                  tenant,
                  kind: 'contact',
                  sessionId: 's',
                  identityId: 'i',
                  access: temporary ? 'temporary' : 'full',
                  hasFactor: false,
                  confirmed: false,
                  termsAccepted: true,
                  onlyOrigin: null,
                  personName: '',
                  expiresAt: '',
                  customer: { id: 'own', number: '1', name: '' },
                  contactId: 'me',
                  otherCustomerIds: ['below'],
                  ...granted,
                };
                const open = held && !expired && allowed && !temporary;
                const where = JSON.stringify({
                  held,
                  expired,
                  allowed,
                  limited,
                  placed,
                  temporary,
                  scope,
                });
                const refused = temporary ? 'password_change_required' : 'forbidden';
                assert.equal(refusalOf(caller, endpoint), open ? null : refused, where);
                const reach = reachOf(caller, 'orders.view');
                const expected = [
                  open,
                  open && scope !== 'own',
                  open && scope === 'hierarchy',
                  open && !limited,
                  false,
                  open && !placed,
                  open && !placed,
                ];
                assert.deepEqual(
                  documents.map((one) => reaches(reach, one)),
                  expected,
                  where,
                );
              }
    assert.equal(rows, 2 ** 6 * 3);
  });

  test('is told by another tag as soon as it is another', () => {
    const base = { kind: 'contact', customer: { id: 'c' } } as PersonCaller;
    const stored = {
      permission: 'orders.view',
      scope: 'own' as GrantScope,
      companyIds: ['a', 'b'],
      addressIds: ['p', 'q'],
    };
    const tagOf = (more: object, on = '2026-01-01') =>
      permissionsTag({
        ...base,
        ...grantedBy([{ ...stored, expiresOn: '2026-01-01', ...more }], on),
      });
    const same = tagOf({});
    assert.equal(tagOf({ companyIds: ['b', 'a'] }), same);
    assert.equal(tagOf({ addressIds: ['q', 'p'] }), same);
    const others = [
      tagOf({ scope: 'customer' }),
      tagOf({ companyIds: ['a'] }),
      tagOf({ companyIds: [] }),
      tagOf({ addressIds: ['p'] }),
      tagOf({ addressIds: [] }),
      tagOf({ permission: 'stock.view' }),
      tagOf({}, '2026-01-02'),
    ];
    assert.equal(new Set([same, ...others]).size, 8);
  });
});

describe('a permission that is limited to a company', () => {
  const all: Asked[] = contactPermissions
    .filter((permission) => permission !== 'contacts.manage')
    .map((permission) => ({ permission }));
  const limited = (...which: RegExp[]): Asked[] =>
    all.map((one) =>
      ofCompanies(one.permission) &&
      (which.length === 0 || which.some((r) => r.test(one.permission)))
        ? { ...one, companies: ['SM01'] }
        : one,
    );
  type Rows = { items: { id: string; number: string }[] };
  const numbers = async (path: string) => {
    const answer = await person<Rows>(path);
    assert.equal(answer.status, 200, `${path}: ${answer.text}`);
    return answer.body.items.map(({ number }) => number);
  };
  let secondOrder: string;
  let firstInvoice: string;
  let secondInvoice: string;
  before(async () => {
    secondOrder = await ids('orders', `number = 'ZW1'`);
    firstInvoice = await ids('invoices', `number = 'I-SM01'`);
    secondInvoice = await ids('invoices', `number = 'I-SM02'`);
  });

  test('hides orders of others from list, search, sort, detail, count and export', async () => {
    await grant(all);
    assert.ok((await numbers('GET /orders?by=number&search=ZW1')).includes('ZW1'));
    const before = (await person<Home>('GET /home')).body;
    await grant(limited(/^orders/));
    assert.deepEqual(await numbers('GET /orders?by=number&search=ZW1'), []);
    for (const sort of ['date', '-number', '-amount'])
      assert.ok(!(await numbers(`GET /orders?limit=100&sort=${sort}`)).includes('ZW2'), sort);
    assert.equal((await person(`GET /orders/${secondOrder}`)).status, 404);
    assert.equal((await person(`GET /orders/${secondOrder}/invoices`)).status, 200);
    const csv = (await person('GET /exports/orders?locale=es')).text;
    assert.ok(csv.includes('84000000') && !csv.includes('ZW1'));
    const invoice = await person<{ orders: unknown[] }>(`GET /invoices/${secondInvoice}`);
    assert.deepEqual(invoice.body.orders, []);
    const home = (await person<Home>('GET /home')).body;
    const count = ({ sections }: Home) => sections.find((one) => one.section === 'orders')!.count!;
    assert.equal(count(home), count(before) - 2);
  });

  test('hides amounts of others, and the order they would stand in', async () => {
    await grant(limited(/^orders\.amounts/));
    const { body } = await person<{ amount: string | null }>(`GET /orders/${secondOrder}`);
    assert.equal(body.amount, null);
    assert.equal(refusal(await person('GET /orders?sort=amount')), '403 forbidden');
    await grant(limited(/^orders/));
    assert.equal((await person('GET /orders?sort=amount')).status, 200);
  });

  test('hides invoices of others from list, detail, figure, file and archive', async () => {
    await grant(limited(/^invoices/));
    const seen = await numbers('GET /invoices?limit=100');
    assert.ok(seen.includes('I-SM01') && !seen.includes('I-SM02'));
    assert.equal((await person(`GET /invoices/${secondInvoice}`)).status, 404);
    assert.deepEqual(await numbers('GET /invoices?company=SM02'), []);
    assert.equal((await person(`GET /orders/${secondOrder}/invoices`)).status, 404);
    const [mine, theirs] = await Promise.all(
      ['U-SM01', 'U-SM02'].map((fiscal) =>
        ids('fiscal_files', `fiscal_id = '${fiscal}' and kind = 'xml'`),
      ),
    );
    assert.equal((await person(`GET /fiscal-files/${mine}/xml`)).status, 200);
    assert.equal((await person(`GET /fiscal-files/${theirs}/xml`)).status, 404);
    const archive = (files: unknown[]) =>
      person('POST /fiscal-archives', { body: { files, locale: 'es' } });
    assert.equal((await archive([mine])).status, 200);
    assert.equal(refusal(await archive([mine, theirs])), '404 not_found');
    // Each of the permissions that a file needs is limited by itself.
    await grant(limited(/^invoices\.bulk/));
    assert.equal((await person(`GET /fiscal-files/${theirs}/xml`)).status, 200);
    assert.equal(refusal(await archive([theirs])), '404 not_found');
    await grant(limited(/^invoices\.(xml|pdf)/));
    const row = (await person<{ xml: string | null }>(`GET /invoices/${secondInvoice}`)).body;
    assert.equal(row.xml, null);
    assert.ok((await person<{ xml: string | null }>(`GET /invoices/${firstInvoice}`)).body.xml);
    const sheet = await person('GET /exports/invoices?locale=es');
    assert.equal(sheet.status, 200);
  });

  test('hides what is owed to others: companies, statement, history, files, overdue', async () => {
    await grant(all);
    const both = await Promise.all(
      ['SM01', 'SM02'].map((company) =>
        person<{ id: string }>('POST /statements', { body: { company } }),
      ),
    );
    assert.deepEqual(
      both.map(({ status }) => status),
      [201, 201],
      both[0]!.text,
    );
    await grant(limited(/^statement/));
    const companies = await person<{ items: { code: string }[] }>('GET /companies');
    assert.deepEqual(
      companies.body.items.map(({ code }) => code),
      ['SM01'],
      companies.text,
    );
    assert.equal(
      refusal(await person('POST /statements', { body: { company: 'SM02' } })),
      '404 not_found',
    );
    const second = both[1]!.body.id;
    assert.equal((await person(`GET /statements/${second}`)).status, 404);
    assert.equal((await person(`GET /statements/${second}/xlsx?locale=es`)).status, 404);
    const listed = await person<{ items: { id: string }[] }>('GET /statements');
    assert.deepEqual(
      listed.body.items.map((one) => one.id),
      [both[0]!.body.id],
    );
    const home = (await person<Home>('GET /home')).body;
    const { overdue } = home.sections.find((one) => one.section === 'statement')!;
    assert.deepEqual(
      overdue!.companies.map(({ code }) => code),
      ['SM01'],
    );
    assert.deepEqual(overdue!.amounts, [{ amount: '100.00', currency: 'MXN' }]);
    // The credit limit of the other company alone.
    await grant(limited(/^credit/));
    const limitOf = async (statement: string) => {
      const { body } = await person<{ sections: { figures: { limit: string | null } }[] }>(
        `GET /statements/${statement}`,
      );
      return body.sections.map(({ figures }) => figures.limit);
    };
    assert.notDeepEqual(await limitOf(both[0]!.body.id), [null]);
    assert.deepEqual(await limitOf(second), [null]);
  });
});

describe('a permission that has expired', () => {
  test('is none, from the day after its last on, by the calendar of the tenant', async () => {
    const until = (expiresOn: string) => grant([{ permission: 'orders.view', expiresOn }]);
    await until(day(0));
    assert.equal((await person('GET /orders')).status, 200);
    const gone = await until(day(-1));
    assert.deepEqual(
      gone.grants.map(({ expiresOn }) => expiresOn),
      [day(-1)],
    );
    assert.equal(refusal(await person('GET /orders')), '403 forbidden');
    const { body } = await person<{ session: Session }>('GET /portal');
    assert.deepEqual(body.session.permissions, []);
    assert.deepEqual((await person<Home>('GET /home')).body.sections, []);
  });
});

describe('an open page', () => {
  test('is told with the next answer, whichever it is, that permissions have changed', async () => {
    await grant([{ permission: 'orders.view' }]);
    const tag = async (key: string) => (await person(key)).headers.get('portal-permissions');
    const first = await tag('GET /portal');
    assert.ok(first);
    assert.equal(await tag('GET /orders'), first);
    await grant([]);
    const refused = await tag('GET /orders');
    assert.notEqual(refused, first);
    assert.equal(await tag('GET /portal'), refused);
    const exposed = await person('GET /orders', {
      headers: { Origin: 'http://norte.localhost:9001' },
    });
    assert.match(exposed.headers.get('access-control-expose-headers') ?? '', /Portal-Permissions/);
  });
});

describe('a preview', () => {
  /** Always the same numbers, so that what fails can be run again. */
  const random = (seed: number) => () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const draw = (next: () => number): Asked[] =>
    contactPermissions
      .filter(() => next() < 0.45)
      .map((permission) => ({
        permission,
        scope: grantScopes[Math.floor(next() * 3)]!,
        companies: ofCompanies(permission) && next() < 0.3 ? [next() < 0.5 ? 'SM01' : 'SM02'] : [],
        addresses: ofAddresses(permission) && next() < 0.3 ? [place] : [],
        expiresOn: next() < 0.2 ? day(next() < 0.5 ? -1 : 1) : null,
      }));
  /** The only address of the customer, where a set is limited to one. */
  let place: string;
  const holds = ({ expiresOn }: Asked) => !expiresOn || expiresOn >= day(0);
  type Preview = {
    home: Home;
    withheld: string[];
    permissions: string[];
    difference: GrantDifference;
  };
  const preview = async (api: Api, grants: Asked[]) => {
    const answer = await api<Preview>('POST /access-previews', { body: { contact: id, grants } });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };

  // What a random set opens is held against the server's own decision.
  const sets = rounds(100, 500);

  test('is what the person gets once it is saved, and says what changes, for a hundred sets and more', async () => {
    const next = random(20_261_126);
    place = await ids(
      'addresses',
      `code = 'A1' and tenant_id = (select id from tenants where slug = 'norte')`,
    );
    let had: Asked[] = [];
    await grant([]);
    for (let round = 0; round < sets; round++) {
      const grants = draw(next);
      const shown = await preview(staff, grants);
      const { difference } = shown;
      const [before, after] = [had, grants].map(
        (some) => new Map(some.filter(holds).map((one) => [one.permission, one])),
      ) as [Map<string, Asked>, Map<string, Asked>];
      const names = (some: Iterable<{ permission: string }>) =>
        [...some].map(({ permission }) => permission).toSorted();
      assert.deepEqual(
        names(difference.gained),
        names([...after.values()].filter(({ permission }) => !before.has(permission))),
      );
      assert.deepEqual(
        names(difference.lost),
        names([...before.values()].filter(({ permission }) => !after.has(permission))),
      );
      assert.deepEqual(
        names(difference.changed.map((change) => change.after)),
        names(
          [...after.values()].filter((one) => {
            const was = before.get(one.permission);
            return was && JSON.stringify(was) !== JSON.stringify(one);
          }),
        ),
      );
      await grant(grants);
      const [home, portal] = await Promise.all([
        person<Home>('GET /home'),
        person<{ session: Session }>('GET /portal'),
      ]);
      const seed = JSON.stringify(grants);
      assert.deepEqual(shown.home, home.body, seed);
      assert.deepEqual(shown.permissions, portal.body.session.permissions, seed);
      assert.deepEqual(shown.withheld, []);
      had = grants;
    }
  });

  test('saves nothing, and is no look of the customer', async () => {
    await grant([{ permission: 'orders.view' }]);
    const count = async () =>
      (
        await running.sql<{ count: number }>(
          `select count(*)::int from audit_events where contact_id = '${id}' or event like 'account.%'`,
        )
      )[0]!.count;
    const before = await count();
    await preview(staff, [{ permission: 'statement.view' }]);
    assert.equal(await count(), before);
    assert.equal((await person('GET /orders')).status, 200);
    assert.equal(refusal(await person('GET /companies')), '403 forbidden');
  });

  test('shows no figure that its editor may not see', async () => {
    const access = await staffSession(running, 'solo-acceso', { permissions: ['access.manage'] });
    const shown = await preview(access, [
      { permission: 'statement.view' },
      { permission: 'orders.view' },
    ]);
    assert.deepEqual(shown.withheld, ['orders', 'statement']);
    for (const { count, overdue } of shown.home.sections)
      assert.deepEqual([count, overdue], [null, null]);
    assert.doesNotMatch(JSON.stringify(shown), /100\.00/);
    // Of its portfolio an executive sees what it holds itself.
    const orders = await staffSession(running, 'pedidos', {
      permissions: ['access.manage', 'orders.view'],
      customers: ['1002945'],
    });
    const own = await preview(orders, [{ permission: 'orders.view' }]);
    assert.deepEqual(own.withheld, []);
    // Subsidiaries may lie outside of the portfolio: who has not all customers gives nobody a reach over them.
    const { status, body } = await orders('POST /access-previews', {
      body: { contact: id, grants: [{ permission: 'orders.view', scope: 'hierarchy' }] },
    });
    assert.deepEqual([status, (body as { code: string }).code], [403, 'beyond_own']);
  });
});

describe('what a customer’s user must never see (S16)', () => {
  test('other customers’ contacts, their sessions and their history, in any answer', async () => {
    await grant(contactPermissions.map((permission) => ({ permission, scope: 'hierarchy' })));
    for (const path of [
      'GET /contacts?limit=100',
      `GET /contacts/${id}`,
      'GET /permission-profiles',
    ])
      assert.doesNotMatch((await person(path)).text, /C-6|1002946|Vecino/, path);
    assert.deepEqual((await person<{ items: unknown[] }>('GET /contacts?q=Vecino')).body.items, []);
    assert.deepEqual(
      (await person<{ items: unknown[] }>('GET /contacts?customer=1002946')).body.items,
      [],
    );
  });

  test('the company’s own people and its settings', async () => {
    const portfolio = await staffSession(running, 'nadie-de-afuera', {
      permissions: ['access.manage'],
    });
    const { text } = await person('GET /contacts?limit=100');
    assert.doesNotMatch(text, /nadie-de-afuera|todo-acceso/);
    for (const key of ['POST /permission-profiles', `DELETE /permission-profiles/${id}`])
      assert.equal(
        refusal(await person(key, { body: key.startsWith('P') ? {} : undefined })),
        '403 forbidden',
      );
    assert.equal((await portfolio(`GET /contacts/${id}`)).status, 200);
  });

  test('hashes, tokens and ids of accounts, in any answer about a contact', async () => {
    for (const path of [
      `GET /contacts/${id}`,
      `GET /contacts/${id}/sessions`,
      `GET /contacts/${id}/activity`,
    ])
      assert.doesNotMatch((await person(path)).text, /argon2|hash|identity/i, path);
  });
});
