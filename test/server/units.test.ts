// Pieces of the server that need neither a database nor a request.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { identifierKey } from '#contract/identifiers';
import * as p from '#contract/primitives';
import { adminDatabase, readConfig } from '../../server/config.ts';
import { lockFolder } from '../../server/db/folder-lock.ts';
import { faultInWords, faultsOfStrings } from '../../server/features/tenants/strings.ts';
import { contrast } from '#contract/colour';
import { readTheme } from '../../server/features/tenants/theme.ts';
import { csvLine, defuseFormula } from '#contract/csv';
import { loadTexts } from '../../server/output/texts.ts';
import { parseCsv } from '../support/csv.ts';

describe('identifiers', () => {
  test('digits lose their zeros, all else its blanks and case', () => {
    const cases = {
      '0001002945': '1002945',
      '000': '0',
      ' sm02 ': 'SM02',
      '00A1': '00A1',
      '0': '0',
      ñandú: 'ÑANDÚ',
    };
    for (const [sent, key] of Object.entries(cases)) assert.equal(identifierKey(sent), key);
    fc.assert(
      fc.property(
        fc.string(),
        (text) => identifierKey(identifierKey(text)) === identifierKey(text),
      ),
    );
  });
});

describe('decimals', () => {
  test('are digits and a point, within the column they go into', () => {
    for (const good of ['-0.50', '29691.00', '999999999999999.9999'])
      assert.equal(p.money.parse(good), good);
    for (const [sent, kept] of [
      ['0', '0.00'],
      ['-0', '0.00'],
      ['-0.000', '0.00'],
      ['007.5', '7.50'],
      ['1.1000', '1.10'],
    ] as const)
      assert.equal(p.money.parse(sent), kept);
    assert.equal(p.quantity.parse('0100.50'), '100.5');
    for (const bad of [
      '',
      '1.',
      '.5',
      '1e3',
      '1,5',
      ' 1',
      '+1',
      '1000000000000000',
      '1.00000',
      'NaN',
      '0x1',
      '١',
    ]) {
      assert.equal(p.money.safeParse(bad).success, false, bad);
    }
  });

  test('the old peso is the new one', () => assert.equal(p.currency.parse('MXP'), 'MXN'));
});

describe('texts of a tenant’s own', () => {
  test('may fill in what the text they replace fills in', () => {
    const fits = {
      es: { 'mail.reset.lead': 'En {{brand}}:', 'mail.reset.expiry': '{{count}} min' },
    };
    assert.deepEqual(faultsOfStrings(fits), []);
    const faults = faultsOfStrings({
      es: { 'mail.reset.lead': '{{brand}} {{password}}', 'mail.none': 'x' },
      pt: { 'mail.regards': '$t(mail.reset.lead)' },
    });
    assert.deepEqual(faults.map(faultInWords), [
      'es: mail.reset.lead has nothing to fill {{password}} with',
      'es: there is no text mail.none',
      'pt: mail.regards holds a command',
    ]);
  });

  test('win over the catalogue, plural or not; what fills them is taken as it is', () => {
    const t = loadTexts()('es', {
      'mail.reset.expiry': 'Vale {{count}} minutos',
      'mail.greeting': '¡Hola, {{name}}!',
    });
    assert.equal(t('mail.reset.expiry', { count: 30 }), 'Vale 30 minutos');
    assert.equal(
      t('mail.greeting', { name: '$t(mail.regards) {{count}} <b>' }),
      '¡Hola, $t(mail.regards) {{count}} <b>!',
    );
    assert.equal(t('mail.regards'), 'Saludos cordiales.');
    const plain = loadTexts()('es');
    assert.equal(
      plain('mail.greeting', { name: '$t(mail.regards)' }),
      'Estimado(a) $t(mail.regards):',
    );
  });
});

describe('a theme', () => {
  const theme = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../themes/${name}.json`, import.meta.url), 'utf8'));
  const base = readTheme(theme('base'));

  test('of ours is read whole, and reads well in light and dark', () => {
    for (const name of ['base', 'aqua', 'zambe'])
      assert.ok(Object.keys(readTheme(theme(name), base)).length > 10, name);
  });

  test('with too little contrast is refused, pair and scheme named', () => {
    const pale = { color: { muted: { $type: 'color', $value: '#bbbbbb' } } };
    assert.throws(
      () => readTheme(pale, base),
      /color-muted on color-background \(light\): contrast 1\.\d+/,
    );
    assert.equal(contrast('#000', '#ffffff').toFixed(0), '21');
  });

  test('cannot carry anything but typed values', () => {
    const hostile = [
      'red;} *{display:none',
      'url(https://evil.example)',
      'expression(1)',
      'var(--x)',
      '#12345',
      '#gggggg',
      '',
      7,
      null,
      {},
      ['#fff', '#000'],
      '#ffffff/**/',
    ];
    for (const $value of hostile)
      assert.throws(
        () => readTheme({ color: { text: { $value } } }, base),
        /color-text: not a color/,
        String($value),
      );
    for (const $value of [
      { value: 1e9, unit: 'px' },
      { value: 4, unit: 'vw' },
      '4px;',
      { value: '4', unit: 'px' },
    ]) {
      assert.throws(() => readTheme({ radius: { small: { $value } } }, base), /not a dimension/);
    }
    for (const $value of [['Inter', 'url(x)'], ['a"b'], ['x; }'], 'a, b, (c)']) {
      assert.throws(() => readTheme({ font: { family: { $value } } }, base), /not a fontFamily/);
    }
    assert.throws(
      () => readTheme({ color: { nonsense: { $value: '#fff' } } }, base),
      /no such token/,
    );
    assert.throws(() => readTheme([], base), /group/);
    assert.throws(() => readTheme({ constructor: { $value: '#fff' } }, base), /no such token/);
  });
});

describe('CSV', () => {
  test('what is written is read back, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
        (cells) => {
          const [row] = parseCsv(csvLine(cells, 'es'));
          assert.deepEqual(
            row,
            cells.map((cell) => (/^[=+\-@＝＋－＠\t\r\n\0]/.test(cell) ? `'${cell}` : cell)),
          );
        },
      ),
    );
  });

  test('what a spreadsheet would run is defused, also in full width', () => {
    for (const sign of '=+-@＝＋－＠\t\r\n\0') {
      assert.equal(defuseFormula(`${sign}1+1`), `'${sign}1+1`);
      const [row] = parseCsv(csvLine([`${sign}HYPERLINK("x")`], 'es'));
      assert.ok(row![0]!.startsWith("'"), JSON.stringify(sign));
    }
    for (const plain of ['a=1', '1-1', '', ' x']) assert.equal(defuseFormula(plain), plain);
  });

  test('numbers keep their cents and lose filling zeros', () => {
    assert.equal(
      csvLine(
        [{ decimal: '1461.5300' }, { decimal: '-0.1234' }, { decimal: '7' }, { decimal: '1.1000' }],
        'pt',
      ),
      '"1461,53";"-0,1234";7;"1,10"\r\n',
    );
  });
});

describe('settings', () => {
  const good = {
    DATABASE_URL: 'postgres://u:p@db/x?sslmode=verify-full',
    PUBLIC_URL: 'https://portal.example/clientes',
    SMTP_URL: 'smtp://user:p%40ss@relay.example:587',
  };

  test('all that is wrong is said at once', () => {
    assert.throws(
      () => readConfig({ PORT: 'x', LOG_LEVEL: 'loud' }),
      (error: Error) =>
        [
          'DATABASE_URL: is not set',
          'PUBLIC_URL: is not set',
          'SMTP_URL: is not set',
          'PORT:',
          'LOG_LEVEL:',
        ].every((part) => error.message.includes(part)),
    );
    assert.throws(
      () => readConfig({ ...good, PUBLIC_URL: 'http://portal.example' }),
      /must be https/,
    );
    assert.throws(() => readConfig({ ...good, DATABASE_URL: 'mysql://x' }), /DATABASE_URL/);
    for (const SMTP_URL of ['http://relay.example', 'smtp://', 'relay.example'])
      assert.throws(() => readConfig({ ...good, SMTP_URL }), /SMTP_URL/, SMTP_URL);
    assert.throws(() => readConfig({ ...good, MAIL_FROM: 'a@x, b@x' }), /MAIL_FROM/);
    assert.equal(readConfig(good).mail!.from, 'portal@portal.example');
    assert.equal(readConfig(good).port, 4400);
    for (const cap of ['0', '-1', '1.5', 'many'])
      assert.throws(() => readConfig({ ...good, MAIL_PER_MINUTE: cap }), /MAIL_PER_MINUTE/, cap);
    const caps = { MAIL_PER_MINUTE: '600', MAIL_PER_MINUTE_AND_DOMAIN: '30' };
    assert.deepEqual(readConfig({ ...good, ...caps }).mail!.caps, {
      perMinute: 600,
      perMinuteAndDomain: 30,
    });
    assert.throws(() => Object.assign(readConfig(good), { port: 1 }), /read only/);
  });
});

test('a database on another machine is reached over TLS alone', () => {
  const settings = {
    PUBLIC_URL: 'https://portal.example',
    SMTP_URL: 'smtps://relay.example:465',
  };
  const plain = [
    'postgres://u:p@db.example/x',
    'postgres://u:p@db/x?sslmode=disable',
    'postgresql://u:p@10.0.0.1/x?sslmode=prefer',
    'postgres://u:p@db/x?sslmode=no-verify',
    'postgres://u:p@localhost/x?host=db.example',
    'postgres://u:p@localhost.example/x',
    'postgres://u:p@[2001:db8::1]/x',
  ];
  const safe = [
    'postgres://u:p@db.example/x?sslmode=verify-full',
    'postgres://u:p@db.example/x?sslmode=require&sslrootcert=ca.pem',
    'postgres://u:p@localhost/x',
    'postgres://u:p@127.0.0.1:5433/x',
    'postgres://u:p@[::1]/x',
    'postgres://u:p@%2Fvar%2Frun%2Fpostgresql/x',
    'postgres:///x?host=/var/run/postgresql',
    'postgres:///x',
  ];
  for (const DATABASE_URL of plain) {
    assert.throws(() => readConfig({ ...settings, DATABASE_URL }), /DATABASE_URL: .*sslmode/);
    assert.throws(() => adminDatabase({ DATABASE_URL }), /DATABASE_URL: .*sslmode/);
    const names = { DATABASE_OWNER_URL: DATABASE_URL };
    assert.throws(() => adminDatabase(names), /DATABASE_OWNER_URL: .*sslmode/);
  }
  for (const DATABASE_URL of safe) {
    assert.equal(
      (readConfig({ ...settings, DATABASE_URL }).database as { url: string }).url,
      DATABASE_URL,
    );
    assert.deepEqual(adminDatabase({ DATABASE_URL }), { url: DATABASE_URL });
  }
  assert.throws(
    () => readConfig({ ...settings, DATABASE_URL: 'postgres:///x', PGHOST: 'db.example' }),
    /sslmode/,
  );
});

describe('a data folder', () => {
  test('has one holder; a dead one’s lock is taken over', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'portico-lock-')), 'db');
    const unlock = await lockFolder(folder);
    const lock = new URL('../../server/db/folder-lock.ts', import.meta.url).href;
    const other = spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      `import { lockFolder } from '${lock}'; await lockFolder(${JSON.stringify(folder)});`,
    ]);
    assert.match(other.stderr.toString(), new RegExp(`in use by process ${process.pid}`));
    unlock();
    writeFileSync(`${folder}.lock`, '1 123456');
    (await lockFolder(folder))();
    writeFileSync(`${folder}.lock`, '999999 1');
    (await lockFolder(folder))();
  });
});
