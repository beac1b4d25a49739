import { expect } from '@open-wc/testing';
import { contrast, contrastFaults, nearestPassing } from '#contract/colour';
import type { PortalBranding, PortalHome } from '../../widgets/index.ts';
import { hostileValues } from '../support/hostile.ts';
import { StandIn } from './stand-in.ts';
import { designer } from './stand-in-branding.ts';
import {
  announced,
  clear,
  expectAccessible,
  find,
  mount,
  press,
  text,
  waitUntil,
  write,
} from './support.ts';

let server: StandIn;
const show = async (more = ''): Promise<PortalBranding> => {
  const element = await mount<PortalBranding>(
    `<portal-branding api="${server.api}" ${more}></portal-branding>`,
  );
  await waitUntil(() => element.shadowRoot?.querySelector('.control-panel > :not(.bone)') !== null);
  return element;
};
const sent = (key: string) =>
  server.calls.filter(({ method, path }) => `${method} ${path}` === key).map(({ body }) => body);
const home = (element: PortalBranding) =>
  element.shadowRoot?.querySelector<PortalHome>('.glass portal-home');
const colourIn = (element: PortalBranding, token: string) => {
  const shown = home(element)!.shadowRoot!.querySelector('.root')!;
  return getComputedStyle(shown).getPropertyValue(token).trim();
};

describe('portal-branding', () => {
  beforeEach(() => {
    server = new StandIn();
    server.session = designer;
  });
  afterEach(clear);

  it('shows real elements in the colours that are chosen, keeps them, and changes nothing around', async () => {
    const element = await show();
    await waitUntil(() => home(element)?.dataset.state === 'ready');
    const own = getComputedStyle(find(element, '.root')).getPropertyValue('--p-color-primary');
    write(element, '#color-primary-light', '#7a1fa2');
    await waitUntil(() => colourIn(element, '--p-color-primary').includes('#7a1fa2'));
    expect(getComputedStyle(find(element, '.root')).getPropertyValue('--p-color-primary')).to.equal(
      own,
    );
    await waitUntil(() => sent('PUT /branding-draft').length === 1);
    const { theme } = server.branding.look;
    expect(theme['color-primary']).to.deep.equal(['#7a1fa2', '#93b4f5']);
    expect(contrastFaults({ ...server.branding.draft.base, ...theme })).to.deep.equal([]);
    expect(sent('POST /branding-draft/publication')).to.deep.equal([]);
    // After a reload it is there.
    clear();
    const again = await show();
    expect(find<HTMLInputElement>(again, '#color-primary-light').value).to.equal('#7a1fa2');
  });

  it('names what cannot be read with the colours that would do, and publishes nothing before', async () => {
    const element = await show();
    write(element, '#color-muted-light', '#b0b8c4');
    await waitUntil(() => element.shadowRoot?.querySelector('.fault') !== null);
    expect(text(element)).to.match(/Texto secundario sobre Fondo no se lee bien: [\d.]+:1/);
    await press(element, 'Publicar', true);
    expect(sent('POST /branding-draft/publication')).to.deep.equal([]);
    const chip = find(element, '.chip');
    const [, colour = ''] = /(#[\dA-F]{6})/.exec(chip.textContent ?? '') ?? [];
    expect(contrast(colour.toLowerCase(), '#ffffff') >= 4.5).to.equal(true);
    chip.click();
    await waitUntil(() => element.shadowRoot?.querySelector('.fault') === null);
    await waitUntil(() => text(element).includes('Borrador guardado'));
    await press(element, 'Publicar');
    await waitUntil(() => announced(element).includes('ya está publicada'));
    expect(sent('POST /branding-draft/publication')).to.deep.equal([{ version: 4, at: null }]);
  });

  it('lets who was slower choose between both drafts', async () => {
    const element = await show('group="pages"');
    await waitUntil(() => element.shadowRoot?.querySelector('#footer-es') !== null);
    server.branding.version = 9;
    server.branding.look = { ...server.branding.look, footer: { es: 'Lo de ellos' } };
    write(element, '#footer-es', 'Lo mío');
    await waitUntil(() => text(element).includes('El borrador cambió mientras tanto'));
    await press(element, 'Conservar lo mío');
    await waitUntil(() => server.branding.look.footer.es === 'Lo mío');
  });

  it('gives any text another wording, in each language, and takes it back', async () => {
    const element = await show('group="texts"');
    await waitUntil(() => element.shadowRoot?.querySelector('.text-key') !== null);
    write(element, '#text-orders-title-es', 'Sus compras');
    await waitUntil(() => server.branding.look.strings.es?.['orders.title'] === 'Sus compras');
    expect(text(element)).to.contain('Faltan 2 idiomas');
    await press(element, 'Restablecer orders.title');
    await waitUntil(() => server.branding.look.strings.es?.['orders.title'] === undefined);
  });

  it('takes the colours of the page around, once asked, and says where each was found', async () => {
    const page = document.createElement('div');
    page.innerHTML = '<a href="#">x</a><button>x</button>';
    document.body.prepend(page);
    page.querySelector('a')!.style.color = 'rgb(0, 90, 40)';
    page.querySelector('button')!.style.backgroundColor = 'rgb(10, 20, 30)';
    const element = await show();
    await press(element, 'Tomar los colores de esta página');
    await waitUntil(() => element.shadowRoot?.querySelector('.found') !== null);
    const found = find(element, '.found').textContent ?? '';
    expect(found).to.contain('#005A28').and.to.contain('<a>');
    expect(found).to.contain('#0A141E').and.to.contain('<button>');
    await press(element, 'Usar estos valores');
    await waitUntil(() => server.branding.look.theme['color-link']?.[0] === '#005a28');
  });

  it('shows each mail as the server writes it in the colours of the draft, and mails it to oneself', async () => {
    const element = await show('scene="mail"');
    await waitUntil(() => element.shadowRoot?.querySelector('.mail-sheet') !== null);
    expect(find(element, '.mail-head').textContent).to.contain('Asunto de invitation');
    write(element, '#color-primary-light', '#7a1fa2');
    await waitUntil(
      () => getComputedStyle(find(element, '.mail-button')).backgroundColor === 'rgb(122, 31, 162)',
    );
    const which = find<HTMLSelectElement>(element, '#mail-which');
    which.value = 'statement';
    which.dispatchEvent(new Event('change'));
    await waitUntil(
      () => find(element, '.mail-head').textContent?.includes('de statement') ?? false,
    );
    expect(sent('POST /mail-previews').at(-1)).to.deep.equal({ mail: 'statement', locale: 'es' });
    // Whoever may not look at contacts is offered none.
    expect(element.shadowRoot?.querySelector('#mail-contact')).to.equal(null);
    await waitUntil(() => text(element).includes('Borrador guardado'));
    await press(element, 'Enviarme este correo');
    await waitUntil(() => announced(element).includes('nilo@aquavelia.example'));
    expect(sent('POST /mail-tests')).to.deep.equal([{ mail: 'statement', locale: 'es' }]);
    await expectAccessible(element);
  });

  it('shows amounts in a currency of the language, also once another is chosen', async () => {
    const element = await show('scene="statement"');
    const amounts = () =>
      element.shadowRoot?.querySelector('portal-statement')?.shadowRoot?.textContent ?? '';
    await waitUntil(() => amounts().includes('MXN'), 'no pesos');
    expect(amounts()).not.to.contain('BRL');
    await press(element, 'pt');
    await waitUntil(() => amounts().includes('BRL'), 'no reais');
    await waitUntil(() => !amounts().includes('MXN'), 'still pesos');
  });

  it('has the server draw a sample document', async () => {
    const element = await show('scene="pdf" language="pt"');
    await waitUntil(() => element.shadowRoot?.querySelector('.pdf') !== null);
    await press(element, 'Descargar el PDF de ejemplo');
    await waitUntil(() => announced(element).includes('se descargó'));
    const [asked] = server.calls.filter(({ path }) => path.startsWith('/branding-draft/statement'));
    expect(asked?.method).to.equal('GET');
  });

  it('is the same by keyboard and for screen readers, and has both sides behind a switch where there is no room', async () => {
    const element = await show();
    await waitUntil(() => home(element)?.dataset.state === 'ready');
    await expectAccessible(element);
    element.parentElement!.style.inlineSize = '360px';
    await waitUntil(() => getComputedStyle(find(element, '.stage')).display === 'none');
    await press(element, 'Vista previa');
    await waitUntil(() => getComputedStyle(find(element, '.controls')).display === 'none');
    expect(element.getAttribute('side')).to.equal('stage');
  });

  it('is for who may give the portal its look', async () => {
    server.session = { ...designer, permissions: ['access.manage'] };
    await mount(`<portal-branding api="${server.api}"></portal-branding>`, 'forbidden');
    expect(sent('GET /branding-draft')).to.deep.equal([]);
  });
});

describe('500 values of themes in a browser', () => {
  afterEach(clear);

  it('fetch nothing, run nothing and leave every colour as it was', async () => {
    const server = new StandIn();
    const fetched: string[] = [];
    const watch = new PerformanceObserver((list) =>
      fetched.push(...list.getEntries().map(({ name }) => name)),
    );
    watch.observe({ type: 'resource' });
    const alerted: unknown[] = [];
    window.alert = (text) => void alerted.push(text);
    const values = hostileValues();
    const names = ['color-text', 'color-background', 'font-family', 'inset', 'radius-medium'];
    const element = await mount<PortalHome>(`<portal-home api="${server.api}"></portal-home>`);
    const root = find(element, '.root');
    const seen = () => {
      const { color, backgroundColor, position, zIndex } = getComputedStyle(root);
      return JSON.stringify({ color, backgroundColor, position, zIndex });
    };
    const before = seen();
    for (let i = 0; i < values.length; i += names.length) {
      const theme = Object.fromEntries(names.map((name, at) => [name, values[i + at] ?? '']));
      server.tenant = {
        theme: { ...theme, 'color-text': [theme['color-text'] ?? '', '#ffffff'] },
      };
      await element.refresh();
      await element.updateComplete;
      const set = element.shadowRoot!.adoptedStyleSheets.map((sheet) =>
        [...sheet.cssRules].map(({ cssText }) => cssText).join(''),
      );
      expect(set.join('')).not.to.match(/url\(|@import|evil|expression|src\(/);
    }
    expect(seen()).to.equal(before);
    expect(fetched.filter((name) => name.includes('evil'))).to.deep.equal([]);
    expect(alerted).to.deep.equal([]);
    watch.disconnect();
  });

  it('find the nearest colour that passes in no time, whatever they are', () => {
    const { base } = server.branding.draft;
    expect(nearestPassing({ ...base, 'color-link': '#ffffff' }, 'color-link', 0)).to.match(/^#/);
  });
});
