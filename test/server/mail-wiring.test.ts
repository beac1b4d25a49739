// The worker as a server starts it, and the commands by which people look after the outbox.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connect } from '../../server/db/connect.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createScope } from '../../server/db/scope.ts';
import { sweep } from '../../server/housekeeping.ts';
import { createPortal } from '../../server/index.ts';
import { drain, listen } from '../../server/listen.ts';
import { createCommandLine } from '../support/command-line.ts';
import { eventually } from '../support/eventually.ts';
import { outboxOf } from '../support/outbox.ts';
import { startSink } from '../support/smtp.ts';

const { data: folder, run: portico } = await createCommandLine();
const run = (...args: string[]) => portico('mail', ...args);
let sink: Awaited<ReturnType<typeof startSink>>;
let ids: string[];

/** Opens the outbox for a moment: the folder has one holder at a time. */
async function visit<T>(
  work: (outbox: ReturnType<typeof outboxOf>, tenantId: string) => Promise<T>,
): Promise<T> {
  const connection = await connect({ folder });
  try {
    await migrate(connection);
    const known = await connection.knex('tenants').where({ slug: 'taller' }).first('id');
    const [made] = known
      ? []
      : await connection
          .knex('tenants')
          .insert({ slug: 'taller', name: 'Taller', locale: 'es', time_zone: 'UTC' })
          .returning('id');
    const { id } = (known ?? made) as { id: string };
    return await work(outboxOf(connection, id), id);
  } finally {
    await connection.close();
  }
}

before(async () => {
  sink = await startSink();
  ids = await visit(({ queue }) =>
    queue([{ to: 'a@x.example' }, { to: 'b@x.example' }], { kind: 'of another version' }),
  );
});
after(() => sink.close());

test('a server with a relay works on its outbox, counts, and stops', async () => {
  const portal = await createPortal({
    database: { folder },
    publicUrl: 'http://127.0.0.1',
    metricsToken: 'a token of metrics',
    mail: { smtpUrl: sink.url, from: 'portal@x.example', pollMs: 20 },
  });
  const server = await listen(portal.handler, 0, '127.0.0.1');
  const { port } = server.address() as { port: number };
  const metrics = async () =>
    (
      await fetch(`http://127.0.0.1:${port}/metrics`, {
        headers: { Authorization: 'Bearer a token of metrics' },
      })
    ).text();
  const counted = /^portico_mails_total\{state="failed"\} 2$/m;
  await eventually(async () => counted.test(await metrics()));
  assert.match(await metrics(), /^portico_mail_relay_paused 0$/m);
  await drain(server);
  await portal.close();
});

describe('portico mail', () => {
  test('lists, with what became of each', async () => {
    const { out, err, code } = await run('list', '--tenant', 'taller');
    assert.equal(code, 0, err);
    assert.equal(out.trim().split('\n').length, 2);
    assert.match(out, new RegExp(`^${ids[0]}\tfailed\t.*\tno_composer\t–$`, 'm'));
    assert.match(err, /^2 failed$/m);
    const unknown = await run('list', '--tenant', 'taller', '--state', 'unknown');
    assert.equal(unknown.out, '');
    assert.equal((await run('list', '--tenant', 'taller', '--state', 'lost')).code, 2);
    assert.match((await run('list', '--tenant', 'nadie')).err, /There is no tenant nadie/);
  });

  test('sends again what failed, and takes only the unknown as sent', async () => {
    const again = await run('again', '--tenant', 'taller', '--id', ids[0]!);
    assert.deepEqual([again.code, again.out], [0, `${ids[0]}\tqueued again\n`]);
    const sent = await run('sent', '--tenant', 'taller', '--id', ids[1]!);
    assert.deepEqual([sent.code, sent.out], [1, `${ids[1]}\tnot unknown\n`]);
    assert.match((await run('again', '--tenant', 'taller')).err, /required option '--id/);
    assert.match(
      (await run('again', '--tenant', 'taller', '--id', 'x')).err,
      /Not the id of a mail/,
    );
  });
});

test('housekeeping forgets what ended long ago, and keeps what waits for somebody', async () => {
  const connection = await connect({ folder });
  try {
    const inScope = createScope(connection);
    const { id: tenantId } = (await connection.knex('tenants').first('id')) as { id: string };
    const outbox = outboxOf(connection, tenantId);
    const [old = '', young = '', unknown = ''] = await outbox.queue(
      ['o', 'y', 'u'].map((name) => ({ to: `${name}@x.example` })),
    );
    const set = (id: string, more: object) =>
      inScope({ tenantId }, (db) => db('mails').where({ id }).update(more));
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    await set(old, { state: 'accepted', finished_at: ago(91) });
    await set(young, { state: 'accepted', finished_at: ago(89) });
    await set(unknown, { state: 'unknown', created_at: ago(200) });
    const pace = () => inScope({ tenantId: null }, (db) => db('mail_pace').pluck('domain'));
    await inScope({ tenantId: null }, (db) =>
      db('mail_pace').insert([
        { domain: 'old.example', free_at: ago(1) },
        { domain: 'young.example', free_at: ago(0) },
      ]),
    );
    await sweep(inScope);
    assert.deepEqual(await pace(), ['young.example']);
    const left = (await outbox.service.list()).map(({ id }) => id);
    assert.deepEqual(
      [old, young, unknown].map((id) => left.includes(id)),
      [false, true, true],
    );
  } finally {
    await connection.close();
  }
});
