// Statements that were only looked at are not kept for ever; those that were handed out are. Files are drawn in turn.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AppError } from '../../server/http/app-error.ts';
import { createScope } from '../../server/db/scope.ts';
import { createPdfRenderer } from '../../server/features/statement/statement.renderer.ts';
import { sweep } from '../../server/housekeeping.ts';
import { signIn, type Api } from '../support/api.ts';
import { askStatement, openItem, send } from '../support/ledger.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { sampleStatement } from '../support/statement-document.ts';

let running: TestPortal;
let person: Api;
before(async () => {
  running = await startPortal();
  await send(running, 'open-items', [openItem('1', { amount: '10.00' })]);
  person = await signIn(running.url, 'todo');
});
after(() => running.close());

const kept = async () =>
  (await running.sql<{ id: string }>('select id from statements')).map(({ id }) => id);

test('a statement that nobody took is forgotten after its time; one that was taken stays', async () => {
  const made = [];
  for (const day of ['01', '02', '03'])
    made.push((await askStatement(person, { cutOff: `2019-01-${day}` })).body.id);
  const [taken, old, young] = made as [string, string, string];
  assert.equal((await person(`GET /statements/${taken}/pdf?locale=es`)).status, 200);
  await running.sql(
    `update statements set generated_at = now() - interval '91 days' where id in ('${taken}', '${old}')`,
  );
  await sweep(createScope(running.connection));
  assert.deepEqual((await kept()).toSorted(), [taken, young].toSorted());
  assert.equal((await person(`GET /statements/${taken}`)).status, 200);
});

test('of those that nobody took, a customer has the newest 200', async () => {
  await running.sql(
    `insert into statements (tenant_id, company_id, customer_id, cut_off, identity_id, content, content_hash, code, generated_at)
     select tenant_id, company_id, customer_id, date '2020-01-01' + n, identity_id, content, content_hash,
       code || n, now() - n * interval '1 minute'
     from statements, generate_series(1, 300) n where cut_off = '2019-01-03'`,
  );
  await sweep(createScope(running.connection));
  // And the one that was taken.
  assert.equal((await kept()).length, 201);
});

test('a file that many ask for at once is drawn once', async () => {
  const { id } = (await askStatement(person, { cutOff: '2019-02-01' })).body;
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => person(`GET /statements/${id}/pdf?locale=es`)),
  );
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
});

test('who asks for many files makes nobody else wait for all of them', async () => {
  const renderer = createPdfRenderer({ threads: 1 });
  const order: string[] = [];
  const refused: unknown[] = [];
  const ask = (who: string) =>
    renderer.render(sampleStatement({ rows: 5 }), ['norte', who]).then(
      () => order.push(who),
      (error: unknown) => refused.push(error),
    );
  try {
    const flood = Array.from({ length: 250 }, () => ask('flood'));
    const others = [ask('mails'), ask('person')];
    await Promise.all([...flood, ...others]);
    assert.ok(order.indexOf('mails') <= 3, order.slice(0, 6).join());
    assert.ok(order.indexOf('person') <= 3, order.slice(0, 6).join());
    // What nobody could wait for is refused at once, so that it holds no memory.
    assert.ok(refused.length > 200, String(refused.length));
    assert.ok(refused.every((error) => error instanceof AppError && error.code === 'unavailable'));
  } finally {
    await renderer.close();
  }
});
