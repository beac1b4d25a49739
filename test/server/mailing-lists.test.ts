// Mailing lists one by one: what is taken for a mailbox, whose lists somebody sees, and what the log keeps.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Problem } from '#contract/errors';
import type { MailingList } from '#contract/mailing-lists';
import { readMailboxes, soundMailbox } from '../../server/features/mailing-lists/mailboxes.ts';
import { oneLine } from '../../server/output/mail-address.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal;
/** Who sees every customer, who sees one, and who works for another tenant. */
let everybody: Api;
let portfolio: Api;
let foreign: Api;
type Lists = {
  items: MailingList[];
  nextCursor: string | null;
  total: number;
  companies: { code: string; name: string }[];
};

before(async () => {
  running = await startPortal();
  await running.portal.sync('norte', 'companies', [
    { code: 'BR07', legalName: 'Tanques Dos S.A.', currency: 'MXN', timeZone: 'UTC' },
  ]);
  const permissions = ['mailing_list.manage' as const];
  everybody = await staffSession(running, 'jefa', { permissions });
  portfolio = await staffSession(running, 'cartera', { permissions, customers: ['1002946'] });
  foreign = await staffSession(running, 'outra', { permissions, slug: 'sul' });
});
after(() => running.close());

const save = (
  mailboxes: string,
  more: { company?: string; customer?: string; mode?: string } = {},
  api = everybody,
) =>
  api<MailingList>('PUT /mailing-lists', {
    body: { company: 'SM01', customer: '1002945', mailboxes, ...more },
  });
const find = async (query: string, api = everybody) =>
  (await api<Lists>(`GET /mailing-lists?${query}`)).body;
const addresses = ({ mailboxes }: MailingList) => mailboxes.map(({ address }) => address);
const audits = (event: string) =>
  running.sql<{ record: string; detail: Record<string, unknown>; actor_kind: string }>(
    `select record, detail, actor_kind from audit_events where event = '${event}' order by id`,
  );

describe('a mailbox', () => {
  const long = `${'l'.repeat(64)}@${Array.from({ length: 3 }, () => 'd'.repeat(61)).join('.')}`;
  const refused = [
    'sin-arroba',
    '@cliente.example',
    'ana@',
    'ana@cliente',
    'ana@10.0.0.1',
    'ana@[10.0.0.1]',
    'ana..b@cliente.example',
    '.ana@cliente.example',
    'ana@-cliente.example',
    'ana@cliente..example',
    'ana@cliente.example.',
    'ana b@cliente.example',
    'ana@cliente.example evil@otro.example',
    'Ana <ana@cliente.example>',
    'ana@cliente.example<otro@cliente.example>',
    '"ana b"@cliente.example',
    'ana@cliente.example (Ana)',
    'ana@cliente.example\r\nRCPT TO:<evil@otro.example>',
    'ana@cliente.example\nBcc: evil@otro.example',
    'ana@cliente.example\u2028evil@otro.example',
    'añá@cliente.example',
    `${'l'.repeat(65)}@cliente.example`,
    `${long}.${'d'.repeat(4)}`,
    'ana@cliente.example,evil',
    'ana@cliente.example\\,evil@otro.example',
    'otro@cliente.example<mailto:evil@otro.example>',
  ];
  const [ana, evil] = ['ana@cliente.example', 'evil@otro.example'];
  const held: Record<string, [mailboxes: string[], invalid: string[]]> = {
    [`${ana} ${evil}`]: [[ana, evil], []],
    [`Ana <${ana}>`]: [[ana], []],
    [`${ana}\r\nRCPT TO:<${evil}>`]: [[ana, evil], []],
    [`${ana}\nBcc: ${evil}`]: [[ana], [`Bcc: ${evil}`]],
    [`${ana}\u2028${evil}`]: [[ana, evil], []],
    [`${ana},evil`]: [[ana], ['evil']],
    [`${ana}\\,${evil}`]: [[evil], [`${ana}\\`]],
  };
  for (const text of refused)
    test(`is not ${JSON.stringify(text).slice(0, 60)}`, () => {
      assert.equal(soundMailbox(text), null);
      // It may hold some, and what does not belong to one of them is named.
      const { mailboxes, invalid } = readMailboxes(text);
      assert.deepEqual([mailboxes, invalid], held[text] ?? [[], [oneLine(text).slice(0, 254)]]);
    });

  test('may be as long as the standard lets it, in any script behind the @', () => {
    const longest = `${long}.${'d'.repeat(3)}`;
    assert.equal(longest.length, 254);
    assert.equal(soundMailbox(longest), longest);
    assert.equal(soundMailbox("o'b+x@Águas.example"), "o'b+x@xn--guas-4na.example");
    assert.equal(soundMailbox('A.B@Cliente.EXAMPLE'), 'A.B@cliente.example');
  });

  test('is parted from others by semicolons and commas', () => {
    assert.deepEqual(readMailboxes(' a@x.example ;;b@x.example; '), {
      mailboxes: ['a@x.example', 'b@x.example'],
      invalid: [],
      notes: [],
    });
    assert.deepEqual(readMailboxes('a@x.example, b@x.example,;c@x.example').notes, ['separators']);
    assert.deepEqual(readMailboxes('a@x.example,Ana Cruz;c@x.example'), {
      mailboxes: ['a@x.example', 'c@x.example'],
      invalid: ['Ana Cruz'],
      notes: ['separators'],
    });
  });

  test('is there once, in the order and the letters it came first', () => {
    const { mailboxes, notes } = readMailboxes('Zoe@x.example;a@x.example;ZOE@X.example');
    assert.deepEqual(mailboxes, ['Zoe@x.example', 'a@x.example']);
    assert.deepEqual(notes, ['duplicate_mailbox']);
  });

  test('is freed of what a spreadsheet puts around it', () => {
    const cases: [string, string][] = [
      ['mailto:a@x.example', 'hyperlink'],
      ['MAILTO:a@x.example?subject=Hola', 'hyperlink'],
      ['a@x.example<mailto:a@x.example>', 'hyperlink'],
      ['A@x.example <mailto:a@x.example?subject=b>', 'hyperlink'],
      ['<mailto:a@x.example>', 'hyperlink'],
      ['\u00a0a@x.example\u200b', 'spaces'],
      ['\ufeffa@\u00adx.example', 'spaces'],
      ['"a@x.example"', 'quotes'],
      ["'a@x.example'", 'quotes'],
    ];
    for (const [text, note] of cases) {
      const { mailboxes, notes } = readMailboxes(text);
      assert.deepEqual([mailboxes, notes], [['a@x.example'], [note]], text);
    }
  });
});

describe('a mailing list', () => {
  test('is saved, found by company, by customer with and without zeros, and by both', async () => {
    const { status, body } = await save('Uno@Cliente.example; dos@cliente.example');
    assert.equal(status, 200);
    assert.deepEqual(
      [body.company, body.customer],
      [
        { code: 'SM01', name: 'Tanques norte S.A.' },
        { number: '0001002945', name: 'Ferretería del Centro' },
      ],
    );
    assert.deepEqual(body.mailboxes, [
      { address: 'Uno@cliente.example', role: 'to', bouncedAt: null },
      { address: 'dos@cliente.example', role: 'cc', bouncedAt: null },
    ]);
    for (const query of [
      'company=SM01',
      'company=sm01',
      'customer=1002945',
      'customer=0001002945',
      'company=SM01&customer=1002945',
      '',
    ])
      assert.deepEqual((await find(query)).items, [body], query);
    for (const query of ['company=BR07', 'customer=1002946', 'company=BR07&customer=1002945'])
      assert.deepEqual((await find(query)).items, [], query);
    assert.deepEqual(
      (await find('')).companies.map(({ code }) => code),
      ['BR07', 'SM01'],
    );
  });

  test('replaces the one before, or adds to it, and the log says what it was', async () => {
    const replaced = await save('tres@cliente.example', { customer: '0001002945' });
    assert.deepEqual(addresses(replaced.body), ['tres@cliente.example']);
    const added = await save('cuatro@cliente.example;TRES@cliente.example', { mode: 'add' });
    assert.deepEqual(
      added.body.mailboxes.map(({ address, role }) => `${role} ${address}`),
      ['to tres@cliente.example', 'cc cuatro@cliente.example'],
    );
    assert.equal(added.body.id, replaced.body.id);
    const log = await audits('mailing_list.changed');
    assert.deepEqual(
      log.map(({ detail }) => detail),
      [
        [[], ['Uno@cliente.example', 'dos@cliente.example']],
        [['Uno@cliente.example', 'dos@cliente.example'], ['tres@cliente.example']],
        [['tres@cliente.example'], ['tres@cliente.example', 'cuatro@cliente.example']],
      ].map(([was, is]) => ({
        company: 'SM01',
        customer: '0001002945',
        before: was,
        after: is,
      })),
    );
    assert.ok(
      log.every(({ record, actor_kind }) => record === added.body.id && actor_kind === 'staff'),
    );
  });

  test('is refused with every mailbox that is none, and nothing is saved', async () => {
    const answer = await save('ana@cliente.example;mala;Ana <a@b.example>;x@y.example\r\nDATA');
    assert.equal(answer.status, 400);
    assert.deepEqual(
      (answer.body as unknown as Problem).errors,
      ['mala', 'DATA'].map((value) => ({
        path: 'body.mailboxes',
        rule: 'mailbox',
        params: { value },
      })),
    );
    assert.equal(refusal(await save(' ; ;')), '400 invalid_input body.mailboxes: required');
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => `m${from + i}@x.example`).join(';');
    assert.equal(refusal(await save(many(0, 101))), '400 invalid_input body.mailboxes: too_many');
    assert.equal(
      refusal(await save(many(0, 99), { mode: 'add' })),
      '400 invalid_input body.mailboxes: too_many',
    );
    assert.equal((await find('customer=1002945')).items[0]!.mailboxes.length, 2);
  });

  test('is for a customer of the company', async () => {
    const refused = async (more: object, api = everybody) =>
      refusal(await save('a@x.example', more, api));
    assert.equal(await refused({ company: 'BR07' }), '422 not_of_company');
    assert.equal(await refused({ company: 'NADA' }), '422 not_of_company');
    assert.equal(await refused({ customer: '77' }), '404 not_found');
    assert.equal(await refused({}, portfolio), '404 not_found');
  });

  test('is seen, changed and deleted within the portfolio alone', async () => {
    const [others] = (await find('customer=1002945')).items;
    assert.deepEqual((await find('', portfolio)).items, []);
    assert.equal(refusal(await portfolio(`DELETE /mailing-lists/${others!.id}`)), '404 not_found');
    assert.equal(refusal(await foreign(`DELETE /mailing-lists/${others!.id}`)), '404 not_found');
    const { body: own } = await save('v@cliente.example', { customer: '1002946' }, portfolio);
    assert.deepEqual((await find('', portfolio)).items, [own]);
    assert.equal((await find('')).items.length, 2);
    assert.deepEqual((await find('', foreign)).items, []);
    assert.equal((await portfolio(`DELETE /mailing-lists/${own.id}`)).status, 204);
    assert.equal(refusal(await portfolio(`DELETE /mailing-lists/${own.id}`)), '404 not_found');
    const [log] = await audits('mailing_list.deleted');
    assert.deepEqual(log, {
      record: own.id,
      actor_kind: 'staff',
      detail: { company: 'SM01', customer: '0001002946', before: ['v@cliente.example'] },
    });
    const contact = await signIn(running.url, 'todo');
    assert.equal(refusal(await contact('GET /mailing-lists')), '403 forbidden');
  });

  test('is seen by who sends, within the portfolio, and changed by who keeps the lists alone', async () => {
    const permissions = ['statement.mass_send' as const];
    const sender = await staffSession(running, 'remitente', { permissions });
    const few = await staffSession(running, 'remitente.cartera', {
      permissions,
      customers: ['1002946'],
    });
    const viewer = await staffSession(running, 'mirona', { permissions: ['statement.view'] });
    const { body: own } = await save('v@cliente.example', { customer: '1002946' });
    assert.deepEqual(await find('', sender), await find(''));
    assert.deepEqual((await find('', few)).items, [own]);
    assert.equal(refusal(await viewer('GET /mailing-lists')), '403 forbidden');
    for (const [key, body] of [
      ['PUT /mailing-lists', { company: 'SM01', customer: '1002946', mailboxes: 'a@b.example' }],
      [`DELETE /mailing-lists/${own.id}`],
      ['POST /mailbox-recoveries', { address: 'v@cliente.example' }],
      ['POST /mailing-list-imports', { text: 'SM01\t1002946\ta@b.example' }],
      [`POST /mailing-list-imports/${own.id}/application`, {}],
    ] as const)
      assert.equal(refusal(await sender(key, { body })), '403 forbidden', key);
    assert.deepEqual((await find('customer=1002946')).items, [own]);
    assert.equal((await everybody(`DELETE /mailing-lists/${own.id}`)).status, 204);
  });

  test('comes in pages that go on where one was deleted', async () => {
    for (const customer of ['1002946', '1002947']) await save('p@cliente.example', { customer });
    const first = await find('limit=1');
    assert.equal(first.total, 3);
    assert.equal((await find('limit=1&customer=1002946')).total, 1);
    assert.equal(first.items[0]!.customer.number, '0001002945');
    const second = await find(`limit=1&cursor=${first.nextCursor}`);
    assert.equal(second.total, 3);
    assert.equal((await everybody(`DELETE /mailing-lists/${second.items[0]!.id}`)).status, 204);
    const third = await find(`limit=1&cursor=${second.nextCursor}`);
    assert.equal(third.items[0]!.customer.number, '0001002947');
    assert.equal(third.nextCursor, null);
    const forged = Buffer.from('["a",1]').toString('base64url');
    assert.equal(
      refusal(await everybody(`GET /mailing-lists?cursor=${forged}`)),
      '400 invalid_input query.cursor: cursor',
    );
  });
});

describe('a mailbox that came back', () => {
  const bounced = (key: string) =>
    running.sql(
      `insert into bounced_mailboxes (tenant_id, address_key, status)
       select id, '${key}', '5.1.1' from tenants where slug = 'norte'`,
    );
  const recover = async (address: string, api = everybody) => {
    const answer = await api('POST /mailbox-recoveries', { body: { address } });
    return answer.status === 204 ? 204 : refusal(answer);
  };

  test('is shown, and well again when somebody within reach says so', async () => {
    await save('Rota@cliente.example;sana@cliente.example', { customer: '1002946' });
    await bounced('rota@cliente.example');
    const { items } = await find('customer=1002946');
    assert.deepEqual(
      items[0]!.mailboxes.map(({ bouncedAt }) => bouncedAt !== null),
      [true, false],
    );
    assert.equal(await recover('sana@cliente.example'), '404 not_found');
    assert.equal(await recover('rota@cliente.example', foreign), '404 not_found');
    assert.equal(await recover('ROTA@cliente.example', portfolio), 204);
    assert.equal(await recover('rota@cliente.example'), '404 not_found');
    const again = await find('customer=1002946');
    assert.equal(again.items[0]!.mailboxes[0]!.bouncedAt, null);
    const [log] = await audits('mailbox.recovered');
    assert.equal(log!.record, 'rota@cliente.example');
    assert.equal(log!.detail.status, '5.1.1');
  });

  test('of a customer out of reach stays as it is', async () => {
    await bounced('tres@cliente.example');
    assert.equal(await recover('tres@cliente.example', portfolio), '404 not_found');
    assert.equal(await recover('tres@cliente.example'), 204);
  });
});
