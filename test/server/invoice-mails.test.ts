// The mail of an invoice carries its fiscal files: its own, to those who may have them, and nobody else's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createScope, type InScope } from '../../server/db/scope.ts';
import { applyRules } from '../../server/features/notifications/rules.ts';
import { tenantsWithEvents } from '../../server/records/events.ts';
import { signIn } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { cfdiXml, uuidOf } from '../support/fiscal.ts';
import { fiscalFile, password } from '../support/fixtures.ts';
import { send } from '../support/ledger.ts';
import { startMailedPortal } from '../support/portal.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let inScope: InScope;
let tenantId: string;
const today = new Date().toISOString().slice(0, 10);

before(async () => {
  running = await startMailedPortal();
  inScope = running.inScope ?? createScope(running.connection);
  [{ id: tenantId }] = (await running.sql<{ id: string }>(
    `select id from tenants where slug = 'norte'`,
  )) as [{ id: string }];
  await send(running, 'companies', [
    {
      code: 'SM01',
      legalName: 'Tanques Norte',
      currency: 'MXN',
      taxId: 'EKU9003173C9',
      timeZone: 'America/Mexico_City',
    },
  ]);
  await send(running, 'contacts', [
    {
      id: 'C-PDF',
      customer: '1002945',
      name: 'Solo PDF',
      email: 'solo.pdf@norte.example',
    },
  ]);
  await running.portal.admin.createLogin('norte', {
    contact: 'C-PDF',
    logins: ['solo.pdf'],
    password,
    grants: (['invoices.view', 'invoices.pdf'] as const).map((permission) => ({
      permission,
      scope: 'customer',
    })),
  });
  // Who never came in is not written to.
  for (const login of ['todo', 'solo.pdf', 'vecino'])
    await (
      await signIn(running.url, login)
    )('GET /changes');
  await settle();
});
after(() => running.close());

/** Has the rules read all that happened, and what waits go now. */
async function settle(): Promise<void> {
  await eventually(
    async () => {
      await inScope({ tenantId }, (db) => applyRules(db, tenantId, 0));
      const left = await inScope({ tenantId: null }, (db) =>
        tenantsWithEvents(db, 'notifications'),
      );
      return left.length === 0;
    },
    () => 'There is always more',
  );
  await running.sql(`update mails set due_at = now() where kind = 'notification'`);
  await running.sql('update mail_due set due_at = now()');
}

const xmlOf = (n: number) => cfdiXml({ uuid: uuidOf(n), head: { Folio: String(n) } });
/** Both files of a fiscal document, as the ERP sends them. */
const filesOf = (n: number) => [
  fiscalFile(uuidOf(n), 'xml', { content: Buffer.from(xmlOf(n)).toString('base64') }),
  fiscalFile(uuidOf(n), 'pdf'),
];
const invoice = (number: string) => ({
  number,
  company: 'SM01',
  customer: '1002945',
  kind: 'invoice',
  date: today,
  currency: 'MXN',
  net: '1000.00',
  tax: '160.00',
  total: '1160.00',
  items: [],
});
const attached = async (address: string) => {
  const { subject, attachments } = await running.mailbox.next(address);
  return {
    subject,
    files: attachments.map(({ filename, mimeType, content }) => [
      filename,
      mimeType,
      Buffer.from(content as ArrayBuffer).toString(),
    ]),
  };
};

test('each reader gets the files of this invoice that it may have', async () => {
  await send(running, 'fiscal-files', [...filesOf(1), ...filesOf(2)]);
  await send(running, 'invoices', [invoice('A1')]);
  await settle();
  const id = uuidOf(1);
  const pdf = [`${id}.pdf`, 'application/pdf', `%PDF-1.7 ${id}`];
  assert.deepEqual(await attached('c-1@norte.example'), {
    subject: 'Factura A1 emitida',
    files: [[`${id}.xml`, 'application/xml', xmlOf(1)], pdf],
  });
  assert.deepEqual(await attached('solo.pdf@norte.example'), {
    subject: 'Factura A1 emitida',
    files: [pdf],
  });
  assert.deepEqual(
    running.mailbox.all().filter(({ to }) => to.includes('c-6@norte.example')),
    [],
    'nobody of another customer',
  );
});

test('an invoice whose files are not there yet goes out without any', async () => {
  await send(running, 'invoices', [invoice('A9')]);
  await settle();
  assert.deepEqual(await attached('c-1@norte.example'), {
    subject: 'Factura A9 emitida',
    files: [],
  });
});
