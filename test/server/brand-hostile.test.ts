// What strangers would put into a look: values, pictures and texts. Each is refused or defused.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import type { BrandDraft } from '#contract/branding';
import { contrastFaults } from '#contract/colour';
import type { RichNode } from '#contract/rich-text';
import { themeTokenTypes } from '#contract/tokens';
import { AppError } from '../../server/http/app-error.ts';
import { toRichText } from '../../server/records/rich-text.ts';
import { baseTheme, checkTokens, parseTheme } from '../../server/features/tenants/theme.ts';
import { toBrandPicture } from '../../server/output/picture.ts';
import { refusal, type Api } from '../support/api.ts';
import { hostileTexts, hostileValues } from '../support/hostile.ts';
import { defused, hostilePictures, shape, svg } from '../support/hostile-pictures.ts';
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

describe('40 logos', () => {
  test('are refused with a code of their own, or only their pixels are left', async () => {
    const all = await hostilePictures();
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
    const refused = (await hostilePictures()).filter(([, , expected]) => expected !== defused);
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
