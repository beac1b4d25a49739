// Who has to approve which order, and what of an approval still holds when it is sent.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { ApprovalRules, AskedDraft } from '#contract/order-approvals';
import type { Draft, DraftChange, DraftRow } from '#contract/order-entry';
import type { AmountLimit, ContactPermission } from '#contract/permissions';
import {
  requirementsOf,
  standingOf,
  type ApprovalRule,
} from '../../server/features/order-entry/approval-policy.ts';
import { createScope } from '../../server/db/scope.ts';
import { remindApprovers } from '../../server/features/order-entry/approval-reminders.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { refusal, signIn, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { overlapping } from '../support/overlapping.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const limitOf = (text: string): AmountLimit | null => {
  if (text === '-') return null;
  const [amount, currency] = text.split(' ');
  return { amount: amount!, currency: currency! };
};
/** `1000 MXN 2 self by B m5`: from, currency, steps, self-approval, named, from so many materials on. */
const ruleOf = (text: string): ApprovalRule => {
  const [fromAmount, currency, steps, ...more] = text.split(' ');
  const named = more.find((word) => word.startsWith('by:'))?.slice(3);
  const materials = more.find((word) => /^m\d+$/.test(word))?.slice(1);
  return {
    fromAmount: fromAmount!,
    currency: currency!,
    steps: Number(steps),
    selfApproval: more.includes('self'),
    contactIds: named?.split(',') ?? [],
    materials: materials ? Number(materials) : null,
  };
};
const approversOf = (text: string) =>
  text === ''
    ? []
    : text.split(', ').map((one) => {
        const [id, ...limit] = one.split(' ');
        return { id: id!, limit: limitOf(limit.join(' ') || '-') };
      });

/** author's limit | total | rules | approvers, each with its limit | who approved | what comes of it */
const matrix = `
- | 100 MXN | | | | free
- | 0 MXN | | | | free
100 MXN | 100 MXN | | | | free
100 MXN | 100.0001 MXN | | B | | 1 B
100 MXN | 99.9999 MXN | | B | | free
100 MXN | 101 MXN | | | | 1 nobody
100 MXN | 101 MXN | | A | | 1 nobody
100 MXN | 101 MXN | | A, B | | 1 B
100 MXN | 101 MXN | | B | B | done
100 MXN | 101 MXN | | B | A | 1 B
100 MXN | 101 MXN | | B | C | 1 B
100 MXN | 101 MXN | | B 100 MXN | | 1 nobody
100 MXN | 101 MXN | | B 101 MXN | | 1 B
100 MXN | 101 MXN | | B 100 MXN, C 500 MXN | | 1 C
100 MXN | 101 MXN | | B 100 MXN, C 500 MXN | B | 1 C
100 MXN | 101 MXN | | B 100 MXN, C 500 MXN | C | done
100 MXN | 101 MXN | | B 999 USD | | 1 nobody
100 MXN | 101 MXN | | B 999 USD, C | | 1 C
100 USD | 1 MXN | | B | | 1 B
100 USD | 0 MXN | | B | | free
100 USD | 1 MXN | | B 100 USD | | 1 nobody
100 USD | 50 USD | | B | | free
0 MXN | 0.01 MXN | | B | | 1 B
0 MXN | 0 MXN | | B | | free
- | 999 MXN | 1000 MXN 1 | B | | free
- | 1000 MXN | 1000 MXN 1 | B | | 1 B
- | 1000 MXN | 1000 MXN 1 | B | B | done
- | 1000 MXN | 1000 MXN 1 | A | | 1 nobody
- | 1000 MXN | 1000 MXN 1 | A | A | 1 nobody
- | 1000 MXN | 1000 MXN 1 self | A | | 1 A
- | 1000 MXN | 1000 MXN 1 self | A | A | done
- | 1000 MXN | 1000 MXN 1 self | A 999 MXN | | 1 nobody
- | 1000 MXN | 1000 MXN 1 self | A, B | | 1 A,B
- | 1000 MXN | 1000 MXN 2 self | A, B | A | 1 B
- | 1000 MXN | 1000 MXN 2 self | A, B | A,B | done
- | 1000 MXN | 1000 MXN 2 self | A | | 2 nobody
- | 1000 MXN | 1000 MXN 2 | A, B | | 2 nobody
- | 1000 MXN | 1000 MXN 2 | B, C | | 2 B,C
- | 1000 MXN | 1000 MXN 2 | B, C | B | 1 C
- | 1000 MXN | 1000 MXN 2 | B, C | B,C | done
- | 1000 MXN | 1000 MXN 2 | B | B | 1 nobody
- | 1000 MXN | 1000 MXN 3 | B, C, D | | 3 B,C,D
- | 1000 MXN | 1000 MXN 3 | B, C, D | B,D | 1 C
- | 1000 MXN | 1000 MXN 3 | B, C, D | B,C,D | done
- | 1000 MXN | 1000 MXN 3 | B, C | | 3 nobody
- | 1 MXN | 1000 USD 1 | B | | 1 B
- | 1000 USD | 1000 USD 1 | B | | 1 B
- | 999 USD | 1000 USD 1 | B | | free
- | 0 MXN | 0 MXN 1 | B | | 1 B
- | 5 MXN | 1000 MXN 1 m3 | B | | 1 B
- | 5 MXN | 1000 MXN 1 m4 | B | | free
- | 1000 MXN | 1000 MXN 1 m9 | B | | 1 B
- | 1000 MXN | 1000 MXN 1 by:C | B, C | | 1 C
- | 1000 MXN | 1000 MXN 1 by:C | B, C | B | 1 C
- | 1000 MXN | 1000 MXN 1 by:C | B, C | C | done
- | 1000 MXN | 1000 MXN 1 by:C | B | | 1 nobody
- | 1000 MXN | 1000 MXN 1 by:A | A, B | | 1 nobody
- | 1000 MXN | 1000 MXN 1 self by:A | A, B | | 1 A
- | 1000 MXN | 1000 MXN 2 by:B,C | B, C, D | | 2 B,C
- | 1000 MXN | 1000 MXN 2 by:B,C | B, C 10 MXN, D | | 2 nobody
- | 5000 MXN | 1000 MXN 1; 5000 MXN 2 | B, C | B | 1 C
- | 4999 MXN | 1000 MXN 1; 5000 MXN 2 | B, C | B | done
- | 5000 MXN | 1000 MXN 1 by:B; 5000 MXN 1 by:C | B, C | B | 1 C
- | 5000 MXN | 1000 MXN 1 by:B; 5000 MXN 1 by:C | B, C | B,C | done
- | 5000 MXN | 1000 MXN 1 by:B; 5000 MXN 1 by:C | B, C | | 1 B,C
- | 5000 MXN | 1000 MXN 1 by:B; 5000 MXN 1 by:C | B | | 1 nobody
100 MXN | 1000 MXN | 1000 MXN 1 self | A | A | 1 nobody
100 MXN | 1000 MXN | 1000 MXN 1 self | A, B | A | 1 B
100 MXN | 1000 MXN | 1000 MXN 1 | B | B | done
100 MXN | 1000 MXN | 1000 MXN 2 | B, C | B | 1 C
1000 MXN | 1000 MXN | 1000 MXN 1 | B | | 1 B
- | 1000000000000.0001 MXN | 1000000000000.0001 MXN 1 | B 1000000000000 MXN | | 1 nobody
- | 1000000000000.0001 MXN | 1000000000000.0001 MXN 1 | B 1000000000000.0001 MXN | | 1 B
`;

describe('what an order of three materials needs', () => {
  const rows = matrix.trim().split('\n');
  test('is said for at least 60 cases', () => assert.ok(rows.length >= 60));
  for (const row of rows)
    test(row, () => {
      const [own, asked, rules, approvers, approved, wanted] = row
        .split('|')
        .map((cell) => cell.trim());
      const [total, currency] = asked!.split(' ');
      const order = { authors: ['A'], total: total!, currency: currency!, materials: 3 };
      const ruled = rules === '' ? [] : rules!.split('; ').map(ruleOf);
      const needs = requirementsOf(order, limitOf(own!), ruled);
      const { missing, possible, open } = standingOf(
        order,
        needs,
        approversOf(approvers!),
        approved === '' ? [] : approved!.split(','),
      );
      const said =
        needs.length === 0
          ? 'free'
          : missing === 0
            ? 'done'
            : `${missing} ${possible ? open.toSorted().join(',') : 'nobody'}`;
      assert.equal(said, wanted);
    });
});

let running: TestPortal;
let author: Api;
let chief: Api;
let second: Api;

type Grants = { permission: ContactPermission; scope: 'customer' }[];
async function colleague(login: string, permissions: ContactPermission[]): Promise<Api> {
  const { admin } = running.portal;
  const contact = await admin.addContact('norte', {
    customer: '1002946',
    name: `Persona ${login}`,
    email: `${login}@cliente.example`,
  });
  const grants: Grants = permissions.map((permission) => ({ permission, scope: 'customer' }));
  await admin.createLogin('norte', {
    contact,
    logins: [login],
    password: 'una clave larga 1',
    grants,
  });
  return signIn(running.url, login);
}
const limitTo = (login: string, permission: string, amount: string | null) =>
  running.sql(
    `update contact_grants g set max_amount = ${amount}, max_currency = ${amount && `'MXN'`} from contacts c
     where c.tenant_id = g.tenant_id and c.id = g.contact_id and c.name = 'Persona ${login}'
       and g.permission = '${permission}'`,
  );

before(async () => {
  running = await startPortal();
  await running.portal.sync('norte', 'materials', [
    { number: 'A-500', descriptions: { es: 'Tanque' }, unit: 'PZA' },
  ]);
  await running.portal.sync('norte', 'price-lists', [
    { code: 'APROB', currency: 'MXN', assignments: [{ customer: '1002946' }] },
  ]);
  await price('100');
  author = await colleague('autora', ['orders.create', 'orders.view', 'prices.view']);
  chief = await colleague('jefa', [
    'orders.create',
    'orders.approve',
    'prices.view',
    'contacts.manage',
  ]);
  second = await colleague('segundo', ['orders.approve']);
  await limitTo('autora', 'orders.create', '1000');
  // The customer's contact of the fixtures may do everything, which here would be one approver too many.
  await running.sql(
    `delete from contact_grants g using contacts c where c.tenant_id = g.tenant_id and c.id = g.contact_id
       and c.external_id = 'C-6' and g.permission in ('orders.approve', 'contacts.manage')`,
  );
});
after(() => running.close());

const price = (amount: string) =>
  running.portal.sync('norte', 'price-items', [
    { list: 'APROB', material: 'A-500', prices: [{ unit: 'PZA', price: amount }] },
  ]);
const draftOf = async (quantity: string, api: Api = author) => {
  const { body } = await api<Draft>('POST /order-drafts', { body: {} });
  const line = { op: 'set', id: randomUUID(), position: 1, material: 'A-500', quantity };
  return (
    await api<DraftChange>(`PATCH /order-drafts/${body.id}`, {
      body: { version: body.version, lines: [line] },
    })
  ).body;
};
const headers = () => ({ 'Idempotency-Key': randomUUID() });
type Sent = { state: string; captureNumber: string | null };
const send = (draft: Pick<Draft, 'id' | 'version' | 'priceHash'>, api: Api = author) =>
  api<Sent>(`POST /order-drafts/${draft.id}/submission`, {
    headers: headers(),
    body: { version: draft.version, priceHash: draft.priceHash },
  });
const waiting = async (quantity = '11') => {
  const draft = await draftOf(quantity);
  const { body } = await send(draft);
  assert.deepEqual(body, {
    state: 'approval',
    captureNumber: null,
    submittedAt: null,
    heldUntil: null,
    order: null,
  });
  return draft.id;
};
const seen = async (id: string, api: Api = chief) =>
  (await api<AskedDraft>(`GET /approvals/${id}`)).body;
const decide = (id: string, contentHash: string, api: Api = chief, more: object = {}) =>
  api<{ state: string; captureNumber: string | null; missing: number }>(
    `POST /order-drafts/${id}/decision`,
    { headers: headers(), body: { decision: 'approve', contentHash, ...more } },
  );
const count = async (table: string) =>
  (await running.sql<{ count: number }>(`select count(*)::int as count from ${table}`))[0]!.count;
const setRules = async (items: object[]) => {
  const { body } = await chief<ApprovalRules>('GET /approval-rules');
  return chief<ApprovalRules>('PUT /approval-rules', { body: { version: body.version, items } });
};

describe('an order above its author’s limit', () => {
  test('waits, is no order yet, and becomes one with the approval', async () => {
    assert.equal((await send(await draftOf('10'))).body.state, 'submitted');
    const orders = await count('orders');
    const id = await waiting();
    assert.equal(await count('orders'), orders);
    const { body } = await chief<{ items: DraftRow[] }>('GET /approvals');
    assert.deepEqual(
      body.items.map((row) => [row.id, row.total]),
      [[id, '1100.00']],
    );
    const shown = await seen(id);
    assert.deepEqual([shown.refusal, shown.approval?.missing], [null, 1]);
    const made = await decide(id, shown.contentHash);
    assert.match(made.body.captureNumber ?? '', /^P-\d{6}$/);
    assert.equal(await count('orders'), orders + 1);
    assert.equal(refusal(await decide(id, shown.contentHash)), '409 order_submitted');
  });

  test('says before it is sent who may approve it, and whom to ask where nobody may', async () => {
    const draft = await draftOf('11');
    const now = (await author<Draft>(`GET /order-drafts/${draft.id}`)).body;
    assert.deepEqual(now.approval?.approvers, ['Persona jefa', 'Persona segundo']);
    await limitTo('jefa', 'orders.approve', '1000');
    await limitTo('segundo', 'orders.approve', '0');
    const then = (await author<Draft>(`GET /order-drafts/${draft.id}`)).body;
    assert.deepEqual([then.approval?.possible, then.approval?.ask], [false, ['Persona jefa']]);
    const refused = await send(draft);
    assert.equal(refusal(refused), '422 no_approver');
    await limitTo('jefa', 'orders.approve', null);
    await limitTo('segundo', 'orders.approve', null);
  });

  test('goes back with a comment, and its approvals are worth nothing afterwards', async () => {
    const id = await waiting();
    const { contentHash } = await seen(id);
    const back = await decide(id, contentHash, chief, { decision: 'return', comment: 'Falta OC' });
    assert.equal(back.body.state, 'draft');
    const { body } = await author<Draft>(`GET /order-drafts/${id}`);
    assert.deepEqual(body.returned, { by: 'Persona jefa', comment: 'Falta OC' });
    assert.deepEqual(
      body.approval?.decided.map(({ by, decision }) => [by, decision]),
      [['Persona jefa', 'returned']],
    );
    assert.equal((await send(body)).body.state, 'approval');
  });

  test('is told to whoever may approve it, and what became of it to whoever wrote it', async () => {
    type News = { items: { type: string; params: Record<string, string> }[] };
    const told = async (api: Api) =>
      (await api<News>('GET /notifications')).body.items
        .filter(({ type }) => type.startsWith('approval_'))
        .map(({ type, params }) => [type, params.person, params.decision ?? '']);
    const inScope = running.inScope ?? createScope(running.connection);
    const [tenant] = await running.sql<{ id: string }>(
      `select id from tenants where slug = 'norte'`,
    );
    const until = (api: Api, wanted: string[]) =>
      eventually(
        async () => {
          await inScope({ tenantId: tenant!.id }, (db) => applyRules(db, tenant!.id, 0));
          return JSON.stringify((await told(api))[0]) === JSON.stringify(wanted);
        },
        () => `Nobody is told: ${wanted.join(' ')}`,
        20,
      );
    // Who has never looked has no inbox.
    for (const api of [author, chief, second]) await api('GET /changes');
    const before = (await told(author)).length;
    const id = await waiting();
    await until(chief, ['approval_asked', 'Persona autora', '']);
    await until(second, ['approval_asked', 'Persona autora', '']);
    assert.equal((await told(author)).length, before);
    const { contentHash } = await seen(id);
    await decide(id, contentHash, chief, { decision: 'return', comment: 'Falta OC' });
    await until(author, ['approval_decided', 'Persona jefa', 'returned']);
    assert.ok(!(await told(second)).some(([type]) => type === 'approval_decided'));
  });

  test('reminds those whose word is missing after a day and after three, once each', async () => {
    const inScope = running.inScope ?? createScope(running.connection);
    const [tenant] = await running.sql<{ id: string }>(
      `select id from tenants where slug = 'norte'`,
    );
    const round = () => inScope({ tenantId: tenant!.id }, remindApprovers);
    const reminded = async () =>
      (
        await running.sql<{ name: string; hours: string }>(
          `select c.name, e.data ->> 'hours' as hours from events e join contacts c on c.id = e.contact_id
           where e.kind = 'approval.waiting' order by e.id`,
        )
      ).map(({ name, hours }) => `${name} ${hours}`);
    const ago = (id: string, hours: number) =>
      running.sql(
        `update order_drafts set asked_at = now() - interval '${hours} hours' where id = '${id}'`,
      );
    // Whoever may not approve so much is not asked again either.
    await limitTo('segundo', 'orders.approve', '1000');
    await running.sql(`update order_drafts set state = 'discarded' where state = 'approval'`);
    const id = await waiting();
    await ago(id, 23);
    await round();
    assert.deepEqual(await reminded(), []);
    await ago(id, 25);
    await overlapping(inScope, { tenantId: tenant!.id }, remindApprovers);
    await round();
    assert.deepEqual(await reminded(), ['Persona jefa 24']);
    await ago(id, 73);
    for (let i = 0; i < 2; i++) await round();
    assert.deepEqual(await reminded(), ['Persona jefa 24', 'Persona jefa 72']);
    await ago(id, 1000);
    await round();
    assert.equal((await reminded()).length, 2);
    // Asked for anew it waits anew; what was away for long reminds once.
    await limitTo('segundo', 'orders.approve', null);
    const late = await waiting();
    await ago(late, 100);
    await round();
    assert.deepEqual((await reminded()).slice(2).toSorted(), [
      'Persona jefa 72',
      'Persona segundo 72',
    ]);
  });

  test('is taken back by its author while it waits, and can be changed again', async () => {
    const id = await waiting();
    const { body } = await author<Draft>(`DELETE /order-drafts/${id}/submission`);
    assert.deepEqual([body.state, body.askedAt], ['draft', null]);
    assert.equal((await chief(`GET /approvals/${id}`)).status, 404);
  });

  test('is not approved at other prices than were shown', async () => {
    const id = await waiting();
    const { contentHash } = await seen(id);
    await price('120');
    assert.equal(refusal(await decide(id, contentHash)), '409 record_changed');
    const now = await seen(id);
    assert.equal(now.total, '1320.00');
    assert.equal((await decide(id, now.contentHash)).body.state, 'submitted');
    await price('100');
  });

  test('needs an author who may still order, and an approver whose limit still covers it', async () => {
    const id = await waiting();
    const { contentHash } = await seen(id);
    await limitTo('jefa', 'orders.approve', '1000');
    assert.equal((await seen(id)).refusal, 'amount_above_limit');
    assert.equal(refusal(await decide(id, contentHash)), '403 amount_above_limit');
    await limitTo('jefa', 'orders.approve', null);
    const grant = (expires: string) =>
      running.sql(
        `update contact_grants g set expires_on = ${expires} from contacts c where c.tenant_id = g.tenant_id
           and c.id = g.contact_id and c.name = 'Persona autora' and g.permission = 'orders.create'`,
      );
    await grant(`'2020-01-01'`);
    assert.equal(refusal(await decide(id, contentHash)), '422 author_not_allowed');
    await grant('null');
    assert.equal((await decide(id, contentHash)).status, 200);
  });

  test('is one order, however many approve it at once', async () => {
    const id = await waiting();
    const { contentHash } = await seen(id);
    const orders = await count('orders');
    const made = await Promise.all(
      [chief, second, chief, second].map((api) => decide(id, contentHash, api)),
    );
    assert.equal(made.filter(({ status }) => status === 200).length, 1);
    assert.equal(await count('orders'), orders + 1);
  });

  test('is nothing to another customer, nor to whoever may not approve', async () => {
    const id = await waiting();
    const stranger = await signIn(running.url, 'todo');
    assert.equal(refusal(await stranger(`GET /approvals/${id}`)), '404 not_found');
    assert.equal(refusal(await decide(id, 'x', stranger)), '404 not_found');
    assert.equal(refusal(await author(`GET /approvals/${id}`)), '403 forbidden');
    // Whoever sees no prices approves without being told them.
    const blind = await seen(id, second);
    assert.deepEqual([blind.total, blind.lines[0]?.amount], [null, null]);
    await author(`DELETE /order-drafts/${id}/submission`);
  });
});

describe('an approval that was given', () => {
  const rule = (steps: number) => setRules([{ fromAmount: '500', currency: 'MXN', steps }]);
  before(async () => {
    await running.portal.sync('norte', 'addresses', [
      { customer: '1002946', code: 'OBRA-1', name: 'Obra 1' },
      { customer: '1002946', code: 'OBRA-2', name: 'Obra 2' },
    ]);
    assert.equal((await rule(2)).status, 200);
  });
  after(async () => {
    await setRules([]);
    await price('100');
  });

  const patch = async (draft: Draft, body: object) => {
    const changed = await author(`PATCH /order-drafts/${draft.id}`, {
      body: { version: draft.version, ...body },
    });
    assert.equal(changed.status, 200);
  };
  const changes: Record<string, (draft: Draft) => Promise<unknown>> = {
    'a line': (draft) =>
      patch(draft, {
        lines: [{ op: 'set', id: randomUUID(), position: 2, material: 'A-500', quantity: '1' }],
      }),
    'the address': (draft) => patch(draft, { shipTo: 'OBRA-2' }),
    'the note': (draft) => patch(draft, { note: 'Entregar por la puerta norte' }),
    'the purchase order': (draft) => patch(draft, { purchaseOrder: 'OC-77' }),
    'a price': () => price('130'),
  };
  for (const [what, change] of Object.entries(changes))
    test(`is void once its author took the order back, changed ${what} and sent it again`, async () => {
      const id = await waiting('11');
      const first = await seen(id);
      const given = await decide(id, first.contentHash);
      assert.deepEqual([given.body.state, given.body.missing], ['approval', 1]);
      const back = await author<Draft>(`DELETE /order-drafts/${id}/submission`);
      assert.equal(back.body.state, 'draft');
      await change(back.body);
      const { body: again } = await author<Draft>(`GET /order-drafts/${id}`);
      assert.equal((await send(again)).body.state, 'approval');
      const now = await seen(id);
      assert.notEqual(now.contentHash, first.contentHash);
      assert.equal(now.approval?.missing, 2);
      assert.equal(refusal(await decide(id, first.contentHash, second)), '409 record_changed');
      // Whoever gave it says so anew, and one word is still missing then.
      const anew = await decide(id, now.contentHash);
      assert.deepEqual([anew.body.state, anew.body.missing], ['approval', 1]);
      assert.equal((await decide(id, now.contentHash, second)).body.state, 'submitted');
    });
});

describe('the rules of a customer', () => {
  const rule = (more: object) => ({ fromAmount: '500', currency: 'MXN', steps: 1, ...more });

  test('ask for several, whoever wrote the order, and not for the author unless they say so', async () => {
    assert.equal((await setRules([rule({ steps: 2 })])).status, 200);
    const mine = await draftOf('5', chief);
    assert.equal(refusal(await send(mine, chief)), '422 no_approver');
    const id = await waiting('5');
    const { contentHash } = await seen(id);
    assert.deepEqual((await decide(id, contentHash)).body, {
      state: 'approval',
      captureNumber: null,
      missing: 1,
    });
    assert.equal(refusal(await decide(id, contentHash)), '409 approved_already');
    assert.equal((await decide(id, contentHash, second)).body.state, 'submitted');
    assert.equal((await setRules([rule({ selfApproval: true })])).status, 200);
    const own = await draftOf('5', chief);
    assert.equal((await send(own, chief)).body.state, 'approval');
    assert.equal((await decide(own.id, (await seen(own.id)).contentHash)).body.state, 'submitted');
    assert.equal((await setRules([])).status, 200);
  });

  test('name contacts that may approve, and no others', async () => {
    const stranger = await setRules([rule({ approvers: [randomUUID()] })]);
    assert.equal(refusal(stranger), '400 invalid_input body.items.0.approvers: unknown_reference');
    assert.equal(refusal(await author('GET /approval-rules')), '403 forbidden');
    const stale = await chief('PUT /approval-rules', { body: { version: 0, items: [] } });
    assert.equal(refusal(stale), '409 record_changed');
  });
});
