import { aTimeout, expect } from '@open-wc/testing';
import fc from 'fast-check';
import { themeTokenTypes } from '#contract/tokens';
import { definePortal, type PortalLogin } from '../../widgets/index.ts';
import {
  addDays,
  formatDate,
  formatMoney,
  formatUnitPrice,
  today,
} from '../../widgets/core/index.ts';
import { createTranslator, loadCatalogue } from '../../widgets/core/i18n.ts';
import { ThemeSheet } from '../../widgets/core/theme.ts';
import { StandIn } from './stand-in.ts';
import { clear, find, mount, text, waitUntil } from './support.ts';

const es = { language: 'es', region: 'es-MX' } as const;
const pt = { language: 'pt', region: 'pt-BR' } as const;

describe('format', () => {
  it('writes money with symbol and code', () => {
    expect(formatMoney('29691.00', 'MXP', es)).to.equal('$29,691.00\u00a0MXN');
    expect(formatMoney('1234.56', 'BRL', pt)).to.equal('R$\u00a01.234,56');
    expect(formatMoney('1234.56', 'USD', pt)).to.equal('US$\u00a01.234,56');
    expect(formatMoney('-1234.56', 'USD', pt)).to.equal('\u2212US$\u00a01.234,56');
    expect(formatMoney('1234.56', 'USD', es)).to.equal('$1,234.56\u00a0USD');
    expect(formatMoney('-0.5', 'COP', es)).to.equal('\u2212$0.50\u00a0COP');
    expect(formatMoney('1234', 'CLP', es)).to.equal('$1,234\u00a0CLP');
    expect(formatUnitPrice('55.572000', 'MXN', es)).to.equal('$55.572\u00a0MXN');
  });

  it('keeps every digit of any amount', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.integer({ min: 0, max: 99 }),
        (a, b) => {
          const cents = String(b).padStart(2, '0');
          const shown = formatMoney(`${a}.${cents}`, 'MXN', es);
          expect(shown.replace(/[^\d.]/g, '')).to.equal(`${a}.${cents}`);
        },
      ),
    );
  });

  it('writes the same day in any zone', () => {
    expect(formatDate('2016-04-11', es)).to.equal('11-abr-2016');
    expect(formatDate('2016-09-01', es)).to.equal('01-sep-2016');
    expect(formatDate('2016-04-11', pt)).to.equal('11/04/2016');
    expect(addDays('2026-03-01', -1)).to.equal('2026-02-28');
    expect(today('America/Mexico_City')).to.match(/^\d{4}-\d\d-\d\d$/);
  });
});

describe('texts', () => {
  for (const [language, region, one, many] of [
    ['es', 'es-MX', '1 cliente', '10,001 clientes'],
    ['pt', 'pt-BR', '1 cliente', '10.001 clientes'],
    ['en', 'en-US', '1 customer', '10,001 customers'],
  ] as const)
    it(`write how many there are as the region does: ${region}`, async () => {
      await loadCatalogue(language, ['staff']);
      const t = createTranslator({ language, region }, ['staff'], []);
      expect(t('mass_send.found', { count: 1 })).to.equal(one);
      expect(t('mass_send.found', { count: 10_001 })).to.equal(many);
      // What only looks like a number is what it was given as.
      expect(t('mass_send.recover_named', { address: '10001' })).to.contain('10001');
    });
});

describe('theme', () => {
  const rule = (theme: Record<string, string | [string, string]>) => {
    const sheet = new ThemeSheet();
    sheet.apply(theme, undefined, true);
    return (sheet.sheet.cssRules[0] as CSSStyleRule).style;
  };

  it('takes checked values only', () => {
    const style = rule({
      'color-primary': ['#0a6c8c', '#5cc8e6'],
      'color-text': 'red; } body { display: none',
      'color-link': ['#0a6c8c', 'url(https://evil.example)'],
      'font-family': '"X", url(x)',
      'radius-large': 'calc(1px)',
      'no-such-token': '#000000',
      space: '4px',
    });
    expect(style.getPropertyValue('--p-color-primary')).to.equal(
      'var(--portal-color-primary, light-dark(#0a6c8c, #5cc8e6))',
    );
    expect(style.getPropertyValue('--p-space')).to.equal('var(--portal-space, 4px)');
    for (const name of [
      'color-text',
      'color-link',
      'font-family',
      'radius-large',
      'no-such-token',
    ]) {
      expect(style.getPropertyValue(`--p-${name}`)).to.equal('');
    }
  });

  it('never becomes more than one rule, whatever comes', () => {
    const names = Object.keys(themeTokenTypes);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (theme) => {
        const sheet = new ThemeSheet();
        sheet.apply(theme, undefined, true);
        expect(sheet.sheet.cssRules).to.have.length(1);
        expect(sheet.sheet.cssRules[0]?.cssText).to.not.match(/url|;\s*\}.+\}/);
      }),
    );
  });
});

describe('configuration', () => {
  let server: StandIn;
  beforeEach(() => {
    server = new StandIn();
    server.session = null;
  });
  afterEach(clear);

  it('lets two tenants live on one page', async () => {
    const other = new StandIn();
    other.session = null;
    other.tenant = { slug: 'zambe', locale: 'pt', theme: { 'color-primary': '#a3401f' } };
    server.tenant = { theme: { 'color-primary': '#0a6c8c' } };
    const one = await mount<PortalLogin>(`<portal-login api="${server.api}"></portal-login>`);
    const two = await mount<PortalLogin>(
      `<portal-login api="${other.api}" locale="pt"></portal-login>`,
    );
    const colour = (element: Element) =>
      getComputedStyle(element).getPropertyValue('--p-color-primary');
    expect([colour(one), colour(two)]).to.deep.equal(['#0a6c8c', '#a3401f']);
    expect(text(two)).to.contain('Senha');
    expect(server.calls).to.have.length(1);
  });

  for (const place of ['portal-login', ':root', '.wrapper', 'portal-config'])
    it(`lets the page's own token win over the theme: on ${place}`, async () => {
      server.tenant = { theme: { 'color-primary': '#0a6c8c', 'font-size': '20px' } };
      const style = document.createElement('style');
      style.textContent = `${place} { --portal-color-primary: #123456; --portal-font-size: 18px }`;
      document.head.append(style);
      const element = await mount<PortalLogin>(
        `<div class="wrapper"><portal-config><portal-login api="${server.api}"></portal-login></portal-config></div>`,
      );
      const { backgroundColor } = getComputedStyle(find(element, '.primary'));
      expect(backgroundColor).to.equal('rgb(18, 52, 86)');
      expect(getComputedStyle(element).fontSize).to.equal('18px');
      style.remove();
      expect(getComputedStyle(element).fontSize).to.equal('20px');
    });

  it('takes the nearest portal-config, and follows it', async () => {
    const holder = document.createElement('div');
    holder.innerHTML = `<portal-config api="${server.api}" tenant="aqua" locale="en"><portal-login></portal-login></portal-config>`;
    document.body.append(holder);
    const element = holder.querySelector('portal-login') as PortalLogin;
    await waitUntil(() => text(element).includes('Password'));
    element.parentElement?.setAttribute('locale', 'pt');
    await waitUntil(() => text(element).includes('Senha'));
    element.parentElement?.setAttribute('scheme', 'dark');
    await waitUntil(() => getComputedStyle(element).colorScheme === 'dark', 'it is not dark');
  });

  it('leaves the look to the page where a portal-config above says so', async () => {
    server.tenant = { theme: { 'font-size': '20px' } };
    const look = async (attributes: string) => {
      const element = await mount<PortalLogin>(
        `<portal-config ${attributes}><portal-login api="${server.api}"></portal-login></portal-config>`,
      );
      return getComputedStyle(element).fontSize;
    };
    expect(await look('')).to.equal('20px');
    expect(await look('theme="none"')).not.to.equal('20px');
  });

  it('finds the language across shadow roots', async () => {
    const host = document.createElement('div');
    host.lang = 'pt-BR';
    host.attachShadow({
      mode: 'open',
    }).innerHTML = `<portal-login api="${server.api}"></portal-login>`;
    document.body.append(host);
    const element = host.shadowRoot?.querySelector('portal-login') as PortalLogin;
    await waitUntil(() => text(element).includes('Senha'));
    host.lang = 'es';
    await waitUntil(() => text(element).includes('Contraseña'));
  });

  it('takes words of the tenant, and over them those of the element', async () => {
    server.tenant = { strings: { es: { 'login.title': 'Portal Aqua', 'login.login': 'Cliente' } } };
    const element = await mount<PortalLogin>(`<portal-login api="${server.api}"></portal-login>`);
    expect(text(element)).to.contain('Portal Aqua');
    element.strings = { 'login.login': 'No. de cliente' };
    await waitUntil(() => text(element).includes('No. de cliente'));
    expect(text(element)).to.contain('Portal Aqua');
  });

  it('registers under a prefix, and keeps what was set before', async () => {
    const early = document.createElement('acme-login') as PortalLogin;
    early.api = server.api;
    early.locale = 'en';
    document.body.append(early);
    definePortal({ prefix: 'acme' });
    definePortal({ prefix: 'acme' });
    await waitUntil(() => text(early).includes('Password'));
    early.remove();
  });

  it('says so when nobody told it where the server is', async () => {
    const element = document.createElement('portal-login') as PortalLogin;
    document.body.append(element);
    await waitUntil(() => element.dataset['state'] === 'error');
    expect(text(element)).to.contain('no está bien configurado');
    element.remove();
  });

  it('keeps nothing in web storage', async () => {
    await mount<PortalLogin>(`<portal-login api="${server.api}"></portal-login>`);
    await aTimeout(0);
    expect([localStorage.length, sessionStorage.length]).to.deep.equal([0, 0]);
  });
});
