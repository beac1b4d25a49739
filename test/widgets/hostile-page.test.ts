// What a page's style sheet does to an element in it: nothing that a reader would notice.
import { aTimeout, expect } from '@open-wc/testing';
import type { PortalLogin } from '../../widgets/index.ts';
import { layouts } from '../support/layouts.ts';
import { StandIn } from './stand-in.ts';
import { clear, find, mount } from './support.ts';

/** Properties that go on into what is inside, with values no element of ours uses. */
const inherited = {
  color: 'rgb(255, 0, 0)',
  cursor: 'wait',
  direction: 'rtl',
  'font-family': 'monospace',
  'font-size': '40px',
  'font-style': 'italic',
  'font-variant-caps': 'small-caps',
  'font-weight': '900',
  hyphens: 'auto',
  'letter-spacing': '5px',
  'line-height': '3',
  'list-style-type': 'square',
  'overflow-wrap': 'anywhere',
  'tab-size': '2',
  'text-align': 'right',
  'text-indent': '40px',
  'text-shadow': 'red 2px 2px 0px',
  'text-transform': 'uppercase',
  'white-space': 'pre',
  'word-break': 'break-all',
  'word-spacing': '20px',
};
const declarations = (end: string) =>
  Object.entries(inherited).map(([name, value]) => `${name}: ${value}${end};`);

const sheets = {
  'inherited from above': `html, body { ${declarations('').join('')} }`,
  'on everything': `* { ${declarations('').join('')} padding: 9px; box-sizing: content-box }`,
  'on everything, important': `* { ${declarations(' !important').join('')} padding: 9px !important }`,
  'everything taken back': '* { all: revert !important }',
  'everything initial': '* { all: initial !important }',
  'our kinds of parts hidden': 'button, input, label, form, svg { display: none !important }',
  'every box out of the flow': 'div { position: absolute !important; float: left }',
};

describe('a hostile page', () => {
  let server: StandIn;
  let style: HTMLStyleElement;
  let element: PortalLogin;
  beforeEach(async () => {
    server = new StandIn();
    server.session = null;
    style = document.createElement('style');
    document.head.append(style);
    element = await mount<PortalLogin>(`<portal-login api="${server.api}"></portal-login>`);
    // In a box of its own the element is as wide whatever the page does around it.
    element.style.cssText =
      'display: block !important; position: fixed !important; inset: 0 auto auto 0 !important; inline-size: 400px !important; max-inline-size: none !important; margin: 0 !important';
    await aTimeout(0);
  });
  afterEach(() => {
    style.remove();
    clear();
  });

  /** Place, size and type of every part inside. */
  const look = () =>
    [...(element.shadowRoot?.querySelectorAll('*') ?? [])].map((part) => {
      const { x, y, width, height } = part.getBoundingClientRect();
      const computed = getComputedStyle(part);
      const type = Object.keys(inherited).map((name) => computed.getPropertyValue(name));
      return [part.localName, x, y, width, height, ...type].join(' ');
    });

  for (const [name, sheet] of Object.entries(sheets)) {
    it(`changes nothing inside: ${name}`, async () => {
      const before = look();
      style.textContent = sheet;
      await aTimeout(200);
      expect(look()).to.deep.equal(before);
    });
  }

  it('hides the element where it hides what the element stands in', () => {
    const button = () => getComputedStyle(find(element, 'button[type=submit]'));
    style.textContent = 'body { visibility: hidden; pointer-events: none }';
    expect(button().visibility).to.equal('hidden');
    expect(button().pointerEvents).to.equal('none');
    style.textContent = '';
    expect(button().visibility).to.equal('visible');
  });

  it('shows the element whole that was not displayed at first', () => {
    const before = look();
    const holder = element.parentElement as HTMLElement;
    holder.style.display = 'none';
    expect(find(element, '.root').getBoundingClientRect().width).to.equal(0);
    holder.style.display = '';
    expect(look()).to.deep.equal(before);
  });

  for (const width of [200, 2400]) {
    it(`is as wide as its box, at ${width} pixels`, () => {
      element.style.setProperty('inline-size', `${width}px`, 'important');
      expect(find(element, '.root').scrollWidth).to.equal(width);
    });
  }
});

describe('a place that asks the elements how wide they are', () => {
  let server: StandIn;
  beforeEach(() => {
    server = new StandIn();
    server.session = null;
  });
  afterEach(clear);

  const widths = async (box: string, own = '', around = 'div') => {
    const elements = ['login', 'orders'].map(
      (name) => `<portal-${name} api="${server.api}" style="${own}"></portal-${name}>`,
    );
    const inside = elements.map((code) => (own ? `<div>${code}</div>` : code)).join('');
    const login = await mount<PortalLogin>(
      `<${around} class="box" style="inline-size: 700px; ${box}" ${around === 'dialog' ? 'open' : ''}>${inside}</${around}>`,
    );
    const all = login.closest('.box')?.querySelectorAll<HTMLElement>('[api]') ?? [];
    return [...all].map((element) => element.getBoundingClientRect().width);
  };

  for (const [name, [box, own]] of Object.entries(layouts))
    it(`is as wide as one can read, and no wider than there is room: ${name}`, async () => {
      const [login = 0, orders = 0] = await widths(box, own);
      for (const width of [login, orders]) expect(width).to.be.within(190, 1024.5);
      expect(login).to.be.at.most(416.5);
    });

  it('shows a dialog with a sign-in in it', async () => {
    const [login] = await widths('inline-size: fit-content; position: fixed', '', 'dialog');
    expect(login).to.be.within(400, 416.5);
  });

  it('leaves the width to a page that sets it', async () => {
    expect(await widths('', 'inline-size: 280px')).to.deep.equal([280, 280]);
    expect(await widths('inline-size: 240px')).to.deep.equal([240, 240]);
  });
});
