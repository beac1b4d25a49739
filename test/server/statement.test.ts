// The statement of account: what a customer owes, to whom it is told, and that it stays as it was told.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Statement } from '#contract/statement';
import type { SyncInput } from '#contract/sync';
import { refusal, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

type Item = SyncInput<'open-items'>;
let running: TestPortal;
let person: Api;

const item = (id: string, more: Partial<Item> = {}): Item => ({
  id: `SM01 2018 ${id}`,
  company: 'SM01',
  customer: '1002945',
  kind: 'invoice',
  date: '2018-02-09',
  currency: 'MXN',
  amount: '100.00',
  ...more,
});

/** The sample of the manual (spec S7): its figures, its two rows, and the part the screen did not name. */
const sample: Item[] = [
  item('1', {
    fiscalId: '1C248DF2-0001',
    order: '0084000907',
    dueDate: '2018-04-13',
    amount: '1500000.46',
  }),
  item('2', { dueDate: '2018-04-11', amount: '2121320.00' }),
  item('3', { invoice: '0090001234', dueDate: '2018-05-06', amount: '1000000.00' }),
  item('4', {
    date: '2018-05-01',
    amount: '600000.14',
    clearings: [{ date: '2018-05-04', amount: '63628.00' }],
  }),
  item('5', { kind: 'payment', date: '2018-05-02', amount: '-400000.00' }),
  item('6', { kind: 'credit_note', date: '2018-05-03', amount: '-17056.58' }),
];

const send = async (records: Item[], slug: 'norte' | 'sul' = 'norte') => {
  const { results } = await running.portal.sync(slug, 'open-items', records);
  assert.deepEqual(
    results.filter(({ status }) => status !== 'created' && status !== 'updated'),
    [],
  );
};
const ask = (body: object, api = person) =>
  api<Statement>('POST /statements', { body: { company: 'SM01', ...body } });

before(async () => {
  running = await startPortal();
  await send(sample);
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

describe('a statement', () => {
  test('of the sample ties out to the cent', async () => {
    const { status, body } = await ask({ cutOff: '2018-05-06' });
    assert.equal(status, 201);
    assert.equal(body.sections.length, 1);
    const [section] = body.sections;
    assert.deepEqual(section!.figures, {
      limit: '8000000.00',
      overdue: '3621320.46',
      toFallDue: '1536372.14',
      unappliedCredit: '417056.58',
      total: '4740636.02',
      available: '3259363.98',
    });
    assert.equal(refusal(await person('GET /statements/1')), '404 not_found');
  });
});
