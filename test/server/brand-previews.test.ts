// Mails, documents and pages in the look that is worked on: looked at, and mailed to oneself, before anybody else gets them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import type { BrandDraft } from '#contract/branding';
import { sampleMails } from '#contract/branding-words';
import type { MailPreview } from '#contract/brand-previews';
import { locales } from '#contract/locales';
import type { PersonPermission } from '#contract/permissions';
import type { MailTest } from '#contract/settings';
import { refusal, type Api } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { Mailbox } from '../support/mailbox.ts';
import { readPdf } from '../support/pdf-reader.ts';
import { startMailedPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

let running: TestPortal & { mailbox: Mailbox };
let editor: Api;
before(async () => {
  running = await startMailedPortal();
  editor = await staffSession(running, 'marca', { permissions: ['branding.manage'] });
});
after(() => running.close());

const save = async (api: Api, change: object) => {
  const { version, look } = (await api<BrandDraft>('GET /branding-draft')).body;
  const { logos: _, ...body } = look;
  return api<BrandDraft>('PUT /branding-draft', { body: { ...body, ...change, version } });
};
const preview = (api: Api, body: object) => api<MailPreview>('POST /mail-previews', { body });
const textOf = ({ subject, heading, blocks }: MailPreview) =>
  JSON.stringify([subject, heading, blocks]);

describe('mails that are looked at', () => {
  test('are written whole, each in each language, and open nothing', async () => {
    for (const mail of sampleMails)
      for (const locale of locales) {
        const { status, body, text } = await preview(editor, { mail, locale });
        assert.equal(status, 200, text);
        assert.ok(body.subject.length > 5 && body.blocks.length > 2, `${mail} ${locale}`);
        assert.doesNotMatch(textOf(body), /\{\{|mail\.|undefined|portal-access=/, mail);
      }
    const [{ links = 0, temporary = 0 } = {}] = await running.sql<{
      links: number;
      temporary: number;
    }>(
      `select (select count(*)::int from access_links) as links,
         (select count(*)::int from temporary_passwords) as temporary`,
    );
    assert.deepEqual([links, temporary], [0, 0]);
    assert.deepEqual(running.mailbox.all(), []);
  });

  test('have the words of the draft, which nobody else has yet', async () => {
    const saved = await save(editor, {
      strings: { es: { 'mail.reset.subject': 'Su clave, por favor' } },
    });
    assert.equal(saved.status, 200, saved.text);
    const { body } = await preview(editor, { mail: 'reset', locale: 'es' });
    assert.equal(body.subject, 'Su clave, por favor');
    assert.equal(body.to.name, 'marca');
  });

  test('are shown with the data of a contact within reach, and of no other', async () => {
    const [{ id } = { id: '' }] = await running.sql<{ id: string }>(
      `select id from contacts where external_id = 'C-1'`,
    );
    const permissions: PersonPermission[] = ['branding.manage', 'contacts.view'];
    const near = await staffSession(running, 'cerca', { permissions, customers: ['1002945'] });
    const far = await staffSession(running, 'lejos', { permissions, customers: ['1002946'] });
    const asked = { mail: 'invitation', locale: 'es', contact: id };
    const { body } = await preview(near, asked);
    assert.match(textOf(body), /CONTACTO C-1/);
    for (const api of [far, editor])
      assert.equal(refusal(await preview(api, asked)), '404 not_found');
  });

  test('take no blank that nothing fills, in two braces or one', async () => {
    for (const [text, blank] of [
      ['Hola {{cliente}}', 'cliente'],
      ['Hola {cliente}', '{cliente}'],
    ]) {
      const answer = await save(editor, { strings: { es: { 'mail.reset.lead': text } } });
      assert.equal(
        refusal(answer),
        '400 invalid_input strings.es.mail.reset.lead: text_blank',
        blank,
      );
    }
    const fits = { 'mail.reset.lead': 'Hola, {{brand}}' };
    assert.equal((await save(editor, { strings: { es: fits } })).status, 200);
  });
});

describe('a test of a mail', () => {
  test('goes to whoever asks for it, in the look of the draft, and to nobody else', async () => {
    const body = { mail: 'invitation', locale: 'pt' };
    assert.equal(refusal(await editor('POST /mail-tests', { body })), '409 own_mailbox_missing');
    await running.sql(`update identities set email = 'marca@norte.example' where name = 'marca'`);
    const saved = await save(editor, {
      strings: { pt: { 'mail.invitation.lead': 'Escolha a sua senha, com calma:' } },
      theme: { 'color-primary': ['#7a1fa2', '#d8a5f0'] },
    });
    assert.equal(saved.status, 200, saved.text);
    const started = await editor<MailTest>('POST /mail-tests', { body });
    assert.equal(started.status, 201, started.text);
    assert.equal(
      refusal(await editor('POST /mail-tests', { body: { ...body, to: 'x@y.example' } })),
      '400 invalid_input body.to: unknown_field',
    );
    const state = async () =>
      (await editor<MailTest>(`GET /mail-tests/${started.body.id}`)).body.state;
    await eventually(async () => (await state()) === 'accepted');
    const mail = await running.mailbox.next('marca@norte.example');
    assert.match(mail.text, /com calma/);
    assert.match(mail.html, /#7a1fa2/);
    assert.equal(mail.link, '');
    assert.deepEqual(
      running.mailbox.all().flatMap(({ to }) => to),
      ['marca@norte.example'],
    );
    const other = await staffSession(running, 'otra', { permissions: ['branding.manage'] });
    assert.equal(refusal(await other(`GET /mail-tests/${started.body.id}`)), '404 not_found');
  });
});

describe('a statement of made-up figures', () => {
  test('is a tagged PDF in the words of the draft', async () => {
    await save(editor, { strings: { es: { 'statement.title': 'Su cuenta con nosotros' } } });
    for (const [locale, title] of [
      ['es', 'Su cuenta con nosotros'],
      ['pt', 'Extrato'],
    ] as const) {
      const answer = await editor(`GET /branding-draft/statement?locale=${locale}`);
      assert.equal(answer.headers.get('content-type'), 'application/pdf');
      const pdf = await readPdf(answer.bytes);
      assert.ok(pdf.marked);
      assert.match(pdf.title, new RegExp(title));
      const text = pdf.pages.flatMap(({ runs }) => runs.map((run) => run.text)).join(' ');
      assert.match(text, /79[.,]176[.,]00/);
    }
  });
});

describe('the pages of the portal itself', () => {
  test('have the picture for the tab and the line at the foot, once they are published', async () => {
    const page = () => fetch(`${running.url}/v/norte/000`).then((answer) => answer.text());
    const icon = () => fetch(`${running.url}/v/norte/icon.png`);
    assert.doesNotMatch(await page(), /rel="icon"|<footer>/);
    assert.equal((await icon()).status, 404);
    const png = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    await save(editor, { footer: { es: 'Av. del Agua 5 <b>' }, theme: {}, strings: {} });
    const { version } = (await editor<BrandDraft>('GET /branding-draft')).body;
    const put = await editor<BrandDraft>('PUT /logos/favicon', {
      body: { version, content: png.toString('base64') },
    });
    assert.equal(put.status, 200, put.text);
    assert.equal((await icon()).status, 404, 'a draft is nobody else’s');
    await editor('POST /branding-draft/publication', { body: { version: put.body.version } });
    const shown = await page();
    assert.match(shown, /<link rel="icon" type="image\/png" href="\/v\/norte\/icon.png">/);
    assert.match(shown, /<footer>Av. del Agua 5 &lt;b&gt;<\/footer>/);
    const answer = await icon();
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/png']);
    assert.equal((await sharp(await answer.arrayBuffer()).metadata()).format, 'png');
  });
});
