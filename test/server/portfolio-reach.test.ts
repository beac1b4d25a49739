// What a person of the company sees of a customer outside of its portfolio, whatever rights it has: nothing, in no list,
// file, figure or search, by no question, and by no id.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Endpoint } from '#contract/endpoint';
import { endpoints } from '#contract/index';
import { isKeyPermission, staffGrantable, staffPermissions } from '#contract/permissions';
import { refusal, type Api } from '../support/api.ts';
import {
  bodies,
  makeOther,
  mine,
  nobody,
  other,
  questions,
  textOf,
  theirs,
} from '../support/other-customer.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const all = Object.entries(endpoints) as [string, Endpoint][];
const forPeople = all.filter(
  ([, { permission }]) => permission !== 'public' && !isKeyPermission(permission),
);
const tableOf = (key: string) => key.split('/')[1]!;

/** What is asked of one record at the company's desks, where nothing would be no question. */
const ofRecords: Record<string, object> = {
  ...bodies,
  'POST /quotes/:id/recorded-decision': {
    hash: '0'.repeat(64),
    decision: 'accepted',
    way: 'mail',
    person: 'Compras',
    file: nobody,
  },
  'POST /payments/:id/refunds': { amount: '1.00', reason: 'x' },
  'POST /payments/:id/resolution': { decision: 'credit', note: 'x' },
  'POST /payment-proofs/:id/decision': { decision: 'refused', reason: 'x' },
  'POST /disputes/:id/decision': { decision: 'refused', answer: 'x' },
  'PUT /contacts/:id/notification-preferences': { items: [] },
  'POST /documents/:id/decision': { version: 1, decision: 'accept' },
  'PATCH /documents/:id': { version: 1 },
  'PATCH /service-requests/:id': { version: 1 },
  'PATCH /threads/:id': { version: 1 },
  'POST /messages/:id/redaction': { reason: 'x' },
  'POST /mass-sends/:id/recipients/:recipient/resolution': { as: 'sent' },
  'POST /mass-sends/:id/recipients/:recipient/mailbox': {
    address: 'a@cliente.example',
    replacement: 'c@cliente.example',
  },
  'PUT /uploads/:id/parts/:part': Buffer.from('x'),
};

/** Ways to ask for what is of the company's desks. */
const ofDesks: Record<string, string[]> = {
  'GET /audit': ['limit=100', `what=order`],
  'GET /exports/audit': ['locale=es'],
  'GET /portfolio': ['limit=100', `search=${theirs}`, `search=${other}`],
  'GET /exports/portfolio': ['locale=es'],
  'GET /mailing-lists': ['limit=100', `customer=${other}`],
  'GET /approval-rules': [`customer=${other}`],
  'GET /branding-draft/statement': ['locale=es'],
  'GET /settings/erp/rejections': ['entity=orders'],
  'GET /exports/rejections/csv': ['locale=es&entity=orders'],
  'GET /exports/rejections/xlsx': ['locale=es&entity=orders'],
  'GET /service-queue': ['', `q=${theirs}`],
};

let running: TestPortal;
/** One who looks after another customer, and one who looks after all. */
let executive: Api;
let everyone: Api;
let strange: Record<string, string>;

before(async () => {
  running = await startPortal();
  const permissions = [...staffPermissions, ...staffGrantable];
  everyone = await staffSession(running, 'todos', { permissions });
  executive = await staffSession(running, 'ejecutiva', { permissions, customers: [mine] });
  strange = await makeOther(running, everyone);
  const list = await everyone<{ id: string }>('PUT /mailing-lists', {
    body: { company: 'SM01', customer: other, mailboxes: `${theirs}@ajeno.example` },
  });
  assert.ok(list.status < 300, list.text);
  const run = await everyone<{ id: string }>('POST /mass-sends', { body: { company: 'SM01' } });
  assert.equal(run.status, 201, run.text);
  strange['mailing-lists'] = list.body.id;
  strange['mass-sends'] = run.body.id;
});
after(() => running.close());

describe('a customer outside of the portfolio', () => {
  const asked = forPeople
    .filter(([key]) => key.startsWith('GET ') && !key.includes('/:'))
    .flatMap(([key]) =>
      (questions[key] ?? ofDesks[key] ?? ['']).map((query) => (query ? `${key}?${query}` : key)),
    );

  test('is in no list, file, figure or search, whatever is asked for', async () => {
    const open = [];
    for (const one of asked) {
      const answer = await executive(one);
      if (answer.status === 403) continue;
      assert.notEqual(answer.status, 400, `${one} is no question: ${answer.text}`);
      assert.doesNotMatch(await textOf(answer), new RegExp(`${theirs}|770077`, 'i'), one);
      if (answer.status === 200) open.push(one);
    }
    assert.ok(open.length > 60, `${open.length} answers`);
  });

  test('is there: who looks after all customers finds it by the same questions', async () => {
    for (const one of [
      'GET /orders?limit=100',
      `GET /quotes?search=${theirs}`,
      'GET /service-requests?limit=100',
      'GET /contracts?limit=100',
      `GET /portfolio?search=${theirs}`,
      'GET /mailing-lists?limit=100',
      'GET /audit?limit=100',
    ])
      assert.match(await textOf(await everyone(one)), new RegExp(theirs, 'i'), one);
  });

  const byId = forPeople.filter(([key]) => /\/:/.test(key));
  test('is in no record, by whatever verb', async () => {
    const seen = [];
    for (const [key, endpoint] of byId) {
      const id = strange[tableOf(key)];
      if (!id) continue;
      const query = endpoint.query && 'locale' in endpoint.query.shape ? '?locale=es' : '';
      const body = endpoint.body ? (ofRecords[key] ?? {}) : undefined;
      const path = key.replace(':part', '1').replaceAll(/:\w+/g, id);
      const said = refusal(await executive(`${path}${query}`, { body }));
      // What only customers do is nobody's of the company, whoever it is about.
      if (said === '403 forbidden') continue;
      assert.equal(said, '404 not_found', key);
      seen.push(key);
    }
    assert.ok(seen.length > 70, `${seen.length} of them`);
  });
});
