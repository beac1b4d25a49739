// What strangers would put into a look: values, pictures and texts. Each is refused or defused.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import type { BrandDraft } from '#contract/branding';
import { contrastFaults } from '#contract/colour';
import type { RichNode } from '#contract/rich-text';
import { themeTokenTypes } from '#contract/tokens';
import { AppError } from '../../server/http/app-error.ts';
import { toRichText } from '../../server/features/tenants/rich-text.ts';
import { baseTheme, checkTokens, parseTheme } from '../../server/features/tenants/theme.ts';
import { toBrandPicture } from '../../server/output/picture.ts';
import { refusal, type Api } from '../support/api.ts';
import { hostileTexts, hostileValues } from '../support/hostile.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const names = Object.keys(themeTokenTypes);

describe('500 values of themes', () => {
  const values = hostileValues();

  test('are refused for whichever token they are given, as texts and in a file', () => {
    assert.ok(values.length >= 400, String(values.length));
    let tried = 0;
    for (const value of values)
      for (const name of names) {
        const colour = name.startsWith('color-');
        // The one colour that may be seen through, and numbers that are only odd, are no harm.
        if (name === 'color-backdrop' && /^#[\da-f]{8}$/.test(value)) continue;
        if (name.startsWith('font-family') && /^[a-z]\w*$/i.test(value)) continue;
        tried++;
        assert.equal(checkTokens({ [name]: value }).faults.length, 1, `${name}: ${value}`);
        if (colour) {
          const pair = checkTokens({ [name]: ['#ffffff', value] });
          assert.deepEqual([pair.theme, pair.faults.length], [{}, 1], `${name}: ${value}`);
        }
        const [group, ...rest] = name.split('-');
        const token = { $value: value };
        const file = { [group!]: rest.length > 0 ? { [rest.join('-')]: token } : token };
        assert.equal(parseTheme(file).faults.length, 1, `${name}: ${value} in a file`);
      }
    assert.ok(tried > 500);
  });

  test('of any form are refused: objects, lists and names that are no tokens', () => {
    const odd: unknown[] = [null, true, [], {}, ['#fff'], [['#fff', '#fff'], '#fff'], { value: 1 }];
    for (const value of odd) {
      const { theme } = checkTokens({ 'color-text': value });
      assert.ok(theme['color-text'] === undefined || value === odd[4], JSON.stringify(value));
    }
    for (const name of ['__proto__', 'constructor', 'color', 'color-text;', '--portal-color-text'])
      assert.equal(parseTheme(JSON.parse(`{"${name}":{"$value":"#fff"}}`)).faults.length, 1, name);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) as unknown;
    assert.equal(parseTheme(deep).faults.length, 1);
  });

  test('that are too large or too small for their token are refused, and the border is the bound', () => {
    const cases: [string, string, boolean][] = [
      ['font-size', '12px', true],
      ['font-size', '11.9px', false],
      ['font-size', '1.5em', true],
      ['font-size', '1.6rem', false],
      ['inset', '81px', false],
      ['control-height', '0px', false],
      ['focus-width', '0px', false],
      ['line-height', '0', false],
      ['heading-scale', '99', false],
      ['radius-small', '-1px', false],
      ['duration', '9999ms', false],
    ];
    for (const [name, value, fits] of cases)
      assert.equal(checkTokens({ [name]: value }).faults.length === 0, fits, `${name} ${value}`);
    assert.deepEqual(contrastFaults(baseTheme()), []);
  });
});

const svg = (content: string, attributes = 'viewBox="0 0 100 40"', before = '') =>
  Buffer.from(
    `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${content}</svg>`,
  );
const shape = '<rect width="60" height="20" fill="#0a6c8c"/>';

/** A PNG that says it is so large. */
function pngOf(width: number, height: number, data = deflateSync(Buffer.alloc(1000))): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** What becomes of a picture: its code, or `defused` where only its pixels are left. */
const defused = 'defused';
async function pictures(): Promise<[name: string, bytes: Buffer, expected: string][]> {
  const frame = { width: 64, height: 32, channels: 4, background: '#0a6c8c' } as const;
  const plain = sharp({ create: frame });
  const [png, jpeg, webp, gif, tiff] = await Promise.all([
    plain.clone().png().toBuffer(),
    plain.clone().jpeg().toBuffer(),
    plain.clone().webp().toBuffer(),
    plain.clone().gif().toBuffer(),
    plain.clone().tiff().toBuffer(),
  ]);
  const frames = await Promise.all(
    ['#000000', '#ffffff'].map((background) =>
      sharp({ create: { ...frame, background } })
        .png()
        .toBuffer(),
    ),
  );
  const moving = await sharp(frames, { join: { animated: true } })
    .webp()
    .toBuffer();
  const lol = `<!DOCTYPE svg [<!ENTITY a "lol">${'bcdefgh'
    .split('')
    .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefg'[i]};`.repeat(10)}">`)
    .join('')}]>`;
  const nested = Array.from(
    { length: 60 },
    (_, i) =>
      `<g id="g${i}">${i === 0 ? shape : `<use href="#g${i - 1}"/><use href="#g${i - 1}"/>`}</g>`,
  ).join('');
  return [
    ['a script in a drawing', svg(`<script>alert(1)</script>${shape}`), defused],
    ['a handler in a drawing', svg(`<rect onload="alert(1)" width="9" height="9"/>`), defused],
    ['a handler at its root', svg(shape, 'viewBox="0 0 9 9" onload="alert(1)"'), defused],
    [
      'HTML in a drawing',
      svg(`<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>${shape}`),
      defused,
    ],
    [
      'a picture from elsewhere',
      svg(`<image href="https://evil.example/x.png" width="9" height="9"/>${shape}`),
      defused,
    ],
    [
      'a file of the machine',
      svg(`<image xlink:href="file:///etc/passwd" width="9" height="9"/>${shape}`),
      defused,
    ],
    ['a link that runs', svg(`<a href="javascript:alert(1)">${shape}</a>`), defused],
    [
      'a style sheet from elsewhere',
      svg(`<style>@import url(//evil.example/x.css);</style>${shape}`),
      defused,
    ],
    [
      'a drawing from elsewhere',
      svg(`<use href="https://evil.example/x.svg#a"/>${shape}`),
      defused,
    ],
    [
      'an animation',
      svg(`<rect width="9" height="9"><animate attributeName="x" to="9"/></rect>`),
      defused,
    ],
    [
      'a style sheet of its own',
      svg(shape, 'viewBox="0 0 9 9"', '<?xml-stylesheet href="//evil.example/x.css"?>'),
      defused,
    ],
    [
      'a document type without entities',
      svg(shape, 'viewBox="0 0 9 9"', '<!DOCTYPE svg>'),
      defused,
    ],
    [
      'entities within entities',
      svg('<text>&h;</text>', 'viewBox="0 0 9 9"', lol),
      'picture_unsafe',
    ],
    [
      'an entity of a file',
      svg(
        '<text>&x;</text>',
        'viewBox="0 0 9 9"',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
      ),
      'picture_unsafe',
    ],
    [
      'an entity from elsewhere',
      svg(
        '<text>&x;</text>',
        'viewBox="0 0 9 9"',
        '<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://evil.example/x.dtd"> %x;]>',
      ),
      'picture_unsafe',
    ],
    ['shapes within shapes', svg(nested), 'picture_unsafe'],
    ['many elements', svg('<g/>'.repeat(6_000)), 'picture_unsafe'],
    [
      'many filters',
      svg('<filter id="f"><feGaussianBlur stdDeviation="999"/></filter>'.repeat(50)),
      'picture_unsafe',
    ],
    ['a drawing of many bytes', svg(`<!--${'x'.repeat(600_000)}-->`), 'picture_too_large'],
    [
      'a drawing of a kilometre',
      svg(shape, 'width="9999999" height="9999999"'),
      'picture_too_large',
    ],
    ['a drawing without a size', svg(shape, 'width="0" height="0"'), 'picture_unreadable'],
    ['a drawing cut off', svg(shape).subarray(0, 120), 'picture_unreadable'],
    [
      'a drawing in no UTF-8',
      Buffer.concat([svg(shape), Buffer.from([0xff, 0xfe])]),
      'picture_unreadable',
    ],
    ['a packed drawing', gzipSync(svg(shape)), 'picture_type'],
    ['a flood of pixels', pngOf(60_000, 60_000), 'picture_too_large'],
    ['a flood in one line', pngOf(90_000_000, 1), 'picture_too_large'],
    ['a size of nothing', pngOf(0, 10), 'picture_unreadable'],
    ['pixels that are not there', pngOf(500, 500), 'picture_unreadable'],
    ['a PNG cut off', png.subarray(0, png.length - 30), 'picture_unreadable'],
    [
      'a PNG with its sum wrong',
      Buffer.concat([png.subarray(0, 20), Buffer.from([9]), png.subarray(21)]),
      'picture_unreadable',
    ],
    [
      'a PNG with an archive behind it',
      Buffer.concat([png, Buffer.from('PK\x03\x04evil')]),
      defused,
    ],
    [
      'a PNG with a page behind it',
      Buffer.concat([png, Buffer.from('<script>alert(1)</script>')]),
      defused,
    ],
    ['a JPEG cut off', jpeg.subarray(0, 150), 'picture_unreadable'],
    ['a WebP cut off', webp.subarray(0, 30), 'picture_unreadable'],
    ['a WebP that moves', moving, 'picture_animated'],
    ['a GIF', gif, 'picture_type'],
    ['a GIF that is a program', Buffer.from('GIF89a=1;alert(1)'), 'picture_type'],
    ['a TIFF', tiff, 'picture_type'],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'picture_type'],
    ['a document', Buffer.from('%PDF-1.7\n'), 'picture_type'],
    ['nothing', Buffer.alloc(0), 'picture_type'],
    ['a program', Buffer.from('MZ\x90\0'), 'picture_type'],
    [
      'more bytes than a logo has',
      Buffer.concat([png, Buffer.alloc(5_000_000)]),
      'picture_too_large',
    ],
  ];
}

describe('40 logos', () => {
  test('are refused with a code of their own, or only their pixels are left', async () => {
    const all = await pictures();
    assert.ok(all.length >= 40);
    for (const [name, bytes, expected] of all) {
      const outcome = await toBrandPicture(bytes, 'light').catch((error: unknown) => error);
      if (outcome instanceof Error) {
        assert.ok(outcome instanceof AppError, `${name}: ${outcome.stack}`);
        assert.equal(outcome.code, expected, name);
        continue;
      }
      assert.equal(defused, expected, name);
      const { content, width, height } = outcome as Awaited<ReturnType<typeof toBrandPicture>>;
      assert.ok(width <= 640 && height <= 160 && width * height > 0, name);
      const { format, exif, xmp, icc } = await sharp(content).metadata();
      assert.deepEqual([format, exif, xmp, icc], ['png', undefined, undefined, undefined], name);
      assert.doesNotMatch(content.toString('latin1'), /alert|evil/, name);
    }
  });
});

describe('60 texts', () => {
  const texts = hostileTexts();
  const kinds = new Set(['text', 'br', 'p', 'h2', 'h3', 'ul', 'ol', 'li', 'strong', 'em', 'link']);
  const all = (nodes: RichNode[]): RichNode[] =>
    nodes.flatMap((node) => ['children' in node ? all(node.children) : [], node].flat());

  test('become trees of what is on the list, with links that lead to pages, mailboxes and telephones', () => {
    assert.ok(texts.length >= 60);
    for (const text of texts) {
      for (const node of all(toRichText(text))) {
        assert.ok(kinds.has(node.type), `${node.type} of ${text.slice(0, 60)}`);
        if (node.type === 'link') assert.match(node.href, /^(https:\/\/|mailto:|tel:)/);
      }
    }
    const links = all(toRichText('[a](https://x.example) [b](mailto:a@x.example) [c](tel:+52)'));
    assert.equal(links.filter(({ type }) => type === 'link').length, 3);
  });

  test('hold nobody up', () => {
    for (const text of texts) {
      const started = process.cpuUsage();
      toRichText(text.slice(0, 20_000));
      const { user } = process.cpuUsage(started);
      assert.ok(user < 1_500_000, `${user} µs for ${text.slice(0, 20)}`);
    }
  });
});

describe('over the API', () => {
  let running: TestPortal;
  let editor: Api;
  before(async () => {
    running = await startPortal();
    editor = await staffSession(running, 'marca', { permissions: ['branding.manage'] });
  });
  after(() => running.close());

  test('none of them comes in', async () => {
    const { look, version } = (await editor<BrandDraft>('GET /branding-draft')).body;
    const { logos: _, ...body } = look;
    const values = hostileValues();
    for (let i = 0; i < values.length; i += 12) {
      const theme = { 'color-text': [values[i], '#ffffff'], 'font-family': values[i] };
      const answer = await editor('PUT /branding-draft', { body: { ...body, theme, version } });
      assert.match(refusal(answer), /^400 invalid_input/, values[i]);
    }
    const refused = (await pictures()).filter(([, , expected]) => expected !== defused);
    for (const [name, bytes, expected] of refused.slice(-12, -1)) {
      const answer = await editor('PUT /logos/light', {
        body: { version, content: bytes.toString('base64') },
      });
      assert.match(refusal(answer), new RegExp(`^422 ${expected}|^400`), name);
    }
    assert.equal((await editor<BrandDraft>('GET /branding-draft')).body.version, version);
  });

  test('a picture comes into the draft alone, and goes', async () => {
    const { version } = (await editor<BrandDraft>('GET /branding-draft')).body;
    const put = await editor<BrandDraft>('PUT /logos/favicon', {
      body: { version, content: svg(shape).toString('base64') },
    });
    assert.equal(put.status, 200, put.text);
    const { favicon } = put.body.look.logos;
    // The blank around the shape is gone.
    assert.deepEqual([favicon?.width, favicon?.height], [96, 32]);
    assert.equal((await editor(`GET /logo?id=${favicon!.id}`)).status, 200);
    assert.equal(put.body.published.logos.favicon, undefined);
    const gone = await editor<BrandDraft>(`DELETE /logos/favicon?version=${put.body.version}`);
    assert.deepEqual(gone.body.changes, []);
  });
});
