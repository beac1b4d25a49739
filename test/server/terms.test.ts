// The terms of use hold the API, not the page alone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Endpoint } from '#contract/endpoint';
import { endpoints } from '#contract/index';
import { personPermissions } from '#contract/permissions';
import type { Session } from '#contract/portal';
import { createApi, refusal, signIn, type Api } from '../support/api.ts';

import { hostSession } from '../support/host.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const all = Object.entries(endpoints) as [string, Endpoint][];
const guarded = all.filter(([, { permission }]) => permission !== 'public');
const nobody = '00000000-0000-4000-8000-000000000000';
const address = (key: string) => key.replaceAll(/:\w+/g, () => nobody);
const bodyOf = ({ body }: Endpoint) => (body ? {} : undefined);

let running: TestPortal;
let contact: Api;
let staff: Api;
let erp: Api;

/** Sets the terms of use that hold. */
const hold = (version: string) =>
  running.portal.admin.setTenant('norte', {
    terms: { version, urls: { es: 'https://norte.example/terminos' } },
  });
const sessionOf = async (api: Api) => (await api<{ session: Session }>('GET /portal')).body.session;

before(async () => {
  running = await startPortal();
  contact = await signIn(running.url, 'todo');
  staff = await staffSession(running, 'todo.mx', { permissions: [...personPermissions] });
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['sync.companies'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
  await hold('2026-01');
});
after(() => running.close());

describe('until the terms are accepted in the version that holds', () => {
  for (const [key, endpoint] of guarded)
    test(`${key} ${endpoint.beforeTerms ? 'opens' : 'does not open'}`, async () => {
      for (const api of [contact, staff]) {
        const answer = await api(address(key), { body: bodyOf(endpoint) });
        if (endpoint.beforeTerms) assert.notEqual(refusalIn(answer), '403 terms_required');
        else assert.equal(refusal(answer), '403 terms_required');
      }
    });

  test('no more opens than acceptance, the own account, and for whom one is here', () => {
    assert.deepEqual(
      guarded.filter(([, { beforeTerms }]) => beforeTerms).map(([key]) => key),
      [
        'PUT /session/customer',
        'PUT /me/password',
        'GET /me',
        'PATCH /me',
        'GET /me/sessions',
        'DELETE /me/sessions/:id',
        'DELETE /me/sessions',
        'POST /session/code',
        'POST /session/confirmation',
        'POST /session/passkey-window',
        'GET /me/factors',
        'POST /me/factors',
        'POST /me/passkeys',
        'POST /me/factors/:id/activation',
        'DELETE /me/factors/:id',
        'POST /me/recovery-codes',
        'POST /terms-acceptances',
      ],
    );
  });

  test('machines, which accept nothing, and whom a host vouches for are let through', async () => {
    const sent = await erp('POST /sync/companies', {
      headers: { 'Idempotency-Key': 'terms' },
      body: { records: [] },
    });
    assert.doesNotMatch(refusalIn(sent), /terms_required/);
    const vouched = await hostSession(running, { contact: 'C-1', widgets: ['orders'] });
    assert.equal((await vouched('GET /orders')).status, 200);
    assert.equal((await sessionOf(vouched)).termsAccepted, true);
  });
});

test('accepting opens everything, for who accepted, until another version holds', async () => {
  const other = await signIn(running.url, 'grupo');
  assert.equal(refusal(await contact('GET /home')), '403 terms_required');
  const accept = { body: { version: '2026-01' } };
  assert.equal((await contact('POST /terms-acceptances', accept)).status, 204);
  assert.equal((await contact('GET /home')).status, 200);
  assert.equal((await contact('GET /orders')).status, 200);
  assert.equal(refusal(await other('GET /orders')), '403 terms_required');
  await hold('2026-02');
  assert.equal(refusal(await contact('GET /orders')), '403 terms_required');
  assert.equal((await sessionOf(contact)).termsAccepted, false);
  assert.equal((await contact('DELETE /session')).status, 204, 'leaving is always open');
});

/** The refusal of an answer; empty where it is none. */
const refusalIn = (answer: Awaited<ReturnType<Api>>) =>
  answer.status >= 400 ? refusal(answer) : '';
