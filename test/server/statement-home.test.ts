// What the home page says is overdue: of whom, with which company, and the same as the statements say.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StatementFigure } from '#contract/home';
import { signIn, type Api } from '../support/api.ts';
import { openItem, sampleDay, sampleItems, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

type Home = { sections: { section: string; overdue: StatementFigure | null; run: unknown }[] };
type Companies = {
  items: { code: string; balances: { amount: string; currency: string }[] }[];
  others: boolean;
};

let running: TestPortal;
const own = { amount: '3621320.46', currency: 'MXN' };
const dollars = { amount: '7.50', currency: 'USD' };
const late = { date: '2018-01-01', dueDate: '2018-05-05' };

before(async () => {
  running = await startPortal();
  await send(running, 'companies', [
    {
      code: 'SM02',
      legalName: 'Tanques del Golfo',
      currency: 'USD',
      timeZone: 'America/Mexico_City',
    },
  ]);
  await send(running, 'customers', [
    {
      number: '0001002945',
      name: 'Ferretería del Centro',
      companies: ['SM01', 'SM02'].map((company) => ({
        company,
        currency: company === 'SM01' ? 'MXN' : 'USD',
        creditBlocked: false,
      })),
    },
  ]);
  await send(running, 'open-items', [
    ...sampleItems,
    openItem('G1', { ...late, company: 'SM02', currency: 'USD', amount: '7.5' }),
    // Of a subsidiary, and of somebody who owes nothing that is due.
    openItem('S1', { ...late, customer: '1002947', amount: '1000.00' }),
    openItem('N1', { customer: '1002946', amount: '46.00' }),
  ]);
});
after(() => running.close());

const overdueOf = async (api: Api) =>
  (await api<Home>('GET /home')).body.sections.find(({ section }) => section === 'statement')
    ?.overdue;
const companiesOf = async (api: Api, query = '') =>
  (await api<Companies>(`GET /companies${query}`)).body;

test('home says what is overdue of whom the caller looks after, by company', async (t) => {
  const as = (login: string) => signIn(running.url, login);
  const staff = (login: string, customers: string[] | 'all') =>
    staffSession(running, login, { permissions: ['statement.view'], customers });
  const apis = [
    await as('todo'),
    await as('vecino'),
    await as('grupo'),
    await staff('cartera', ['1002945', '1002946']),
    await staff('todos', 'all'),
    await staff('ninguno', []),
  ];
  t.mock.timers.enable({ apis: ['Date'], now: new Date(`${sampleDay}T18:00:00Z`) });
  const [mine, neighbour, group, portfolio, all, none] = await Promise.all(apis.map(overdueOf));
  t.mock.timers.reset();
  const company = (code: string, name: string, ...amounts: object[]) => ({ code, name, amounts });
  const first = 'Tanques norte S.A.';
  const second = company('SM02', 'Tanques del Golfo', dollars);
  assert.deepEqual(mine, {
    amounts: [own, dollars],
    companies: [company('SM01', first, own), second],
    customers: null,
    debtors: [],
  });
  assert.deepEqual(neighbour, {
    amounts: [],
    companies: [company('SM01', first)],
    customers: null,
    debtors: [],
  });
  const withSubsidiary = { amount: '3622320.46', currency: 'MXN' };
  assert.deepEqual(group, {
    amounts: [withSubsidiary, dollars],
    companies: [company('SM01', first, withSubsidiary), second],
    customers: 2,
    debtors: [
      { number: '0001002945', name: 'Ferretería del Centro', amounts: [own, dollars] },
      {
        number: '0001002947',
        name: 'Sucursal del Centro',
        amounts: [{ amount: '1000.00', currency: 'MXN' }],
      },
    ],
  });
  assert.deepEqual(portfolio, {
    amounts: [own, dollars],
    companies: [company('SM01', first, own), second],
    customers: 1,
    debtors: [],
  });
  // People of the company have a portfolio for that.
  assert.deepEqual(all, { ...group, debtors: [] });
  // Nobody to look after: nothing is known, which is not "nothing overdue".
  assert.equal(none, null);
});

test('the companies tell what is open with each of several, and whether there are other customers', async (t) => {
  const apis = ['todo', 'grupo', 'vecino'].map((login) => signIn(running.url, login));
  const [todo, grupo, vecino] = (await Promise.all(apis)) as [Api, Api, Api];
  t.mock.timers.enable({ apis: ['Date'], now: new Date(`${sampleDay}T18:00:00Z`) });
  const mine = await companiesOf(todo);
  const group = await companiesOf(grupo, '?customer=1002947');
  const neighbour = await companiesOf(vecino);
  t.mock.timers.reset();
  assert.deepEqual(
    mine.items.map(({ code, balances }) => [code, balances]),
    [
      ['SM01', [{ amount: '4740636.02', currency: 'MXN' }]],
      ['SM02', [dollars]],
    ],
  );
  assert.equal(mine.others, false);
  assert.equal(group.others, true);
  assert.equal(neighbour.others, false);
  assert.deepEqual(
    neighbour.items.map(({ balances }) => balances),
    [[]],
    'of one company the statement says it all',
  );
});
