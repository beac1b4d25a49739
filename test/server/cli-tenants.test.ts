// Tenants from the command line: made once, changed by what is named, and shown.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { createCommandLine } from '../support/command-line.ts';

const { folder, run } = createCommandLine();
const ok = async (...args: string[]): Promise<string> => {
  const { code, out, err } = await run(...args);
  assert.equal(code, 0, `${args.join(' ')}: ${err}`);
  return out;
};
const file = (name: string, content: object): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};
const theme = (name: string) => new URL(`../../themes/${name}.json`, import.meta.url).pathname;
const create = (...more: string[]) => [
  ...'tenant create --slug taller --name Taller --locale es --time-zone America/Bogota'.split(' '),
  ...more,
];
type Shown = Record<string, unknown> & { theme: object; origins: string[] };
const shown = async (): Promise<Shown> =>
  JSON.parse(await ok('tenant', 'show', 'taller', '--json'));

before(async () => {
  await ok(
    ...create('--origin', 'https://taller.example', '--origin', 'https://otro.example'),
    ...['--host', 'Portal.Taller.example', '--theme', theme('aqua'), '--format', 'es=es-CO'],
    ...['--page', 'https://taller.example/portal', '--mail-from', 'portal@taller.example'],
    ...['--company', 'SM01;Taller S.A.;COP', '--manual', 'es=https://taller.example/manual.pdf'],
    ...['--department', 'customer_service;601 555 0000;9;sac@taller.example'],
    ...['--terms-url', 'es=https://taller.example/t', '--terms-version', '1'],
  );
  await ok(
    ...['tenant', 'strings', 'set', 'taller'],
    file('texts.json', { es: { 'orders.title': 'Mis pedidos', 'stock.title': 'Almacén' } }),
  );
});

describe('portico tenant create', () => {
  test('refuses a slug that is taken, and leaves that tenant as it is', async () => {
    const stands = await shown();
    const { code, err } = await run(...create('--origin', 'https://c.example'));
    assert.equal(code, 1);
    assert.match(err, /There is a tenant taller already; portico tenant set/);
    assert.deepEqual(await shown(), stands);
    assert.deepEqual(stands.origins, ['https://otro.example', 'https://taller.example']);
    assert.ok(Object.keys(stands.theme).length > 10);
  });

  test('writes nothing where a company or a department is wrong', async () => {
    for (const [option, text] of [
      ['--company', 'SM01;Taller S.A.;pesos'],
      ['--company', 'SM01;Taller S.A.;COP;Bogota'],
      ['--department', 'kitchen;1'],
    ] as const) {
      const { code, err } = await run(...create(option, text).with(3, 'nuevo'));
      assert.deepEqual([code, /invalid/.test(err)], [2, true], err);
    }
    assert.doesNotMatch(await ok('tenant', 'list'), /nuevo/);
  });
});

describe('portico tenant set', () => {
  const changes: [name: string, args: string[], changed: object][] = [
    ['the name', ['--name', 'Taller Norte'], { name: 'Taller Norte' }],
    ['the language', ['--locale', 'pt'], { locale: 'pt' }],
    ['the time zone', ['--time-zone', 'America/Panama'], { timeZone: 'America/Panama' }],
    [
      'the format of one language',
      ['--format', 'en=en-GB'],
      { formats: { es: 'es-CO', pt: 'pt-BR', en: 'en-GB' } },
    ],
    [
      'how a password is reset, and its policy',
      ['--reset-by', 'temporary_password', '--password-policy', 'alphanumeric_8_10'],
      {
        resetBy: 'temporary_password',
        passwordPolicy: { minLength: 8, maxLength: 10, characters: 'alphanumeric' },
      },
    ],
    ['how long a session lasts', ['--idle', '10'], { sessionIdleMinutes: 10 }],
    [
      'the version of the terms',
      ['--terms-version', '2'],
      { terms: { version: '2', urls: { es: 'https://taller.example/t' } } },
    ],
    [
      'where the terms stand in another language',
      ['--terms-url', 'pt=https://taller.example/pt'],
      {
        terms: {
          version: '2',
          urls: { es: 'https://taller.example/t', pt: 'https://taller.example/pt' },
        },
      },
    ],
    [
      'the name of the sender',
      ['--mail-name', 'Taller'],
      { mailFrom: { name: 'Taller', address: 'portal@taller.example' } },
    ],
    ['the hosts', ['--host', 'clientes.taller.example'], { hosts: ['clientes.taller.example'] }],
    ['the manual', ['--clear', 'manuals'], { manuals: {} }],
    ['the theme', ['--clear', 'theme'], { theme: {} }],
    ['the page', ['--page', 'https://otro.example/p'], { page: 'https://otro.example/p' }],
    ['the page, back to the first origin', ['--clear', 'page'], { page: 'https://otro.example/' }],
    [
      'the origins',
      ['--origin', 'https://uno.example', '--page', 'https://uno.example/'],
      { origins: ['https://uno.example'], page: 'https://uno.example/' },
    ],
    ['the companies', ['--company', 'SM02;Taller Export;USD'], { companies: ['SM01', 'SM02'] }],
  ];
  for (const [name, args, changed] of changes)
    test(`changes ${name} and nothing else`, async () => {
      const stood = await shown();
      await ok('tenant', 'set', 'taller', ...args);
      assert.deepEqual(await shown(), { ...stood, ...changed });
    });

  test('refuses what does not fit the rest, and what is not there', async () => {
    const faults: [string[], number, RegExp][] = [
      [['taller', '--page', 'https://evil.example/'], 1, /none of the tenant's origins/],
      [['taller', '--origin', 'https://new.example'], 1, /none of the tenant's origins/],
      [['taller', '--time-zone', 'Marte'], 1, /timeZone: no time zone that is known/],
      [['nadie', '--name', 'x'], 1, /There is no tenant nadie/],
      [['taller'], 2, /nothing is named that is to change/],
      [['taller', '--slug', 'x'], 2, /unknown option '--slug'/],
      [['taller', '--clear', 'name'], 2, /Allowed are theme, strings/],
      [['taller', '--idle', 'soon'], 2, /Not a whole number/],
    ];
    const stood = await shown();
    for (const [args, code, expected] of faults) {
      const result = await run('tenant', 'set', ...args);
      assert.equal(result.code, code, args.join(' '));
      assert.match(result.err, expected);
    }
    assert.deepEqual(await shown(), stood);
  });
});

describe('portico tenant strings', () => {
  test('sets, takes back and shows texts one by one', async () => {
    const texts = async () => JSON.parse(await ok('tenant', 'strings', 'show', 'taller'));
    const set = (name: string, content: object, ...more: string[]) =>
      ok('tenant', 'strings', 'set', 'taller', file(name, content), ...more);
    const es = { 'orders.title': 'Mis pedidos', 'stock.title': 'Almacén' };
    assert.deepEqual(await texts(), { es });
    await set('more.json', {
      es: { 'orders.title': null },
      pt: { 'orders.title': 'Meus pedidos' },
    });
    const pt = { 'orders.title': 'Meus pedidos' };
    assert.deepEqual(await texts(), { es: { 'stock.title': 'Almacén' }, pt });
    await set('all.json', { es }, '--replace');
    assert.deepEqual(await texts(), { es });
    for (const bad of [{ es: { 'orders.nonsense': 'x' } }, { xx: {} }, { es: 'x' }])
      await assert.rejects(set('bad.json', bad));
    assert.deepEqual(await texts(), { es });
  });
});

describe('portico tenant origin', () => {
  const origin = (...args: string[]) => run('tenant', 'origin', ...args);
  test('adds, lists and removes, as browsers write origins', async () => {
    const added = ['HTTPS://WWW.Uno.example:443/', 'http://localhost:5173', 'https://uno.example'];
    await ok('tenant', 'origin', 'add', 'taller', ...added);
    const all = 'http://localhost:5173\nhttps://uno.example\nhttps://www.uno.example\n';
    assert.equal(await ok('tenant', 'origin', 'list', 'taller'), all);
    await ok('tenant', 'origin', 'remove', 'taller', 'http://localhost:5173/');
    assert.equal(
      (await origin('remove', 'taller', 'https://www.uno.example')).out,
      'https://uno.example\n',
    );
  });

  test('refuses what no browser sends, with the reason', async () => {
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
    for (const [text, expected] of faults) {
      const { code, err } = await origin('add', 'taller', text);
      assert.equal(code, 2, text);
      assert.match(err, expected, text);
    }
    assert.match((await origin('remove', 'taller', 'https://x.example')).err, /does not list/);
    assert.match((await origin('remove', 'taller', 'https://uno.example')).err, /mails lead to/);
    assert.equal((await origin('list', 'taller')).out, 'https://uno.example\n');
  });
});

describe('portico', () => {
  test('tells what each command takes', async () => {
    for (const words of [
      [],
      ['tenant'],
      ['tenant', 'set'],
      ['tenant', 'origin', 'add'],
      ['mail', 'bounce'],
    ]) {
      const { code, out } = await run(...words, '--help');
      assert.equal(code, 0);
      assert.ok(out.startsWith(`Usage: ${['portico', ...words].join(' ')} `), out);
    }
  });

  test('refuses what it does not know and what stands in the wrong place, with a hint', async () => {
    const faults: [string[], RegExp][] = [
      [[], /^Usage: portico/],
      [['nonsense'], /unknown command 'nonsense'/],
      [['tenant', 'creat'], /Did you mean create\?/],
      [['tenant', 'list', '--nmae', 'x'], /unknown option '--nmae'\n\(portico tenant list --help/],
      [['tenant', 'list', 'taller'], /too many arguments/],
      [['key', '--tenant', 'taller', 'list'], /unknown option '--tenant'/],
      [['key', 'list', '--tenant', 'taller', '--page', 'x'], /unknown option '--page'/],
      [['key', 'create', '--tenant', 'taller', '--name', 'x', '--expires', 'soon'], /yyyy-mm-dd/],
      [['mail', 'list', '--tenant', 'taller', '--state', 'lost'], /Allowed choices/],
    ];
    for (const [args, expected] of faults) {
      const { code, err } = await run(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, expected, args.join(' '));
    }
  });
});
