// Where customers pay a company to: numbers that can be right, changed by nobody unseen, shown to its customers alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BankAccount, BankData } from '#contract/bank-data';
import { bankNumberOf, bankNumberText } from '#contract/bank-data-words';
import { refusal, signIn, type Api } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
let manager: Api;
let person: Api;

const account: BankAccount = {
  kind: 'clabe',
  currency: 'MXN',
  bank: 'Banco Norte',
  holder: 'Tanques del Norte',
  number: '032180000118359719',
  branch: null,
  reference: 'Su número de cliente',
};
const put = (api: Api, version: number, accounts: object[], company = 'SM01') =>
  api<{ items: BankData[] }>(`PUT /settings/bank-data/${company}`, { body: { version, accounts } });
const prove = async (api: Api) => {
  const answer = await api('POST /session/confirmation', { body: { password } });
  assert.ok(answer.status < 300, answer.text);
};

before(async () => {
  running = await startPortal();
  manager = await staffSession(running, 'tesoreria', { permissions: ['settings.manage'] });
  person = await signIn(running.url, 'todo');
  await running.sql(
    `update identities set email = 'tesoreria@norte.example' where name = 'tesoreria'`,
  );
});
after(() => running.close());

describe('a number', () => {
  test('is taken where it can be one of its kind, in one form', () => {
    for (const [kind, typed, kept] of [
      ['clabe', '032 180 00011835971 9', '032180000118359719'],
      ['pix', '11.222.333/0001-81', '11222333000181'],
      ['pix', '529.982.247-25', '52998224725'],
      ['pix', '+55 (11) 98765-4321', '+5511987654321'],
      ['pix', ' Financeiro@Zambe.example ', 'financeiro@zambe.example'],
      ['pix', '123E4567-E89B-12D3-A456-426614174000', '123e4567-e89b-12d3-a456-426614174000'],
      ['account', '0012-3456 7', '0012-3456 7'],
    ] as const)
      assert.equal(bankNumberOf(kind, typed), kept, typed);
    assert.equal(bankNumberText('clabe', account.number), '032 180 00011835971 9');
  });

  test('is refused where a digit is wrong', () => {
    for (const [kind, typed] of [
      ['clabe', '032180000118359718'],
      ['clabe', '03218000011835971'],
      ['pix', '11222333000182'],
      ['pix', '52998224726'],
      ['pix', '11111111111'],
      ['pix', 'nobody'],
      ['account', '12'],
      ['account', '<b>1234</b>'],
    ] as const)
      assert.equal(bankNumberOf(kind, typed), null, typed);
  });
});

test('is changed only by who proves to be there, told to the administrators, audited and shown to customers', async () => {
  // Whoever has just signed in was there a moment ago.
  await running.sql(`update sessions set confirmed_at = now() - interval '1 hour'`);
  assert.equal(refusal(await put(manager, 0, [account])), '403 confirmation_required');
  await prove(manager);
  const wrong = await put(manager, 0, [{ ...account, number: '032180000118359718' }]);
  assert.match(wrong.text, /"path":"body\.accounts\.0\.number","rule":"bank_number"/);
  const saved = await put(manager, 0, [{ ...account, number: '032 180 00011835971 9' }]);
  assert.equal(saved.status, 200, saved.text);
  const own = saved.body.items.find(({ company }) => company.code === 'SM01');
  assert.deepEqual([own?.version, own?.accounts], [1, [account]]);
  assert.deepEqual(
    (await person<{ accounts: BankAccount[] }>('GET /bank-data?company=SM01')).body.accounts,
    [account],
  );
  const mails = await running.sql<{ data: { by: string; company: string } }>(
    `select data from mails where kind = 'bank_data_changed'`,
  );
  assert.deepEqual(
    mails.map(({ data }) => [data.by, data.company]),
    [['tesoreria', 'SM01']],
  );
  const [event] = await running.sql<{ record: string; detail: { after: BankAccount[] } }>(
    `select record, detail from audit_events where event = 'bank_data.changed'`,
  );
  assert.deepEqual([event?.record, event?.detail.after], ['SM01', [account]]);
});

test('of two who change it at once the second learns of it', async () => {
  await prove(manager);
  const late = await put(manager, 0, []);
  assert.equal(refusal(late), '409 record_changed');
  assert.match(late.text, /032180000118359719/);
  assert.equal(refusal(await put(manager, 1, [], 'NADIE')), '404 not_found');
});

test('is nobody’s who does not see statements of the company', async () => {
  assert.equal(
    refusal(await person('GET /bank-data?company=SM01&customer=1002946')),
    '404 not_found',
  );
  assert.equal(refusal(await person('GET /bank-data?company=NADIE')), '404 not_found');
  assert.equal(refusal(await person('GET /settings/bank-data')), '403 forbidden');
  assert.equal(refusal(await manager('GET /bank-data?company=SM01')), '403 forbidden');
});
