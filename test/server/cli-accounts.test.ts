// Accounts from the command line: what an administrator does until there are screens for it.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Tenant } from '#contract/portal';
import { refusal, createApi, type Answer } from '../support/api.ts';
import { createCommandLine } from '../support/command-line.ts';

const { run, withServer } = await createCommandLine(undefined, { embedded: false });
const command = async (line: string) => {
  // Words in quotes stay together, as in a shell.
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
  return run(...words);
};
const ok = async (line: string): Promise<string> => {
  const { code, out, err } = await command(line);
  assert.equal(code, 0, `${line}: ${err}`);
  return out;
};
const tenant = '--tenant taller';

before(async () => {
  await ok(
    `tenant create --slug taller --name Taller --locale es --time-zone America/Bogota --origin https://taller.example
     --page https://taller.example/portal --mail-from portal@taller.example --mail-name Portal --manual es=https://taller.example/manual.pdf
     --company "SM01;Taller S.A.;COP" --department "customer_service;601 555 0000;9;sac@taller.example"
     --department "customer_service;601 555 0001;;sac1@taller.example;SM01" --password-policy alphanumeric_8_10 --idle 10 --life 60`,
  );
});
let contact: string;

describe('portico contact', () => {
  test('creates, lists, gives rights, and hands out a password that opens only its change', async () => {
    assert.match(
      (await command(`contact create ${tenant} --customer 1 --name A --email a@b.example`)).err,
      /no customer 1/,
    );
    await seed();
    const made = await ok(
      `contact create ${tenant} --customer 77 --name "Ana Prueba" --email ana@cliente.example --login 0077 --login ana --profile purchasing`,
    );
    contact = /portal-\S+\w/.exec(made)![0];
    assert.match(
      await ok(`contact list ${tenant}`),
      /portal-\S+\tAna Prueba\t0077\tnone\t0077 ana\tana@cliente\.example\tnever/,
    );
    const told = await ok(`contact temporary ${tenant} --contact ${contact}`);
    const [, temporary = ''] = /Temporary password: (\w{10})\n/.exec(told) ?? [];
    await withServer(async (url) => {
      const call = (
        login: string,
        password: string,
      ): Promise<Answer<{ token: string; session: { access: string } }>> =>
        createApi(url, { 'Portal-Tenant': 'taller', Origin: 'https://taller.example' })(
          'POST /sessions',
          { body: { login, password, delivery: 'bearer' } },
        );
      // By any of the names; the number with and without its zeros.
      for (const login of ['77', '0077', 'ANA']) {
        const { status, body } = await call(login, temporary);
        assert.deepEqual([status, body.session.access], [201, 'temporary'], login);
      }
      const { body } = await call('ana', temporary);
      const api = createApi(url, {
        'Portal-Tenant': 'taller',
        Authorization: `Bearer ${body.token}`,
      });
      const change = (password: string) =>
        api('PUT /me/password', { body: { current: temporary, password } });
      assert.equal(
        refusal(await change('una clave larga 1')),
        '400 invalid_input body.password: password_length',
      );
      assert.equal((await change('Tq7vbX9k')).status, 204);
      assert.equal((await call('ana', 'Tq7vbX9k')).body.session.access, 'full');
    });
    assert.match(await ok(`contact list ${tenant} --customer 77`), /\tactive\t/);
  });

  test('invites once, resets, changes rights, disables, enables and signs out', async () => {
    assert.match(
      (await command(`contact invite ${tenant} --contact ${contact}`)).err,
      /has a password already/,
    );
    await ok(`contact reset ${tenant} --contact ${contact}`);
    assert.match(await ok(`contact sign-out ${tenant} --login ana`), /^1 sessions ended/);
    await ok(`contact grant ${tenant} --contact ${contact} --grant orders.view:hierarchy`);
    await ok(`contact disable ${tenant} --login 77`);
    assert.match(await ok(`contact list ${tenant}`), /\tinactive\t/);
    assert.match((await command(`contact reset ${tenant} --login 77`)).err, /disabled/);
    await ok(`contact enable ${tenant} --login 77`);
    assert.match(await ok(`contact list ${tenant}`), /\tactive\t/);
    const queued = await ok(`mail list ${tenant}`);
    assert.match(queued, /\tqueued\t/);
  });

  test('joins a contact to a person who has an account', async () => {
    const made = await ok(
      `contact create ${tenant} --customer 77 --name "Ana Prueba" --email ana2@cliente.example --login otra`,
    );
    const other = /portal-\S+\w/.exec(made)![0];
    const line = `contact join ${tenant} --contact ${other} --login ana --profile logistics`;
    assert.match((await command(line)).err, /has an account already/);
    assert.match((await command(`contact join ${tenant} --contact ${other}`)).err, /--login/);
    const free = await freeContact();
    assert.match(
      await ok(`contact join ${tenant} --contact ${free} --login ana --profile logistics`),
      /belongs to ana/,
    );
    assert.match(
      await ok(`contact list ${tenant}`),
      new RegExp(`${free}\tLibre\t0077\tactive\t0077 ana\t`),
    );
  });

  test('says what is wrong', async () => {
    const faults: [string, number, RegExp][] = [
      [`contact grant ${tenant} --contact ${contact} --grant orders.fly`, 1, /orders\.view/],
      [`contact open ${tenant} --contact ${contact} --profile king`, 1, /purchasing/],
      [`contact invite ${tenant}`, 2, /--contact or --login/],
      [`contact invite ${tenant} --login nobody`, 1, /Nobody signs in as nobody/],
      [`contact dance ${tenant}`, 2, /unknown command 'dance'/],
      ['contact list', 2, /--tenant <slug>/],
      [
        'tenant create --slug t --name T --locale es --time-zone UTC --origin https://t.example --page https://evil.example/',
        1,
        /none of the tenant's origins/,
      ],
      [
        'tenant create --slug t --name T --locale es --time-zone UTC --origin https://t.example --password-policy none',
        2,
        /--password-policy/,
      ],
    ];
    for (const [line, expectedCode, expected] of faults) {
      const { code, err } = await command(line);
      assert.equal(code, expectedCode, line);
      assert.match(err, expected, line);
    }
  });
});

describe('portico staff', () => {
  test('creates, invites and takes the invitation back', async () => {
    await ok(
      `staff create ${tenant} --name "Eva Ejecutiva" --login eva.co --email eva@taller.example --grant orders.view --customer 77 --executive EJ-7`,
    );
    await ok(`staff invite ${tenant} --login eva.co`);
    assert.match(await ok(`staff revoke ${tenant} --login eva.co`), /^1 open/);
    assert.match(
      await ok(`staff list ${tenant}`),
      /eva\.co\tEva Ejecutiva\t–\tnone\teva\.co\teva@taller\.example\tnever/,
    );
    assert.match(
      await ok(`staff temporary ${tenant} --login eva.co`),
      /Temporary password: \w{10}/,
    );
    assert.match(await ok(`staff list ${tenant}`), /\ttemporary\t/);
  });

  test('gives rights that only staff have, by name or by profile', async () => {
    await ok(
      `staff create ${tenant} --name "Caro Cobranza" --login caro --email caro@taller.example --profile collections --grant orders.view --all-customers`,
    );
    const told = await ok(`staff temporary ${tenant} --login caro`);
    const [, secret = ''] = /Temporary password: (\w{10})\n/.exec(told) ?? [];
    await withServer(async (url) => {
      const call = createApi(url, { 'Portal-Tenant': 'taller' });
      const enter = async (password: string) => {
        const { body } = await call<{ token: string; session: { permissions: string[] } }>(
          'POST /sessions',
          { body: { login: 'caro', password, delivery: 'bearer' } },
        );
        return body;
      };
      const { token } = await enter(secret);
      const Authorization = `Bearer ${token}`;
      await createApi(url, { 'Portal-Tenant': 'taller', Authorization })('PUT /me/password', {
        body: { current: secret, password: 'Tq7vbX9k' },
      });
      const { session } = await enter('Tq7vbX9k');
      assert.deepEqual(session.permissions.toSorted(), [
        'credit.view',
        'invoices.bulk',
        'invoices.export',
        'invoices.manage',
        'invoices.pdf',
        'invoices.view',
        'invoices.xml',
        'mailing_list.manage',
        'orders.view',
        'payments.review',
        'payments.view',
        'portfolio.view',
        'statement.export',
        'statement.mass_send',
        'statement.view',
      ]);
    });
    const create = `staff create ${tenant} --name X --login x --email x@taller.example`;
    assert.match((await command(`${create} --grant everything`)).err, /statement\.mass_send/);
    assert.match((await command(`${create} --profile everything`)).err, /collections/);
  });
});

describe('portico tenant', () => {
  test('sets the logo, and the terms by address and version', async () => {
    const logo = new URL('../../demo/aqua/logo.svg', import.meta.url).pathname;
    const json = new URL('../../package.json', import.meta.url).pathname;
    assert.match(await ok(`tenant logo taller ${logo} --dark ${logo}`), /logo of taller is set/);
    assert.match((await command(`tenant logo taller ${json}`)).err, /no picture/);
    assert.match((await command('tenant logo taller')).err, /missing required argument 'file'/);
    assert.match((await command('tenant set taller --terms-version 3')).err, /language/);
    assert.match(
      (await command('tenant set taller --terms-url es=https://a.example')).err,
      /terms\.version|version/,
    );
    await ok('tenant set taller --terms-url es=https://taller.example/t --terms-version 3');
    await withServer(async (url) => {
      const api = createApi(url, { 'Portal-Tenant': 'taller' });
      const { body } = await api<{ tenant: Tenant }>('GET /portal');
      assert.deepEqual(body.tenant.terms, {
        version: '3',
        urls: { es: 'https://taller.example/t' },
        texts: [],
      });
      assert.deepEqual(Object.keys(body.tenant.logos).toSorted(), ['dark', 'light']);
      assert.deepEqual(body.tenant.manuals, { es: 'https://taller.example/manual.pdf' });
      assert.deepEqual(body.tenant.contact, {
        phone: '601 555 0000',
        extension: '9',
        mailbox: 'sac@taller.example',
      });
    });
  });
});

test('portico host-key believes an issuer, and no longer', async () => {
  assert.match(await ok(`host-key create ${tenant} --issuer https://i.example`), /^[\w-]{43}\n/);
  await ok(
    `host-key create ${tenant} --issuer https://j.example --jwks https://j.example/jwks.json`,
  );
  assert.match(
    (await command(`host-key create ${tenant} --issuer x --jwks http://j.example/jwks.json`)).err,
    /https/,
  );
  assert.match(await ok(`host-key revoke ${tenant} --issuer https://i.example`), /^1 keys/);
  assert.match(await ok(`host-key list ${tenant}`), /i\.example\tkept here\trevoked\n.*believed/);
});

test('portico erp names where stock is asked for, and takes it away', async () => {
  assert.match(await ok(`erp set ${tenant} --url https://erp.example/stock`), /^[\w-]{43}\n/);
  assert.match((await command(`erp set ${tenant} --url http://erp.example/`)).err, /https/);
  assert.match(await ok(`erp remove ${tenant}`), /sync API alone/);
});

/** A customer, by the sync API of a running server. */
const seed = () => send('customers', { number: '0077', name: 'Cliente 77', companies: [] });

/** A contact of that customer, without an account. @returns its id */
async function freeContact(): Promise<string> {
  await send('contacts', { id: 'K-1', customer: '77', name: 'Libre' });
  return 'K-1';
}

async function send(entity: string, record: object): Promise<void> {
  const key = (await ok(`key create ${tenant} --name ERP`)).trim();
  await withServer(async (url) => {
    const api = createApi(url, { 'Portal-Tenant': 'taller', Authorization: `Bearer ${key}` });
    const { status } = await api(`POST /sync/${entity}`, {
      headers: { 'Idempotency-Key': `seed-${entity}` },
      body: { records: [record] },
    });
    assert.equal(status, 200);
  });
}
