// The portfolio of an executive: its figures are the statements', whoever is in it, however it is sorted and paged.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Home } from '#contract/home';
import type { PersonPermission } from '#contract/permissions';
import type { PortfolioRow } from '#contract/portfolio';
import { portfolioShows, portfolioSorts } from '#contract/portfolio-words';
import type { Statement } from '#contract/statement';
import { refusal, type Api } from '../support/api.ts';
import { askStatement, openItem, send, type OpenItem } from '../support/ledger.ts';
import { act, bounce, prepare, setList } from '../support/mass-send.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

type Answer = {
  items: PortfolioRow[];
  nextCursor: string | null;
  found: number;
  totals: PortfolioRow['balances'];
  currency: string | null;
};

let running: TestPortal;
let everybody: Api;
let few: Api;

const numbers = Array.from({ length: 7 }, (_, i) => `00080000${10 + i}`);
const inDays = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const permissions: PersonPermission[] = [
  'portfolio.view',
  'statement.view',
  'statement.export',
  'statement.mass_send',
];

/** A sequence that looks like chance and is the same in every run. */
function chance(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Documents of every kind and state, of a customer that has them in several currencies. */
function ledgerOf(customer: string, pick: (below: number) => number): OpenItem[] {
  return Array.from({ length: 14 }, (_, i) => {
    const kind = (['invoice', 'debit_note', 'invoice', 'credit_note', 'payment'] as const)[i % 5]!;
    const credit = kind === 'credit_note' || kind === 'payment';
    const amount = `${1 + pick(90_000)}.${String(pick(100)).padStart(2, '0')}`;
    const date = inDays(-1 - pick(200));
    const part = pick(3);
    const cleared = part === 0 ? amount : part === 1 ? '0.37' : null;
    const signed = (text: string) => (credit ? `-${text}` : text);
    return openItem(`p${customer}-${i}`, {
      customer,
      kind,
      date,
      currency: i % 4 === 3 ? 'USD' : 'MXN',
      amount: signed(amount),
      ...(!credit && pick(6) > 0 && { dueDate: inDays(pick(160) - 100) }),
      ...(cleared !== null && {
        clearings: [{ date: inDays(pick(20) - 10), amount: signed(cleared), reference: 'R' }],
      }),
    });
  });
}

before(async () => {
  running = await startPortal();
  await send(
    running,
    'customers',
    numbers.map((number, i) => ({
      number,
      name: `Quincallería ${'GFEDCBA'.charAt(i)}`,
      companies: [{ company: 'SM01', currency: 'MXN', creditBlocked: false }],
    })),
  );
  const pick = chance(7);
  // The last one owes nothing at all.
  await send(
    running,
    'open-items',
    numbers.slice(0, -1).flatMap((number) => ledgerOf(number, pick)),
  );
  everybody = await staffSession(running, 'cartera', { permissions });
  few = await staffSession(running, 'pocos', { permissions, customers: numbers.slice(0, 2) });
});
after(() => running.close());

const ask = async (api: Api, query = ''): Promise<Answer> => {
  const answer = await api<Answer>(`GET /portfolio?${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
};
const all = (query = '') => ask(everybody, `search=quincalleria&limit=100&${query}`);
const numbersOf = (items: PortfolioRow[]) => items.map(({ customer }) => customer.number);

test('its figures are those of the statements of the day, to the cent and in each currency', async () => {
  const { items } = await all();
  assert.equal(items.length, numbers.length);
  for (const { customer, company, balances, oldest } of items) {
    const made = (await askStatement(everybody, { customer: customer.number })).body as Statement;
    assert.equal(made.company.code, company.code);
    const open = made.sections.filter((section) => section.items.length > 0);
    assert.deepEqual(
      balances.toSorted((a, b) => a.currency.localeCompare(b.currency)),
      open
        .map(({ currency, figures: { overdue, toFallDue, unappliedCredit, total } }) => ({
          currency,
          overdue,
          toFallDue,
          unappliedCredit,
          total,
        }))
        .toSorted((a, b) => a.currency.localeCompare(b.currency)),
      customer.name,
    );
    const late = open.flatMap((section) =>
      section.items.filter(({ status }) => status === 'overdue'),
    );
    const first = late.toSorted((a, b) => a.dueDate!.localeCompare(b.dueDate!))[0];
    assert.deepEqual(
      oldest,
      first ? { dueDate: first.dueDate, days: first.daysOverdue } : null,
      customer.name,
    );
  }
});

test('what is overdue in it is what the home page says', async () => {
  const { totals } = await ask(everybody);
  const { sections } = (await everybody<Home>('GET /home')).body;
  const figure = sections.find(({ section }) => section === 'portfolio')?.overdue;
  assert.deepEqual(
    figure?.amounts,
    totals
      .map(({ currency, overdue }) => ({ currency, amount: overdue }))
      .filter(({ amount }) => amount !== '0.00'),
  );
  const owing = await ask(everybody, 'show=overdue&limit=100');
  assert.equal(figure?.customers, new Set(numbersOf(owing.items)).size);
  assert.equal(sections.find(({ section }) => section === 'statement')?.overdue, null);
});

describe('a page after the other', () => {
  for (const sort of portfolioSorts)
    test(`by ${sort} shows each account once, in the order of the whole`, async () => {
      for (const asked of [sort, `-${sort}`]) {
        const whole = await all(`sort=${asked}`);
        const found: PortfolioRow[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const next: string = cursor && `&cursor=${cursor}`;
          const page: Answer = await ask(
            everybody,
            `search=quincalleria&limit=3&sort=${asked}${next}`,
          );
          found.push(...page.items);
          assert.equal(page.found, numbers.length);
          cursor = page.nextCursor;
        }
        assert.deepEqual(numbersOf(found), numbersOf(whole.items), asked);
        assert.equal(new Set(numbersOf(found)).size, numbers.length);
      }
      const first = await everybody<Answer>(`GET /portfolio?limit=1&sort=${sort}`);
      const other = `GET /portfolio?limit=1&sort=-${sort}&cursor=${first.body.nextCursor}`;
      assert.equal(refusal(await everybody(other)), '400 invalid_input query.cursor: cursor');
    });

  test('the one who owes longest comes first, and whoever owes nothing last', async () => {
    for (const [sort, way] of [
      ['oldest', 1],
      ['-oldest', -1],
    ] as const) {
      const { items } = await all(`sort=${sort}`);
      const days = items.map(({ oldest }) => oldest?.dueDate).filter(Boolean) as string[];
      assert.deepEqual(
        days,
        days.toSorted((a, b) => way * a.localeCompare(b)),
      );
      assert.equal(items.at(-1)?.oldest, null);
    }
  });

  test('amounts are sorted in the currency that is asked for, and never added to another', async () => {
    const { items, currency } = await all('sort=-total&currency=USD');
    assert.equal(currency, 'USD');
    const totals = items.map(({ balances }) =>
      Number(balances.find((one) => one.currency === 'USD')?.total ?? 0),
    );
    assert.deepEqual(
      totals,
      totals.toSorted((a, b) => b - a),
    );
    assert.equal((await all()).currency, 'MXN');
  });
});

test('each filter leaves what it says', async () => {
  const { items } = await all();
  const days = (row: PortfolioRow) => row.oldest?.days ?? 0;
  const by: Record<(typeof portfolioShows)[number], (row: PortfolioRow) => boolean> = {
    owing: ({ balances }) => balances.length > 0,
    overdue: ({ oldest }) => oldest !== null,
    over_30: (row) => days(row) > 30,
    over_60: (row) => days(row) > 60,
    over_90: (row) => days(row) > 90,
    bounced: ({ list }) => (list?.bounced ?? 0) > 0,
    no_mailbox: ({ list }) => (list?.mailboxes ?? 0) === 0,
    promised: ({ promise }) => promise?.broken === false,
    broken: ({ promise }) => promise?.broken === true,
    disputed: ({ disputes }) => disputes > 0,
  };
  await setList(running, numbers[1]!, ['a@ferreteria.example', 'b@ferreteria.example']);
  await bounce(running, 'b@ferreteria.example');
  const listed = await all();
  for (const show of portfolioShows) {
    const found = await all(`show=${show}`);
    assert.deepEqual(numbersOf(found.items), numbersOf(listed.items.filter(by[show])), show);
    assert.equal(found.found, found.items.length, show);
  }
  assert.deepEqual(numbersOf((await all('show=bounced')).items), [numbers[1]]);
  assert.equal(items.length, listed.items.length);
  assert.deepEqual(numbersOf((await ask(everybody, 'search=8000012')).items), [numbers[2]]);
  assert.deepEqual((await ask(everybody, 'search=%25')).items, []);
  assert.deepEqual((await ask(everybody, 'company=nobody')).items, []);
});

test('nobody sees customers beyond the own portfolio, nor what is owed without the right to statements', async () => {
  assert.deepEqual(numbersOf((await ask(few, 'limit=100')).items).toSorted(), numbers.slice(0, 2));
  const alone = await staffSession(running, 'nadie', { permissions, customers: [] });
  assert.deepEqual(await ask(alone), {
    ...(await ask(alone)),
    items: [],
    found: 0,
    totals: [],
    currency: null,
  });
  const blind = await staffSession(running, 'ciego', { permissions: ['portfolio.view'] });
  assert.equal(refusal(await blind('GET /portfolio')), '403 forbidden');
  assert.equal(refusal(await blind('GET /exports/portfolio?locale=es')), '403 forbidden');
  const reader = await staffSession(running, 'lector', {
    permissions: ['portfolio.view', 'statement.view'],
  });
  assert.equal(refusal(await reader('GET /exports/portfolio?locale=es')), '403 forbidden');
  const { sections } = (await blind<Home>('GET /home')).body;
  assert.equal(sections.find(({ section }) => section === 'portfolio')?.overdue, null);
});

test('the last payment is the newest that counts, whatever became of it', async () => {
  const customer = numbers[6]!;
  const paid = (id: string, days: number, amount: string) =>
    openItem(id, {
      customer,
      kind: 'payment',
      date: inDays(days),
      amount: `-${amount}`,
      reference: id,
      clearings: [{ date: inDays(days), amount: `-${amount}` }],
    });
  await send(running, 'open-items', [
    paid('old', -90, '500.00'),
    paid('new', -3, '1200.50'),
    paid('next', 5, '9.00'),
  ]);
  const [row] = (await ask(everybody, `search=${Number(customer)}`)).items;
  assert.deepEqual(row?.lastPayment, {
    date: inDays(-3),
    amount: '1200.50',
    currency: 'MXN',
    reference: 'new',
  });
  assert.deepEqual(row?.balances, []);
});

test('what was mailed last is said with what became of it, and leads to the run where that may be opened', async () => {
  const list = await setList(running, numbers[0]!, ['pagos@ferreteria.example']);
  const run = await prepare(few, { only: [list] });
  const sendOf = async (api: Api) =>
    (await ask(api, 'limit=100')).items.find(({ customer }) => customer.number === numbers[0])!
      .lastSend;
  assert.equal(await sendOf(few), null, 'a run that is not started sent nothing');
  assert.equal((await act(few, run.id, 'start')).status, 200);
  const waiting = await sendOf(few);
  assert.deepEqual([waiting?.run, waiting?.state], [run.id, 'waiting']);
  await running.sql(
    `update mails set state = 'failed', finished_at = now() where kind = 'statement'`,
  );
  assert.equal((await sendOf(few))?.state, 'failed');
  assert.equal((await sendOf(everybody))?.run, run.id, 'whoever has all customers');
  const other = await staffSession(running, 'colega', {
    permissions,
    customers: numbers.slice(0, 1),
  });
  assert.deepEqual([(await sendOf(other))?.run, (await sendOf(other))?.state], [null, 'failed']);
});

test('the file has a row for each currency', async () => {
  const answer = await few('GET /exports/portfolio?locale=es');
  assert.equal(answer.status, 200);
  const rows = (await ask(few, 'limit=100')).items.flatMap(({ balances }) => balances);
  assert.ok(rows.length >= 2);
  const [{ count }] = (await running.sql(
    `select count(*)::int as count from audit_events where event = 'portfolio.exported'`,
  )) as [{ count: number }];
  assert.equal(count, 1);
});
