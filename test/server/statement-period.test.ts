// What happens between two statements, and which customers somebody may look at.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Statement, StatementFigures } from '#contract/statement';
import { addDays, today } from '#contract/format';
import { refusal, signIn, type Api } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import { askStatement, openItem, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

type Answer = { status: number; body: unknown };

let running: TestPortal;
let person: Api;
before(async () => {
  running = await startPortal();
  await send(running, 'open-items', [
    // Paid by a payment that the ERP sends: one movement, not two.
    openItem('1', {
      invoice: 'F-1',
      date: '2026-01-10',
      dueDate: '2026-02-10',
      amount: '100.00',
      clearings: [{ date: '2026-02-05', amount: '100.00', reference: 'C-1' }],
    }),
    openItem('2', {
      kind: 'payment',
      invoice: 'P-1',
      reference: 'SPEI 1',
      date: '2026-02-05',
      amount: '-100.00',
      clearings: [{ date: '2026-02-05', amount: '-100.00', reference: 'C-1' }],
    }),
    // Paid in part by one that it does not send; the rest falls due in the period.
    openItem('3', {
      invoice: 'F-2',
      date: '2026-01-20',
      dueDate: '2026-02-20',
      amount: '250.50',
      clearings: [{ date: '2026-02-12', amount: '50.25', reference: 'C-2' }],
    }),
    // Untouched, but overdue by the end of the period.
    openItem('4', { invoice: 'F-3', date: '2026-01-25', dueDate: '2026-02-25', amount: '30.00' }),
    openItem('5', { invoice: 'F-4', date: '2026-02-15', dueDate: '2026-05-15', amount: '75.75' }),
    // Dated in the period, but counts from later on.
    openItem('6', {
      invoice: 'F-5',
      date: '2026-02-15',
      postingDate: '2026-03-15',
      amount: '999.00',
    }),
    openItem('7', { kind: 'credit_note', invoice: 'N-1', date: '2026-02-18', amount: '-10.00' }),
    openItem('8', { invoice: 'D-1', date: '2026-02-20', currency: 'USD', amount: '12.00' }),
    // Cleared before it counted: open on no day.
    openItem('9', {
      invoice: 'F-6',
      date: '2026-02-01',
      postingDate: '2026-02-22',
      amount: '5.00',
      clearings: [{ date: '2026-02-03', amount: '5.00', reference: 'C-3' }],
    }),
    openItem('10', { customer: '1002946', invoice: 'F-N', date: '2026-02-02', amount: '8.00' }),
    openItem('11', {
      customer: '1002946',
      invoice: 'F-M',
      date: '2026-02-02',
      amount: '7.00',
      clearings: [{ date: '2026-02-10', amount: '7.00' }],
    }),
  ]);
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

type Step = {
  date: string;
  kind: string;
  document: string | null;
  reference: string | null;
  amount: string;
  balance: string;
};
type Movements = {
  sections: { currency: string; opening: string; closing: string; items: Step[] }[];
};
type Changes = {
  sections: {
    currency: string;
    before: StatementFigures;
    after: StatementFigures;
    items: {
      what: string;
      before: string;
      after: string;
      item: { invoice: string; status: string };
    }[];
  }[];
};
const february = 'company=SM01&from=2026-02-01&to=2026-02-28';
const movements = async (query = february, api = person) =>
  (await api<Movements>(`GET /movements?${query}`)).body;

describe('movements', () => {
  test('are postings, and what was cleared without one, with the balance after each', async () => {
    const [pesos, dollars] = (await movements()).sections;
    assert.deepEqual([pesos!.opening, pesos!.closing], ['380.50', '296.00']);
    assert.deepEqual(
      pesos!.items.map(({ date, kind, document, reference, amount, balance }) =>
        [date.slice(5), kind, document, reference, amount, balance].join(' '),
      ),
      [
        '02-05 payment P-1 SPEI 1 -100.00 280.50',
        '02-12 clearing F-2 C-2 -50.25 230.25',
        '02-15 invoice F-4  75.75 306.00',
        '02-18 credit_note N-1  -10.00 296.00',
        '02-22 invoice F-6  5.00 301.00',
        '02-22 clearing F-6 C-3 -5.00 296.00',
      ],
    );
    assert.deepEqual(
      [dollars!.currency, dollars!.opening, dollars!.closing],
      ['USD', '0.00', '12.00'],
    );
  });

  test('of a day have what was cleared and what counted that day, whatever was dated before', async () => {
    const on = async (day: string, api = person) => {
      const [section] = (await movements(`company=SM01&from=${day}&to=${day}`, api)).sections;
      const steps = section!.items.map(({ kind, amount }) => `${kind} ${amount}`);
      return [section!.opening, ...steps, section!.closing];
    };
    const neighbour = await signIn(running.url, 'vecino');
    assert.deepEqual(await on('2026-02-10', neighbour), ['15.00', 'clearing -7.00', '8.00']);
    assert.deepEqual(await on('2026-02-22'), [
      '296.00',
      'invoice 5.00',
      'clearing -5.00',
      '296.00',
    ]);
  });

  test('of every period of these months lead from one statement to the other', async () => {
    const statements = new Map<string, Statement>();
    const totalAt = async (cutOff: string, currency: string) => {
      const statement = statements.get(cutOff) ?? (await askStatement(person, { cutOff })).body;
      statements.set(cutOff, statement);
      const section = statement.sections.find((one) => one.currency === currency);
      return section?.figures.total ?? '0.00';
    };
    for (let from = '2026-01-05'; from < '2026-03-20'; from = addDays(from, 9))
      for (const days of [0, 10, 33]) {
        const to = addDays(from, days);
        const { sections } = await movements(`company=SM01&from=${from}&to=${to}`);
        for (const { currency, opening, closing, items } of sections) {
          assert.equal(opening, await totalAt(addDays(from, -1), currency), `${from} ${to}`);
          assert.equal(closing, await totalAt(to, currency), `${from} ${to}`);
          assert.equal(items.at(-1)?.balance ?? opening, closing);
        }
      }
  });

  test('end no earlier than they begin, and three years later at most', async () => {
    const of = (from: string, to: string) => `company=SM01&from=${from}&to=${to}`;
    for (const [from, to] of [
      ['2026-02-02', '2026-02-01'],
      ['2023-02-27', '2026-02-28'],
      ['0001-01-01', '9999-12-31'],
    ] as const)
      for (const path of ['/movements', '/statement-changes'])
        assert.equal(
          refusal(await person(`GET ${path}?${of(from, to)}`)),
          '400 invalid_input query.to: period',
        );
    for (const [from, to] of [
      ['2023-02-28', '2026-02-28'],
      ['2020-02-29', '2023-02-28'],
      ['2026-02-28', '2026-02-28'],
    ] as const)
      assert.equal((await person(`GET /movements?${of(from, to)}`)).status, 200);
  });
});

test('a day lies between the first that counts and today where the company is', async () => {
  // Somebody who has asked for nothing yet.
  const person = await signIn(running.url, 'propios');
  const day = today('America/Monterrey');
  const params = { min: '2000-01-01', max: day };
  const refused = async (path: string, answer: Promise<Answer>) => {
    const { status, body } = await answer;
    assert.equal(status, 400, path);
    assert.deepEqual((body as { errors: unknown }).errors, [{ path, rule: 'day_range', params }]);
  };
  for (const cutOff of ['0026-08-01', '1999-12-31', addDays(day, 1), '2126-01-01', '9999-12-31'])
    await refused('body.cutOff', person('POST /statements', { body: { company: 'SM01', cutOff } }));
  for (const path of ['/movements', '/statement-changes']) {
    const of = (from: string, to: string) =>
      person(`GET ${path}?company=SM01&from=${from}&to=${to}`);
    await refused('query.from', of('1999-12-31', '2000-01-01'));
    await refused('query.to', of(day, addDays(day, 1)));
    assert.equal((await of(addDays(day, -1), day)).status, 200);
    assert.equal((await of('2000-01-01', '2000-01-02')).status, 200);
  }
  assert.deepEqual(
    await running.sql(
      `select id from statements where cut_off not between '2000-01-01' and '${day}'`,
    ),
    [],
  );
});

describe('changes', () => {
  test('tell what became of each document', async () => {
    const { body } = await person<Changes>(
      `GET /statement-changes?company=SM01&from=2026-01-31&to=2026-02-28`,
    );
    const [pesos, dollars] = body.sections;
    assert.deepEqual(
      pesos!.items
        .map(
          ({ what, before: was, after: is, item }) =>
            `${item.invoice} ${what} ${was} ${is} ${item.status}`,
        )
        .toSorted(),
      [
        'F-1 cleared 100.00 0.00 to_fall_due',
        'F-2 reduced 250.50 200.25 overdue',
        'F-3 became_overdue 30.00 30.00 overdue',
        'F-4 new 0.00 75.75 to_fall_due',
        'N-1 new 0.00 -10.00 credit',
      ],
    );
    assert.deepEqual(
      [pesos!.before.total, pesos!.after.total, pesos!.after.overdue, pesos!.after.limit],
      ['380.50', '296.00', '230.25', '8000000.00'],
    );
    assert.deepEqual(
      [dollars!.before.total, dollars!.after.total, dollars!.items[0]?.what],
      ['0.00', '12.00', 'new'],
    );
  });

  test('and movements are those of whom the caller may look at, without the credit it may not', async () => {
    const neighbour = await signIn(running.url, 'vecino');
    assert.deepEqual(
      (await movements(february, neighbour)).sections.map(({ closing }) => closing),
      ['8.00'],
    );
    for (const path of ['/movements', '/statement-changes'])
      for (const whose of ['customer=1002946&company=SM01', 'company=SM77'])
        assert.equal(
          refusal(await person(`GET ${path}?${whose}&from=2026-02-01&to=2026-02-28`)),
          '404 not_found',
        );
    await send(running, 'contacts', [{ id: 'C-7', customer: '1002945', name: 'Siete' }]);
    await running.portal.admin.createLogin('norte', {
      contact: 'C-7',
      logins: ['siete'],
      password,
      grants: [{ permission: 'statement.view', scope: 'customer' }],
    });
    const plain = await signIn(running.url, 'siete');
    const { body, text } = await plain<Changes>(`GET /statement-changes?${february}`);
    assert.equal(body.sections[0]!.after.limit, null);
    assert.doesNotMatch(text, /8000000/);
  });
});

describe('customers', () => {
  type Page = { items: { number: string; name: string }[]; nextCursor: string | null };
  let executive: Api;
  const found = async (search: string, api = executive) =>
    (
      await api<Page>(`GET /customers${search && `?search=${encodeURIComponent(search)}`}`)
    ).body.items.map(({ number }) => number);
  before(async () => {
    await send(running, 'customers', [
      { number: '0000700001', name: 'Ánfora Ibérica, S.A. de C.V.', companies: [] },
      { number: '0000700002', name: 'Anforas del Bajío', companies: [] },
      { number: 'AB-12', name: 'Compañía Ñandú', companies: [] },
      { number: '0000700003', name: 'Ajena', companies: [] },
    ]);
    await running.portal.admin.createStaff('norte', {
      name: 'Eva',
      logins: ['eva'],
      password,
      permissions: ['statement.view'],
      customers: ['700001', '700002', 'AB-12', '1002945'],
    });
    executive = await signIn(running.url, 'eva');
  });

  test('are found by number with and without zeros, and by beginnings of words', async () => {
    const both = ['0000700001', '0000700002'];
    const expected: [string, string[]][] = [
      ['0000700001', ['0000700001']],
      ['700001', ['0000700001']],
      ['00700001', ['0000700001']],
      ['7000', both],
      ['00007', both],
      ['anfora', both],
      ['ÁNFORAS baj', ['0000700002']],
      ['iberica anf', ['0000700001']],
      ['ab-12', ['AB-12']],
      ['nandu', ['AB-12']],
      ['compania', ['AB-12']],
      ['ferre', ['0001002945']],
      ['fora', []],
      ['ajena', []],
      ['vecino', []],
      ['700003', []],
      ['%', []],
      ["'", []],
      ['_nfora', []],
    ];
    for (const [search, numbers] of expected)
      assert.deepEqual(await found(search), numbers, search);
  });

  test('come by name, page by page, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await executive<Page>(`GET /customers?limit=1${cursor}`);
      seen.push(...body.items.map(({ name }) => name));
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor);
    assert.deepEqual(seen, [
      'Ánfora Ibérica, S.A. de C.V.',
      'Anforas del Bajío',
      'Compañía Ñandú',
      'Ferretería del Centro',
    ]);
    assert.equal(
      refusal(await executive('GET /customers?cursor=x')),
      '400 invalid_input query.cursor: cursor',
    );
  });

  test('are counted on every page, and those come first that were worked for last', async () => {
    type Counted = Page & { total: number | null };
    const all = await executive<Counted>('GET /customers?limit=1');
    assert.equal(all.body.total, 4);
    assert.ok(all.body.nextCursor);
    const next = await executive<Counted>(`GET /customers?limit=1&cursor=${all.body.nextCursor}`);
    assert.equal(next.body.total, 4);
    assert.equal((await executive<Counted>('GET /customers?search=anfora')).body.total, 2);
    assert.equal((await executive<Counted>('GET /customers?search=%25')).body.total, 0);

    const recent = async (api = executive) =>
      (await api<Counted>('GET /customers?recent=true')).body.items.map(({ number }) => number);
    assert.deepEqual(await recent(), []);
    const made = await executive('POST /statements', {
      body: { company: 'SM01', customer: '1002945' },
    });
    assert.equal(made.status, 201);
    // That one looked at another is not that one worked for it.
    assert.equal((await executive('GET /companies?customer=AB-12')).status, 200);
    assert.deepEqual(await recent(), ['0001002945']);
    assert.deepEqual(await recent(await signIn(running.url, 'siete')), []);
  });

  test('come by their numbers as people count, not as letters', async () => {
    const names = ['Aceros 1025', 'Aceros 125', 'Aceros 1125 Sur', 'Aceros 125 Sur', 'Aceros'];
    await send(
      running,
      'customers',
      names.map((name, i) => ({ number: `00007100${i}0`, name, companies: [] })),
    );
    await running.portal.admin.createStaff('norte', {
      name: 'Ema',
      logins: ['ema'],
      password,
      permissions: ['statement.view'],
      customers: names.map((_, i) => `7100${i}0`),
    });
    const api = await signIn(running.url, 'ema');
    const { body } = await api<Page>('GET /customers?search=aceros');
    assert.deepEqual(
      body.items.map(({ name }) => name),
      ['Aceros 125', 'Aceros 125 Sur', 'Aceros 1025', 'Aceros 1125 Sur', 'Aceros'],
    );
  });

  test('of a contact are its own, and subsidiaries where the permission reaches them', async () => {
    assert.deepEqual(await found('', person), ['0001002945']);
    assert.deepEqual(await found('', await signIn(running.url, 'grupo')), [
      '0001002945',
      '0001002947',
    ]);
    assert.deepEqual(await found('1002946', await signIn(running.url, 'grupo')), []);
  });

  test('are found by their new name only, once it changed; and not at all, once they are gone', async () => {
    await send(running, 'customers', [{ number: '0000700002', name: 'Cántaros', companies: [] }]);
    assert.deepEqual([await found('anforas'), await found('cantaros')], [[], ['0000700002']]);
    await send(running, 'customers', [{ number: '700002', deleted: true }]);
    assert.deepEqual(await found('cantaros'), []);
  });
});
