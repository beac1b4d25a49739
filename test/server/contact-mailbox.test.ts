// A contact's mailbox is taken as those of mailing lists are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { domainToASCII } from 'node:url';
import { wireAddress } from '#contract/mailbox';
import { createApi, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
let erp: Api;
before(async () => {
  running = await startPortal();
  const secret = await running.portal.admin.createKey('norte', {
    name: 'ERP',
    permissions: ['sync.contacts', 'sync.executives'],
  });
  erp = createApi(running.url, { 'Portal-Tenant': 'norte', Authorization: `Bearer ${secret}` });
});
after(() => running.close());

const kept: Record<string, string | null> = {
  'ana@compañía.example': 'ana@compañía.example',
  'compras&pagos@cliente.example': 'compras&pagos@cliente.example',
  "o'brien+portal@cliente.example": "o'brien+portal@cliente.example",
  ' ana@cliente.example ': 'ana@cliente.example',
  '': null,
};
const refused = ['ana@cliente', 'ana@10.0.0.1', 'a b@cliente.example', 'ana', 'ana@x..example'];

test('sound mailboxes are taken, blanks around them are not kept, an empty text is none', async () => {
  const records = Object.keys(kept).map((email, i) => ({
    id: `M-${i}`,
    customer: '1002945',
    name: 'M',
    email,
  }));
  const { body } = await erp<{ results: { status: string }[] }>('POST /sync/contacts', {
    headers: { 'Idempotency-Key': 'sound' },
    body: { records },
  });
  assert.deepEqual(
    body.results.map(({ status }) => status),
    records.map(() => 'created'),
  );
  const rows = await running.sql<{ email: string | null }>(
    `select email from contacts where external_id like 'M-%' order by external_id`,
  );
  assert.deepEqual(
    rows.map(({ email }) => email),
    Object.values(kept),
  );
  const encoded = `ana@${domainToASCII('compañía.example')}`;
  assert.equal(wireAddress('ana@Compañía.example'), encoded);
});

test('what is no mailbox is named', async () => {
  const { body } = await erp<{ results: { errors: { path: string; rule: string }[] }[] }>(
    'POST /sync/executives',
    {
      headers: { 'Idempotency-Key': 'unsound' },
      body: { records: refused.map((email, i) => ({ code: `E-${i}`, name: 'E', email })) },
    },
  );
  for (const { errors } of body.results)
    assert.deepEqual(
      errors.map(({ path, rule }) => `${path}: ${rule}`),
      ['email: mailbox'],
    );
});
