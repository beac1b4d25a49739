// Letters as they are drawn: safe whatever stands in them, and legible wherever they are read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readTheme } from '../../server/features/tenants/theme.ts';
import { mailboxOf } from '../../server/output/mail-address.ts';
import { drawLetter } from '../../server/output/letter.ts';
import type { Block, Letter } from '../../server/output/mail.ts';

const theme = (name: string) =>
  readTheme(
    JSON.parse(readFileSync(new URL(`../../themes/${name}.json`, import.meta.url), 'utf8')),
  );
const letter = (more: Partial<Letter> = {}): Letter => ({
  locale: 'es',
  subject: 'Reseteo de contraseña',
  heading: 'Reseteo de contraseña Usuario Portal de Clientes',
  blocks: [
    { kind: 'paragraph', text: 'Estimado cliente:' },
    { kind: 'list', items: ['Pedidos', 'Precios'] },
    { kind: 'facts', rows: [{ label: 'Usuario', value: 'compras' }] },
    { kind: 'action', label: 'Entrar', href: 'https://portal.example/?a=1&b=2#c' },
    { kind: 'lines', lines: ['Cobranza', 'Tel. +52 00 0000 9000'] },
    { kind: 'note', text: 'Nota: no responder.' },
  ],
  ...more,
});
const draw = (more?: Partial<Letter>, look = { name: 'Aquavelia', theme: theme('aqua') }) =>
  drawLetter({ letter: letter(more), look });

describe('a letter', () => {
  test('reads the same as text', () => {
    assert.equal(
      draw().text,
      `Reseteo de contraseña Usuario Portal de Clientes

Estimado cliente:

- Pedidos
- Precios

Usuario: compras

Entrar:
https://portal.example/?a=1&b=2#c

Cobranza
Tel. +52 00 0000 9000

Nota: no responder.

Aquavelia
`,
    );
  });

  test('leads to telephones and mailboxes', () => {
    const { html, text } = draw({
      blocks: [
        {
          kind: 'paragraph',
          text: 'Dudas al 81 5550 0199 ext. 2 <hoy>.',
          reach: { phone: '81 5550 0199', extension: '2' },
        },
        {
          kind: 'lines',
          lines: ['Cobranza', 'cobranza+mx@tanques.example', 'Tel. +52 (81) 5550-0199'],
          reach: { phone: '+52 (81) 5550-0199', mailbox: 'cobranza+mx@tanques.example' },
        },
      ],
    });
    for (const link of [
      'href="tel:8155500199;ext=2"',
      'href="tel:+528155500199"',
      'href="mailto:cobranza%2Bmx@tanques.example"',
    ])
      assert.ok(html.includes(link), link);
    assert.match(html, />81 5550 0199<\/a> ext\. 2 &lt;hoy&gt;\.<\/p>/);
    assert.match(html, />cobranza\+mx@tanques\.example<\/a><br>Tel\. <a /);
    assert.ok(text.includes('cobranza+mx@tanques.example\nTel. +52 (81) 5550-0199'));
    assert.ok(!text.includes('tel:'));
  });

  test('seeks no telephone within the address of a mailbox', () => {
    const reach = { phone: '5550199', mailbox: '5550199@tanques.example' };
    const { html } = draw({
      blocks: [{ kind: 'lines', lines: ['5550199@tanques.example', 'Tel. 5550199'], reach }],
    });
    assert.match(html, /href="mailto:5550199@tanques\.example"[^>]*>5550199@tanques\.example<\/a>/);
    assert.match(html, /Tel\. <a class="link" href="tel:5550199"[^>]*>5550199<\/a>/);
  });

  test('says its language, wears the theme in light and dark, and fetches nothing', () => {
    const { html } = draw({ locale: 'pt' });
    const colours = theme('aqua')['color-primary'] as [string, string];
    assert.match(html, /^<!doctype html>\n<html lang="pt">/);
    assert.match(html, /<meta name="color-scheme" content="light dark">/);
    assert.ok(html.includes(`background:${colours[0]}`));
    assert.ok(html.split('prefers-color-scheme:dark')[1]!.includes(`background:${colours[1]}`));
    assert.match(html, /max-width:600px/);
    assert.match(html, />Cobranza<br>Tel\. \+52 00 0000 9000<\/p>/);
    assert.doesNotMatch(html, /<img|<link|<script|@import|url\(|src=/i);
  });

  test('shows the logo that comes with it: a name in letters alone, any other beside the name', () => {
    const of = (width: number, height: number) => {
      const logo = { cid: 'logo.1@portico', content: new Uint8Array(), width, height };
      const look = { name: 'Agua & Sal', theme: theme('aqua') };
      return drawLetter({ letter: letter(), look, logo }).html;
    };
    const wordmark = of(640, 120);
    assert.match(
      wordmark,
      /<img src="cid:logo\.1@portico" alt="Agua &amp; Sal" width="235" height="44"/,
    );
    assert.equal(wordmark.split('Agua &amp; Sal').length, 2);
    const sign = of(160, 160);
    assert.match(
      sign,
      /<img [^>]*alt="" width="44" height="44"[^>]*>&nbsp;&nbsp;Agua &amp; Sal<\/td>/,
    );
    // Made for light ground: no rule for dark ground reaches what it lies on.
    const [ground = ''] = (theme('aqua')['color-background'] ?? []) as string[];
    for (const html of [wordmark, sign])
      assert.ok(/<td class="line"[^>]*>/.exec(html)?.[0].includes(`background:${ground || '#'}`));
  });

  test('shows its one link as a button and as a bare address', () => {
    const href = 'https://portal.example/?a=1&amp;b=2#c';
    assert.equal(draw().html.split(`href="${href}"`).length, 3);
    assert.ok(draw().html.includes(`>${href}</a>`));
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'ftp://x.example', 'nothing'])
      assert.throws(() => draw({ blocks: [{ kind: 'action', label: 'x', href: bad }] }), bad);
  });

  test('lets no text become markup, whatever it is', () => {
    const texts = fc.string({ unit: fc.constantFrom(...`<>"'&;/=a \n\r\0`) });
    const tags = (html: string) => html.match(/<[^>]*>/g)?.length;
    fc.assert(
      fc.property(texts, (text) => {
        const blocks = (of: string): Block[] => [
          { kind: 'paragraph', text: of },
          { kind: 'lines', lines: [of, of] },
          { kind: 'list', items: [of] },
          { kind: 'facts', rows: [{ label: of, value: of }] },
          { kind: 'action', label: of, href: 'https://x.example/' },
          { kind: 'note', text: of },
        ];
        const drawn = (of: string) =>
          draw(
            { heading: of, subject: of, blocks: blocks(of) },
            { name: of, theme: theme('zambe') },
          );
        assert.equal(tags(drawn(text).html), tags(drawn('plain').html));
        assert.doesNotMatch(drawn(text).subject, /[\r\n\0]/);
      }),
    );
  });

  test('takes from a theme only what is a value of its kind', () => {
    const { html } = draw(
      {},
      {
        name: 'x',
        theme: {
          'color-primary': 'red;background:url(https://evil.example)',
          'font-family': '"><script>',
          'radius-medium': '2em',
        },
      },
    );
    assert.doesNotMatch(html, /evil|script|2em/);
    assert.match(html, /border-radius:6px/);
  });
});

test('a mailbox is plain, or none', () => {
  const hostile = fc.string({ unit: fc.constantFrom(...`ab@.,;:<>"()[] \r\n\0ñ-`) });
  fc.assert(
    fc.property(hostile, (address) => {
      const box = mailboxOf({ name: null, address });
      if (box) assert.match(box.address, /^[a-z.-]+@[a-z\d.-]+$/);
    }),
    { numRuns: 2_000 },
  );
  assert.equal(mailboxOf({ name: 'a\r\nb', address: 'a@b.example' })!.name, 'a b');
});
