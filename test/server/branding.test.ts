// The look of a tenant: worked on as a draft, held against its rules, published, scheduled and taken back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { BrandDraft, BrandVersion } from '#contract/branding';
import { contrast, contrastFaults, nearestPassing, toOklch, withRole } from '#contract/colour';
import type { Problem } from '#contract/errors';
import type { Tenant, ThemeTokens } from '#contract/portal';
import { themeRoles } from '#contract/tokens';
import { parseTheme, readTheme, toDesignTokens } from '../../server/features/tenants/theme.ts';
import { doDue } from '../../server/housekeeping.ts';
import { createScope } from '../../server/db/scope.ts';
import { refusal, visitor, type Api } from '../support/api.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { staffSession } from '../support/staff.ts';

const file = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../themes/${name}.json`, import.meta.url), 'utf8')) as object;
const [base, aqua, zambe] = [file('base'), file('aqua'), file('zambe')].map(
  (json) => parseTheme(json).theme,
) as [ThemeTokens, ThemeTokens, ThemeTokens];

let running: TestPortal;
let editor: Api;
before(async () => {
  running = await startPortal();
  editor = await staffSession(running, 'marca', { permissions: ['branding.manage'] });
});
after(() => running.close());

const draft = async () => (await editor<BrandDraft>('GET /branding-draft')).body;
const save = async (change: object) => {
  const { version, look } = await draft();
  const { logos: _, ...body } = look;
  return editor<BrandDraft>('PUT /branding-draft', { body: { ...body, ...change, version } });
};
const publish = async (at: string | null = null) =>
  editor<BrandVersion>('POST /branding-draft/publication', {
    body: { version: (await draft()).version, at },
  });
const history = async () =>
  (await editor<{ items: BrandVersion[] }>('GET /branding-versions')).body.items;
const undo = (id: string) =>
  editor<{ items: BrandVersion[] }>(`POST /branding-versions/${id}/undo`, { body: {} });
const seen = async () =>
  (await visitor(running.url)<{ tenant: Tenant }>('GET /portal')).body.tenant;

describe('the draft', () => {
  beforeEach(() => editor('DELETE /branding-draft'));

  test('is what holds until it is changed, and nobody else sees what is changed', async () => {
    const before = await draft();
    assert.deepEqual([before.changes, before.look], [[], before.published]);
    const saved = await save({ theme: aqua, footer: { es: 'Hecho con agua' } });
    assert.equal(saved.status, 200, saved.text);
    assert.deepEqual(saved.body.changes, ['colours', 'type', 'footer']);
    assert.deepEqual([saved.body.look.theme, saved.body.published], [aqua, before.published]);
    assert.deepEqual((await seen()).theme, before.published.theme);
    assert.equal((await seen()).footer.es, undefined);
    const thrown = await editor<BrandDraft>('DELETE /branding-draft');
    assert.deepEqual(thrown.body.look, before.published);
  });

  test('is not overwritten by who has seen an older one', async () => {
    const { version, look } = await draft();
    const { logos: _, ...body } = look;
    assert.equal((await save({ footer: { es: 'Primero' } })).status, 200);
    const late = await editor<Problem>('PUT /branding-draft', {
      body: { ...body, footer: { es: 'Segundo' }, version },
    });
    assert.equal(refusal(late), '409 record_changed');
    assert.equal((late.body.current as BrandDraft).look.footer.es, 'Primero');
    const body2 = { version, at: null };
    assert.equal(
      refusal(await editor('POST /branding-draft/publication', { body: body2 })),
      '409 record_changed',
    );
  });

  test('takes no text that there is not, nor a blank that nothing fills', async () => {
    const cases: [object, string][] = [
      [{ 'orders.nonsense': 'x' }, 'strings.es.orders.nonsense: unknown_text'],
      [{ 'mail.reset.lead': '{{password}}' }, 'strings.es.mail.reset.lead: text_blank'],
      [{ 'orders.title': '$t(orders.none)' }, 'strings.es.orders.title: text_command'],
    ];
    for (const [es, expected] of cases)
      assert.equal(refusal(await save({ strings: { es } })), `400 invalid_input ${expected}`);
    assert.equal((await save({ strings: { es: { 'orders.title': 'Lo mío' } } })).status, 200);
  });

  test('comes from a design-token file and leaves as one, held as strictly as a form', async () => {
    for (const theme of [aqua, zambe, base])
      assert.deepEqual(parseTheme(toDesignTokens(theme)), { theme, faults: [] });
    const tokens = file('zambe');
    const { version } = await draft();
    const taken = await editor<BrandDraft>('PUT /branding-draft/tokens', {
      body: { version, tokens },
    });
    assert.equal(taken.status, 200, taken.text);
    assert.deepEqual(taken.body.look.theme, zambe);
    const left = await editor('GET /branding-draft/tokens');
    assert.match(left.headers.get('content-disposition') ?? '', /norte\.tokens\.json/);
    assert.deepEqual(parseTheme(JSON.parse(left.text)).theme, zambe);
    const bad = await editor('PUT /branding-draft/tokens', {
      body: { version: taken.body.version, tokens: { color: { text: { $value: 'url(//x)' } } } },
    });
    assert.equal(refusal(bad), '400 invalid_input tokens.color-text: token_value');
  });
});

describe('a publication', () => {
  beforeEach(() => editor('DELETE /branding-draft'));

  test('shows everybody what was worked on, and can be taken back', async () => {
    const before = await seen();
    await save({
      theme: aqua,
      strings: { es: { 'orders.title': 'Sus pedidos' } },
      footer: { es: 'Aqua, siempre' },
      welcome: { es: '# Hola\n\nSea **bienvenido**: <script>alert(1)</script>' },
      terms: { version: '7', urls: {}, texts: { es: 'Sea [amable](https://x.example/).' } },
    });
    const published = await publish();
    assert.equal(published.status, 201, published.text);
    assert.deepEqual(published.body.by, { kind: 'staff', name: 'marca' });
    assert.deepEqual(published.body.changes, [
      'colours',
      'type',
      'texts',
      'welcome',
      'footer',
      'terms',
    ]);
    // Terms of a new version are to be accepted; who edits the look accepts them as everybody does.
    assert.equal(refusal(await editor('GET /branding-versions')), '403 terms_required');
    await editor('POST /terms-acceptances', { body: { version: '7' } });
    assert.deepEqual((await draft()).changes, []);
    const now = await seen();
    assert.deepEqual([now.theme, now.footer.es], [aqua, 'Aqua, siempre']);
    assert.deepEqual(now.terms, { version: '7', urls: {}, texts: ['es'] });
    assert.deepEqual(now.welcome.es, [
      { type: 'h2', children: [{ type: 'text', value: 'Hola' }] },
      {
        type: 'p',
        children: [
          { type: 'text', value: 'Sea ' },
          { type: 'strong', children: [{ type: 'text', value: 'bienvenido' }] },
          { type: 'text', value: ': ' },
          { type: 'text', value: '<script>' },
          { type: 'text', value: 'alert(1)' },
          { type: 'text', value: '</script>' },
        ],
      },
    ]);
    const terms = await visitor(running.url)<{ version: string }>('GET /terms?locale=es');
    assert.equal(terms.body.version, '7');
    assert.equal((await visitor(running.url)('GET /terms?locale=pt')).status, 404);
    const undone = await undo(published.body.id);
    assert.equal(undone.status, 200, undone.text);
    const { theme, strings, footer, terms: none } = await seen();
    assert.deepEqual(
      { theme, strings, footer, terms: none },
      {
        theme: before.theme,
        strings: before.strings,
        footer: before.footer,
        terms: before.terms,
      },
    );
    assert.equal(refusal(await undo(published.body.id)), '409 not_undoable');
  });

  test('is refused with every pair that cannot be read, and the nearest colour that can', async () => {
    const theme: ThemeTokens = { ...aqua, 'color-muted': ['#9fb4bd', '#9db8c1'] };
    await save({ theme });
    const answer = await publish();
    assert.match(refusal(answer), /^422 theme_contrast theme\.color-muted\.light: contrast/);
    const { errors = [] } = answer.body as unknown as Problem;
    const faults = contrastFaults({ ...base, ...theme });
    assert.equal(errors.length, faults.length);
    const { nearest } = errors[0]!.params as { nearest: string };
    for (const ground of ['background', 'surface', 'hover', 'selected', 'field'])
      assert.ok(contrast(nearest, theme[`color-${ground}`]![0]!) >= 4.5, ground);
    assert.notDeepEqual((await seen()).theme, theme);
    await save({ theme: { ...theme, 'color-muted': [nearest, '#9db8c1'] } });
    assert.equal((await publish()).status, 201);
  });

  test('holds from an instant on where it is scheduled, without anybody starting anything', async () => {
    const zone = 'America/Mexico_City';
    const local = (ms: number) =>
      new Date(ms).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T').slice(0, 16);
    const tomorrow = local(Date.now() + 86_400_000);
    for (const at of [local(Date.now() - 120_000), '2027-02-30T00:00', '2999-01-01T00:00'])
      assert.equal(refusal(await publish(at)), '400 invalid_input at: future_instant', at);
    for (const at of [
      '0000-01-01T00:00',
      '9999-12-31T23:59',
      '2030-13-01T00:00',
      '2030-01-01T25:00',
    ])
      assert.equal(refusal(await publish(at)), '400 invalid_input body.at: instant', at);
    const before = await seen();
    await save({ theme: zambe });
    const { body: waiting } = await publish(tomorrow);
    assert.equal(waiting.state, 'scheduled');
    assert.equal(local(Date.parse(waiting.holdsAt)), tomorrow);
    assert.deepEqual((await seen()).theme, before.theme);
    const pass = async (id: string) => {
      await running.sql(`update branding_versions set holds_at = now() where id = '${id}'`);
      await running.sql(`update tenants set look_due = now() where slug = 'norte'`);
    };
    await pass(waiting.id);
    // The first page that is opened brings it.
    assert.deepEqual((await seen()).theme, zambe);
    assert.equal((await history())[0]?.state, 'current');

    // And where no page is opened, the clock of the server does.
    await save({ theme: aqua });
    const { body: next } = await publish(tomorrow);
    await pass(next.id);
    await doDue(running.inScope ?? createScope(running.connection), (error) => {
      throw error;
    });
    const [{ theme } = { theme: null }] = await running.sql<{ theme: unknown }>(
      `select theme from tenants where slug = 'norte'`,
    );
    assert.deepEqual(theme, aqua);
  });

  test('has terms that say something', async () => {
    const { version, look } = await draft();
    const { logos: _, ...rest } = look;
    for (const terms of [
      { version: '9', urls: {}, texts: {} },
      { version: '9', urls: {}, texts: { es: ' \n ', pt: '' } },
    ]) {
      const answer = await editor('PUT /branding-draft', { body: { ...rest, version, terms } });
      assert.equal(refusal(answer), '400 invalid_input body.terms.urls: terms_nowhere');
    }
  });

  test('that is to come can be cancelled', async () => {
    await save({ footer: { es: 'Mañana' } });
    const { body: waiting } = await publish('2027-12-31T00:00');
    const { body } = await undo(waiting.id);
    assert.ok(!body.items.some(({ id }) => id === waiting.id));
    const [{ due } = { due: '' }] = await running.sql<{ due: string | null }>(
      `select look_due as due from tenants where slug = 'norte'`,
    );
    assert.equal(due, null);
  });

  test('of the command line is one of the same history', async () => {
    await running.portal.admin.setTenant('norte', {
      strings: { es: { 'stock.title': 'Almacén' } },
    });
    const [first] = await history();
    assert.deepEqual(
      [first?.by.kind, first?.changes, first?.state],
      ['operator', ['texts'], 'current'],
    );
    assert.equal((await draft()).look.strings.es?.['stock.title'], 'Almacén');
    await running.portal.admin.setTenant('norte', { name: 'Norte' });
    assert.equal((await history())[0]?.id, first?.id, 'a name is no look');
  });

  test('goes back into the draft from the history, which keeps 50 besides those to come', async () => {
    for (let i = 0; i < 55; i++) {
      await save({ footer: { es: `Pie ${i}` } });
      assert.equal((await publish()).status, 201);
    }
    const all = await history();
    assert.equal(all.length, 50);
    const { id } = all[3]!;
    const { version } = await draft();
    const restored = await editor<BrandDraft>(`POST /branding-versions/${id}/restoration`, {
      body: { version },
    });
    assert.deepEqual([restored.body.look.footer.es, restored.body.changes], ['Pie 51', ['footer']]);
    assert.equal((await seen()).footer.es, 'Pie 54');
  });
});

describe('colours', () => {
  const random = (seed: number) => () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const next = random(4820);
  const colour = () =>
    `#${Math.floor(next() * 0xffffff)
      .toString(16)
      .padStart(6, '0')}`;

  test('that are near enough keep their hue, and differ in lightness alone', () => {
    let found = 0;
    for (let i = 0; i < 300; i++) {
      const tokens = { ...base, 'color-link': [colour(), colour()] as [string, string] };
      const nearest = nearestPassing(tokens, 'color-link', 0);
      if (!nearest) continue;
      found++;
      for (const ground of ['color-background', 'color-hover'])
        assert.ok(contrast(nearest, base[ground]![0]!) >= 4.5);
      const [, chroma, hue] = toOklch(tokens['color-link'][0]);
      const [, kept, turned] = toOklch(nearest);
      if (chroma > 0.05 && kept > 0.05) {
        const turn = Math.abs(Math.atan2(Math.sin(hue - turned), Math.cos(hue - turned)));
        assert.ok(turn < 0.12, `${tokens['color-link'][0]} ${nearest} ${turn}`);
      }
    }
    assert.equal(found, 300);
  });

  test('of a role are enough for all that follows from it, at once', () => {
    for (const role of ['color-text', 'color-primary', 'color-link', 'color-muted'] as const)
      for (let i = 0; i < 40; i++)
        for (const side of [0, 1] as const) {
          const tokens = withRole(base, role, side, colour());
          const nearest = nearestPassing(tokens, role, side);
          if (!nearest) continue;
          const left = contrastFaults(withRole(tokens, role, side, nearest)).filter(
            (fault) => fault.side === side && [fault.front, fault.back].includes(role),
          );
          assert.deepEqual(left, [], `${role} ${nearest}`);
        }
  });

  test('that follow from a role can be read on what follows with them', () => {
    for (let i = 0; i < 300; i++) {
      const side = i % 2 === 0 ? 0 : 1;
      const theme = withRole(base, 'color-primary', side, colour());
      const faults = contrastFaults(theme).filter(({ front }) => front !== 'color-primary');
      assert.deepEqual(faults, [], JSON.stringify(theme['color-primary']));
    }
    for (const role of themeRoles) {
      const same = withRole(base, role, 0, base[role]![0]!);
      assert.deepEqual(contrastFaults(same), [], role);
    }
  });

  test('of the themes that come along pass', () => {
    for (const name of ['base', 'aqua', 'zambe']) readTheme(file(name), base);
  });
});
