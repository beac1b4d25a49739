// Tenants as an operator keeps them: made once, changed by what is named, and shown.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { TenantChanges } from '../../server/features/tenants/tenants.service.ts';
import { tablesAlone } from '../support/database-image.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const input = {
  slug: 'taller',
  name: 'Taller',
  locale: 'es',
  timeZone: 'America/Bogota',
  formats: { es: 'es-CO' },
  origins: ['https://taller.example', 'https://otro.example'],
  hosts: ['Portal.Taller.example'],
  theme: JSON.parse(readFileSync(new URL('../../themes/aqua.json', import.meta.url), 'utf8')),
  strings: { es: { 'orders.title': 'Mis pedidos', 'stock.title': 'Almacén' } },
  page: 'https://taller.example/portal',
  mailFrom: { name: null, address: 'portal@taller.example' },
  manuals: { es: 'https://taller.example/manual.pdf' },
  terms: { version: '1', urls: { es: 'https://taller.example/t' } },
} as const;

let running: TestPortal;
before(async () => {
  running = await startPortal({ content: tablesAlone });
  await running.portal.admin.createTenant({
    ...input,
    origins: [...input.origins],
    hosts: [...input.hosts],
  });
});
after(() => running.close());

const shown = () => running.portal.admin.showTenant('taller');
const set = (changes: TenantChanges) => running.portal.admin.setTenant('taller', changes);

describe('creating a tenant', () => {
  test('is refused where there is one, which stays as it is', async () => {
    const stands = await shown();
    await assert.rejects(
      running.portal.admin.createTenant({
        slug: 'taller',
        name: 'Taller',
        locale: 'es',
        timeZone: 'America/Bogota',
        origins: ['https://c.example'],
      }),
      /There is a tenant taller already; portico tenant set/,
    );
    assert.deepEqual(await shown(), stands);
    assert.deepEqual(stands.origins, ['https://otro.example', 'https://taller.example']);
    assert.deepEqual(stands.strings, input.strings);
    assert.ok(Object.keys(stands.theme).length > 10);
  });

  test('takes each host of the server once', async () => {
    const other = { ...input, slug: 'ajeno', origins: [...input.origins] };
    await assert.rejects(
      running.portal.admin.createTenant({ ...other, hosts: ['portal.taller.example'] }),
      /portal\.taller\.example belongs to another tenant/,
    );
    assert.equal(await running.portal.admin.findTenant('ajeno'), null);
  });
});

describe('changing a tenant', () => {
  const terms = (version: string, urls: object) => ({ terms: { version, urls } });
  const es = input.terms.urls.es;
  const changes: [name: string, changes: TenantChanges, changed: object][] = [
    ['the name', { name: 'Taller Norte' }, { name: 'Taller Norte' }],
    ['the language', { locale: 'pt' }, { locale: 'pt' }],
    ['the time zone', { timeZone: 'America/Panama' }, { timeZone: 'America/Panama' }],
    [
      'the format of one language',
      { formats: { en: 'en-GB' } },
      { formats: { es: 'es-CO', pt: 'pt-BR', en: 'en-GB' } },
    ],
    [
      'the policy of passwords',
      { passwordPolicy: 'alphanumeric_8_10' },
      { passwordPolicy: { minLength: 8, maxLength: 10, characters: 'alphanumeric' } },
    ],
    [
      'how a password is reset',
      { resetBy: 'temporary_password' },
      { resetBy: 'temporary_password' },
    ],
    ['how long a session rests', { sessionIdleMinutes: 10 }, { sessionIdleMinutes: 10 }],
    ['how long a session lasts', { sessionLifeMinutes: 60 }, { sessionLifeMinutes: 60 }],
    ['the version of the terms', { terms: { version: '2' } }, terms('2', { es })],
    [
      'where the terms stand in another language',
      { terms: { urls: { pt: 'https://taller.example/pt' } } },
      terms('2', { es, pt: 'https://taller.example/pt' }),
    ],
    [
      'the sender',
      { mailFrom: { name: 'Taller', address: 'a@taller.example' } },
      { mailFrom: { name: 'Taller', address: 'a@taller.example' } },
    ],
    [
      'where answers go',
      { mailReplyTo: 'ayuda@taller.example' },
      { mailReplyTo: 'ayuda@taller.example' },
    ],
    ['where answers go, back to the sender', { clear: ['mailReplyTo'] }, { mailReplyTo: null }],
    ['the hosts', { hosts: ['b.taller.example'] }, { hosts: ['b.taller.example'] }],
    [
      'texts, one by one',
      { strings: { es: { 'orders.title': null }, pt: { 'orders.title': 'Meus pedidos' } } },
      { strings: { es: { 'stock.title': 'Almacén' }, pt: { 'orders.title': 'Meus pedidos' } } },
    ],
    [
      'texts, all of them',
      { clear: ['strings'], strings: { en: { 'orders.title': 'My orders' } } },
      { strings: { en: { 'orders.title': 'My orders' } } },
    ],
    ['the manuals', { clear: ['manuals'] }, { manuals: {} }],
    ['the theme', { clear: ['theme'] }, { theme: {} }],
    ['the terms, which hold no longer', { clear: ['terms'] }, { terms: null }],
    ['the sender, back to the server', { clear: ['mailFrom'] }, { mailFrom: null }],
    ['the hosts, to none', { clear: ['hosts'] }, { hosts: [] }],
    ['the page', { page: 'https://otro.example/p' }, { page: 'https://otro.example/p' }],
    ['the page, back to an origin', { clear: ['page'] }, { page: 'https://otro.example/' }],
    [
      'the origins, with the page on them',
      { origins: ['https://uno.example'], page: 'https://uno.example/' },
      { origins: ['https://uno.example'], page: 'https://uno.example/' },
    ],
  ];
  for (const [name, named, changed] of changes)
    test(`changes ${name}, and nothing else`, async () => {
      const stood = await shown();
      await set(named);
      assert.deepEqual(await shown(), { ...stood, ...changed });
    });

  test('is refused where it does not fit the rest', async () => {
    const stood = await shown();
    const faults: [TenantChanges, RegExp][] = [
      [{ page: 'https://evil.example/' }, /none of the tenant's origins/],
      [{ origins: ['https://new.example'] }, /none of the tenant's origins/],
      [{ timeZone: 'Marte' }, /no time zone that is known/],
      [{ terms: { version: '3' } }, /at least one language/],
      [{ terms: { urls: { es } } }, /version/],
      [{ strings: { es: { 'orders.nonsense': 'x' } } }, /there is no text orders\.nonsense/],
      [{ slug: 'x' } as TenantChanges, /slug/],
    ];
    for (const [named, expected] of faults) await assert.rejects(set(named), expected);
    await assert.rejects(running.portal.admin.setTenant('nadie', {}), /There is no tenant nadie/);
    assert.deepEqual(await shown(), stood);
  });
});

describe('the origins of a tenant', () => {
  const admin = () => running.portal.admin;
  test('are added and removed, as browsers write them', async () => {
    const added = ['HTTPS://WWW.Uno.example:443/', 'http://localhost:5173', 'https://uno.example'];
    const all = ['http://localhost:5173', 'https://uno.example', 'https://www.uno.example'];
    assert.deepEqual(await admin().addOrigins('taller', added), all);
    assert.deepEqual(
      await admin().removeOrigins('taller', ['http://localhost:5173/']),
      all.slice(1),
    );
    await assert.rejects(admin().removeOrigins('taller', ['https://x.example']), /does not list/);
    await assert.rejects(admin().removeOrigins('taller', ['https://uno.example']), /mails lead to/);
    const many = Array.from({ length: 50 }, (_, i) => `https://s${i}.example`);
    await assert.rejects(admin().addOrigins('taller', many), /at most 50/);
    assert.deepEqual((await shown()).origins, all.slice(1));
  });

  test('are none that no browser sends, and the reason is said', async () => {
    const faults: [string, RegExp][] = [
      ['https://*.uno.example', /a \* matches no site: name each/],
      ['https://*', /a \* matches no site/],
      ['https://uno.example/portal', /no path: did you mean https:\/\/uno\.example\?/],
      ['https://uno.example/?a=1', /no path/],
      ['https://ana@uno.example', /no path/],
      ['https://uno..example', /no browser knows a host/],
      ["https://uno'.example", /no browser knows a host/],
      ['uno.example', /a scheme and a host/],
      ['null', /a scheme and a host/],
      ['file:///home', /over https or http/],
    ];
    for (const [text, expected] of faults)
      await assert.rejects(admin().addOrigins('taller', [text]), expected, text);
  });

  test('that were written before and match nothing can be taken out', async () => {
    await running.sql(
      `insert into tenant_origins (tenant_id, origin) select id, 'https://*.d.example' from tenants`,
      'taller' as never,
    );
    assert.ok(!(await admin().removeOrigins('taller', ['https://*.d.example'])).includes('*'));
  });
});
