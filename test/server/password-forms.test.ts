// A password is its letters, however a keyboard composes them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { hash } from '@node-rs/argon2';
import { refusal, visitor } from '../support/api.ts';
import { newContact } from '../support/people.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

let running: TestPortal;
before(async () => {
  running = await startPortal();
});
after(() => running.close());

const composed = 'cigüeña-ámbar-y-café-41'.normalize('NFC');
const parted = composed.normalize('NFD');
const halfParted = parted.slice(0, 8) + composed.slice(7);
const signIn = async (login: string, password: string) =>
  visitor(running.url)('POST /sessions', { body: { login, password } });

describe('a password with accents', () => {
  for (const [name, chosen] of [
    ['composed', composed],
    ['in parts', parted],
  ] as const)
    test(`that was chosen ${name} opens either way`, async () => {
      const one = await newContact(running);
      await running.portal.admin.createLogin('norte', {
        contact: one.id,
        logins: [one.email],
        password: chosen,
        grants: [],
      });
      assert.equal((await signIn(one.email, composed)).status, 201);
      assert.equal((await signIn(one.email, parted)).status, 201);
      assert.equal(
        refusal(await signIn(one.email, 'ciguena-ambar-y-cafe-41')),
        '401 wrong_credentials',
      );
    });

  test('whose hash is of the text as it was typed then opens by that text, and the other', async () => {
    for (const typed of [parted, halfParted]) {
      const one = await newContact(running);
      const old = await hash(typed, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
      await running.sql(`update identities set password_hash = '${old}'
        where id in (select identity_id from login_names where name = '${one.email}')`);
      assert.equal((await signIn(one.email, typed)).status, 201);
      if (typed === parted) assert.equal((await signIn(one.email, composed)).status, 201);
    }
  });
});
