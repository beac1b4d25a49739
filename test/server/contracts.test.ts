// Contracts of service: as the ERP has them, for whom they are, and deadlines that are told of once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Contract, ContractDetail } from '#contract/contracts';
import type { SyncInput } from '#contract/sync';
import { remindOfContracts } from '../../server/features/contracts/contracts.mail.ts';
import { createScope } from '../../server/db/scope.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let person: Api;
let neighbour: Api;
let today: string;

const inDays = (days: number) =>
  new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const contract = (number: string, more: Partial<SyncInput<'contracts'>> = {}) => ({
  number,
  customer: '1002945',
  company: 'SM01',
  title: `Contrato ${number}`,
  start: inDays(-100),
  end: inDays(100),
  ...more,
});
const send = async (...records: SyncInput<'contracts'>[]) => {
  const { results } = await running.portal.sync('norte', 'contracts', records);
  return results.map(({ status }) => status);
};

before(async () => {
  running = await startPortal();
  [{ today }] = (await running.sql(
    `select (now() at time zone time_zone)::date::text as today from tenants where slug = 'norte'`,
  )) as [{ today: string }];
  person = await signIn(running.url, 'todo');
  neighbour = await signIn(running.url, 'vecino');
});
after(() => running.close());

test('a contract has its term, its deadline and what is left of it, for its customer alone', async () => {
  const more = {
    renewal: 'tacit' as const,
    noticeBy: inDays(40),
    amount: '4800',
    currency: 'MXN',
    coverage: { es: 'Dos **visitas**.' },
    allowance: { kind: 'visits' as const, included: '4', used: '2' },
    items: [{ serial: 'NS-1', site: 'Planta' }],
  };
  assert.deepEqual(await send(contract('K-1', more), contract('K-2', { customer: '1002946' })), [
    'created',
    'created',
  ]);
  const { items } = (await person<{ items: Contract[] }>('GET /contracts')).body;
  assert.deepEqual(
    items.map((one) => [one.number, one.elapsed, one.noticeAt, one.noticeBy, one.daysLeft]),
    [['K-1', 50, 70, inDays(40), 100]],
  );
  const path = `GET /contracts/${items[0]!.id}`;
  const { body } = await person<ContractDetail>(path);
  assert.equal(body.items[0]?.serial, 'NS-1');
  assert.equal(body.coverage.es?.[0]?.type, 'p');
  assert.equal(refusal(await neighbour(path)), '404 not_found');
  assert.equal((await person('GET /exports/contracts?locale=es')).status, 200);
});

test('the last day to give notice is so many months before the end, unless the ERP says another', async () => {
  await send(contract('K-3', { end: '2027-03-31', noticeMonths: 2 }));
  const { items } = (await person<{ items: Contract[] }>('GET /contracts')).body;
  assert.equal(items.find(({ number }) => number === 'K-3')?.noticeBy, '2027-01-31');
  assert.deepEqual(await send({ number: 'K-3', deleted: true } as never), ['deleted']);
});

test('each deadline is told of once, and one that comes late once instead of three times', async () => {
  await send(
    contract('K-1', { renewal: 'tacit', noticeBy: inDays(25), end: inDays(90) }),
    contract('K-4', { end: inDays(5) }),
    contract('K-5', { end: inDays(5), state: 'suspended' }),
    contract('K-6', { end: inDays(61) }),
  );
  const scope = createScope(running.connection);
  const [{ id: tenantId }] = (await running.sql(`select id from tenants where slug = 'norte'`)) as [
    { id: string },
  ];
  const remind = () => remindOfContracts((work) => scope({ tenantId }, work));
  const told = () =>
    running.sql<{ number: string; kind: string; days: number }>(
      `select x.number, n.kind, n.days from contract_notices n join contracts x on x.id = n.contract_id
       order by 1, 2`,
    );
  await remind();
  const first = [
    { number: 'K-1', kind: 'notice', days: 30 },
    { number: 'K-4', kind: 'end', days: 7 },
  ];
  assert.deepEqual(await told(), first);
  const mails = () =>
    running.sql<{ kind: string }>(
      `select data->>'kind' as kind from mails where kind = 'contract_notice' order by 1`,
    );
  const count = (await mails()).length;
  assert.ok(count >= 2);
  await remind();
  assert.deepEqual([await told(), (await mails()).length], [first, count]);
  // Nearer to its end, the next one is due.
  await send(contract('K-1', { renewal: 'tacit', noticeBy: inDays(25), end: inDays(60) }));
  await remind();
  assert.deepEqual(
    (await told()).filter(({ number }) => number === 'K-1').map(({ kind, days }) => [kind, days]),
    [
      ['end', 60],
      ['notice', 30],
    ],
  );
});
