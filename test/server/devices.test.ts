// Guessing is slowed down, nobody is locked out, and a new browser is told of.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { refusal, visitor, type Answer } from '../support/api.ts';
import { password } from '../support/fixtures.ts';
import { type Mailbox } from '../support/mailbox.ts';
import { startMailedPortal } from '../support/portal.ts';

let running: Awaited<ReturnType<typeof startMailedPortal>>;
let box: Mailbox;
before(async () => {
  // Behind a proxy of its own, so that each call may come from somewhere else.
  running = await startMailedPortal({ proxies: 1 });
  box = running.mailbox;
});
after(() => running.close());

type From = { ip?: string; cookie?: string; agent?: string };
const signIn = (login: string, secret: string, { ip, cookie, agent }: From = {}): Promise<Answer> =>
  visitor(running.url)('POST /sessions', {
    body: { login, password: secret },
    headers: {
      'X-Forwarded-For': ip ?? '192.0.2.1',
      'User-Agent':
        agent ?? 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      Cookie: cookie ?? '',
    },
  });
const deviceOf = ({ headers }: Answer) =>
  headers.getSetCookie().find((cookie) => cookie.startsWith('__Host-portal-device-norte='))!;

describe('guessing', () => {
  test('from 20 networks keeps the owner neither out of a browser that is known nor of another', async () => {
    const cookie = deviceOf(await signIn('todo', password)).split(';')[0]!;
    const refusals: string[] = [];
    for (let i = 0; i < 110; i++)
      refusals.push(
        refusal(await signIn('todo', 'adivina adivinador', { ip: `198.51.100.${i % 20}` })),
      );
    assert.ok(refusals.filter((text) => text.startsWith('401')).length <= 120);
    const elsewhere = { ip: '203.0.113.7' };
    assert.equal((await signIn('todo', password, elsewhere)).status, 201);
    assert.equal((await signIn('todo', password, { ...elsewhere, cookie })).status, 201);
    assert.equal((await signIn('sinmontos', password, elsewhere)).status, 201, 'another account');
  });

  test('on the known browser itself is slowed down as well', async () => {
    const cookie = deviceOf(await signIn('propios', password)).split(';')[0]!;
    const answers = [];
    for (let i = 0; i < 21; i++) answers.push(await signIn('propios', 'no es esta', { cookie }));
    assert.equal(refusal(answers.at(-1)!), '429 too_many_attempts');
  });

  test('with somebody else’s known browser counts as unknown', async () => {
    const cookie = deviceOf(await signIn('sinmontos', password, { ip: '192.0.2.9' })).split(
      ';',
    )[0]!;
    const answers = [];
    for (let i = 0; i < 9; i++)
      answers.push(await signIn('grupo', 'no es esta', { cookie, ip: '192.0.2.9' }));
    assert.equal(refusal(answers.at(-1)!), '429 too_many_attempts');
  });

  test('many names from one network is slowed down', async () => {
    const answers = [];
    for (let i = 0; i < 125; i++)
      answers.push(await signIn(`nadie${i}`, 'x', { ip: '192.0.2.77' }));
    assert.equal(refusal(answers.at(-1)!), '429 too_many_attempts');
    assert.ok(Number(answers.at(-1)!.headers.get('retry-after')) > 0);
  });

  test('asking for many new passwords from one network is slowed down', async () => {
    const ask = (i: number) =>
      visitor(running.url)('POST /password-resets', {
        body: { login: `nadie${i}` },
        headers: { 'X-Forwarded-For': '192.0.2.78' },
      });
    const answers = [];
    for (let i = 0; i < 31; i++) answers.push(await ask(i));
    assert.deepEqual([answers[29]!.status, refusal(answers[30]!)], [204, '429 too_many_attempts']);
  });
});

describe('a browser', () => {
  test('is remembered by a cookie no script can read', async () => {
    assert.match(
      deviceOf(await signIn('vecino', password)),
      /^__Host-portal-device-norte=[\w-]{43}; Path=\/; Max-Age=34560000; Secure; HttpOnly; SameSite=None; Partitioned$/,
    );
  });

  test('that is new is told of by mail; the first, a known one and one that drops cookies are not', async () => {
    await running.sql(
      `insert into department_contacts (tenant_id, kind, phone, extension, mailbox)
       select id, 'customer_service', '+52 81 5550 0100', '7', 'servicio@norte.example'
       from tenants where slug = 'norte'`,
    );
    const count = () => box.all().filter(({ to }) => to.includes('c-3@norte.example')).length;
    const first = { ip: '192.0.2.50' };
    const cookie = deviceOf(await signIn('nada', password, first)).split(';')[0]!;
    await signIn('nada', password, first);
    await signIn('nada', password, { ip: '192.0.2.51', cookie });
    const chrome =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
    await signIn('nada', password, { ip: '203.0.113.99', agent: chrome });
    const mail = await box.next('c-3@norte.example');
    assert.equal(mail.subject, 'Nuevo ingreso al Portal de Clientes');
    assert.match(mail.text, /Chrome, Windows/);
    assert.match(mail.text, /de noviembre de|de \w+ de 20\d\d/);
    assert.match(
      mail.text,
      /Atención a clientes: \+52 81 5550 0100 ext\. 7 · servicio@norte\.example/,
    );
    const links = [...mail.html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href!);
    assert.ok(links.includes('tel:+528155500100;ext=7'));
    assert.ok(links.includes('mailto:servicio@norte.example'));
    // What is to be done is done there.
    assert.ok(links.some((href) => href.startsWith('http')));
    assert.equal(count(), 1);
  });
});

test('a thousand tries at known and unknown names get one answer', async () => {
  const answers = new Set<string>();
  const known = ['todo', 'sinmontos', 'nada', 'propios', 'grupo', 'vecino'];
  for (let i = 0; i < 40; i++) {
    for (const login of [known[i % known.length]!, `nadie-${i}`]) {
      const { status, text, headers } = await signIn(login, 'x', { ip: `203.0.113.${100 + i}` });
      if (status === 429) continue;
      const body = text.replace(/"requestId":"[^"]*"/, '');
      answers.add(JSON.stringify([status, body, [...headers.keys()].toSorted()]));
    }
  }
  assert.equal(answers.size, 1, [...answers].join('\n'));
});
