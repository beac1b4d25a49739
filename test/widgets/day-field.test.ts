import { expect } from '@open-wc/testing';
import type { PortalInvoices, PortalOrders, PortalStatement } from '../../widgets/index.ts';
import { dayText, readDay } from '../../widgets/kit/day-text.ts';
import { contact, StandIn } from './stand-in.ts';
import {
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  settled,
  text,
  waitUntil,
  write,
} from './support.ts';

describe('a typed day', () => {
  it('is read in the order of the region, whatever stands between its parts', () => {
    for (const typed of [
      '25/11/2026',
      '25-11-2026',
      '25.11.2026',
      '25 11 2026',
      '25112026',
      ' 2026-11-25 ',
    ])
      expect(readDay(typed, 'es-MX', false), typed).to.equal('2026-11-25');
    expect(readDay('03/04/2026', 'pt-BR', false)).to.equal('2026-04-03');
    expect(readDay('03/04/2026', 'en-US', false)).to.equal('2026-03-04');
  });

  it('is none while a part of it is missing, or where it does not exist', () => {
    for (const typed of [
      '31/02/2026',
      '3/2',
      '3/2/26',
      '25/11/26',
      '29/02/2027',
      '00/01/2026',
      '1/13/2026',
      '25/11/20261',
      '251126',
      'hoy',
      '/11/2026',
    ])
      for (const done of [true, false])
        expect(readDay(typed, 'es-MX', done), typed).to.equal(typed);
  });

  it('may have one digit once the reader has left the field', () => {
    expect(readDay('5/3/2026', 'es-MX', false)).to.equal('5/3/2026');
    expect(readDay('5/3/2026', 'es-MX', true)).to.equal('2026-03-05');
  });

  it('is shown as the region writes it', () => {
    expect(dayText('2026-11-05', 'es-MX')).to.equal('05/11/2026');
    expect(dayText('2026-11-05', 'en-US')).to.equal('11/05/2026');
    expect(dayText('5/1', 'es-MX')).to.equal('5/1');
  });
});

describe('the field of a day', () => {
  let server: StandIn;
  beforeEach(() => {
    server = new StandIn();
    server.session = { ...contact, permissions: [...contact.permissions, 'statement.view'] };
  });
  afterEach(clear);

  const statement = (more = '') =>
    mount<PortalStatement>(`<portal-statement api="${server.api}" ${more}></portal-statement>`);
  const value = (element: PortalOrders | PortalInvoices | PortalStatement, id: string) =>
    find<HTMLInputElement>(element, id).value;
  const open = async (element: PortalStatement, name = 'Elegir fecha: Fecha de corte') => {
    await press(element, name);
    await waitUntil(() => element.shadowRoot?.querySelector('.calendar[open]'), 'no calendar');
    return find<HTMLDialogElement>(element, '.calendar');
  };
  const key = (element: PortalStatement, name: string, shiftKey = false) =>
    focused(element)!.dispatchEvent(
      new KeyboardEvent('keydown', { key: name, shiftKey, bubbles: true, cancelable: true }),
    );
  const at = (element: PortalStatement) => focused(element)?.getAttribute('data-day');

  it('keeps what is typed and does not take the day before for it', async () => {
    const element = await statement('auto');
    const before = server.called('/statements').length;
    for (const typed of ['31/02/2018', '3/2', '3/2/18', '']) {
      write(element, '#cut-off', typed);
      await element.updateComplete;
      expect(value(element, '#cut-off')).to.equal(typed);
      await press(element, 'Generar');
      await waitUntil(() => text(element).includes('Escriba una fecha que exista'), typed);
      expect(focused(element)?.id).to.equal('cut-off');
      expect(value(element, '#cut-off')).to.equal(typed);
      write(element, '#cut-off', '1');
      await waitUntil(() => !text(element).includes('Escriba una fecha que exista'));
    }
    expect(server.called('/statements').length).to.equal(before);
    write(element, '#cut-off', '30/04/2018');
    await press(element, 'Generar');
    await waitUntil(() => element.getAttribute('cut-off') === '2018-04-30');
  });

  it('speaks the language of the reader, not of the browser', async () => {
    const element = await statement('cut-off="2018-04-03"');
    expect(value(element, '#cut-off')).to.equal('03/04/2018');
    expect(find<HTMLInputElement>(element, '#cut-off').placeholder).to.equal('dd/mm/aaaa');
    element.locale = 'en';
    await waitUntil(() => value(element, '#cut-off') === '04/03/2018');
    expect(find<HTMLInputElement>(element, '#cut-off').placeholder).to.equal('mm/dd/yyyy');
  });

  it('refuses half a day in every list that is filtered by days', async () => {
    const orders = await mount<PortalOrders>(`<portal-orders api="${server.api}"></portal-orders>`);
    const date = find<HTMLSelectElement>(orders, '#date');
    date.value = 'period';
    date.dispatchEvent(new Event('change'));
    await orders.updateComplete;
    write(orders, '#from', '1/2');
    await press(orders, 'Buscar');
    await waitUntil(() => text(orders).includes('Escriba una fecha que exista'));
    expect(focused(orders)?.id).to.equal('from');
    expect(server.called('/orders').length).to.equal(0);
    expect(orders.from).to.equal('');
    write(orders, '#from', '01/02/2026');
    await press(orders, 'Buscar');
    await waitUntil(() => server.called('/orders').length === 1);
    expect(server.called('/orders')[0]!.query.get('from')).to.equal('2026-02-01');

    const invoices = await mount<PortalInvoices>(
      `<portal-invoices api="${server.api}"></portal-invoices>`,
    );
    const before = server.called('/invoices').length;
    write(invoices, '#to', '30/02/2026');
    await press(invoices, 'Buscar');
    await waitUntil(() => text(invoices).includes('Escriba una fecha que exista'));
    expect(server.called('/invoices').length).to.equal(before);
  });

  it('opens a calendar that is walked through by keys', async () => {
    const element = await statement('cut-off="2018-03-31"');
    const calendar = await open(element);
    expect(at(element)).to.equal('2018-03-31');
    expect(calendar.querySelector('.month')?.textContent?.trim()).to.equal('marzo de 2018');
    // The week begins on Sunday in Mexico.
    expect(calendar.querySelector('th')?.getAttribute('abbr')).to.equal('domingo');
    const steps = [
      ['ArrowLeft', '2018-03-30'],
      ['ArrowUp', '2018-03-23'],
      ['Home', '2018-03-18'],
      ['End', '2018-03-24'],
      ['ArrowDown', '2018-03-31'],
      ['PageUp', '2018-02-28'],
      ['PageDown', '2018-03-28'],
      ['ArrowRight', '2018-03-29'],
    ] as const;
    for (const [name, day] of steps) {
      key(element, name);
      expect(at(element), name).to.equal(day);
    }
    key(element, 'PageUp', true);
    expect(at(element)).to.equal('2017-03-29');
    (focused(element) as HTMLElement).click();
    await waitUntil(() => !element.shadowRoot?.querySelector('.calendar'));
    expect(value(element, '#cut-off')).to.equal('29/03/2017');
    expect(focused(element)?.classList.contains('open-calendar')).to.equal(true);
  });

  it('offers no day after the last one, and leaves the field alone where it is closed', async () => {
    const element = await statement();
    const before = value(element, '#cut-off');
    const calendar = await open(element);
    const today = at(element)!;
    key(element, 'ArrowRight');
    key(element, 'PageDown');
    expect(at(element)).to.equal(today);
    const later = [...calendar.querySelectorAll<HTMLElement>('[aria-disabled]')];
    expect(later.every(({ dataset }) => dataset['day']! > today)).to.equal(true);
    later[0]?.click();
    expect(calendar.open).to.equal(true);
    calendar.close();
    await waitUntil(() => !element.shadowRoot?.querySelector('.calendar'));
    expect(value(element, '#cut-off')).to.equal(before);
  });

  it('is accessible, its targets are large enough, and it fits a phone', async () => {
    const element = await statement('cut-off="2018-03-31"');
    element.style.width = '320px';
    const calendar = await open(element);
    await expectAccessible(element);
    for (const target of calendar.querySelectorAll('button')) {
      const { width, height } = target.getBoundingClientRect();
      expect(Math.min(width, height)).to.be.at.least(24);
    }
    expect(calendar.getBoundingClientRect().width).to.be.at.most(344);
  });

  it('stays in sight where the window changes its size, as a phone that is turned', async () => {
    const element = await statement('cut-off="2018-03-31"');
    const gap = () =>
      calendar.getBoundingClientRect().left - find(element, '.day').getBoundingClientRect().left;
    element.style.width = '320px';
    const calendar = await open(element);
    expect(gap()).to.equal(0);
    element.style.display = 'block';
    element.style.marginInlineStart = '40px';
    dispatchEvent(new Event('resize'));
    expect(gap()).to.equal(0);
    calendar.close();
    await waitUntil(() => !element.shadowRoot?.querySelector('.calendar'));
    dispatchEvent(new Event('resize'));
  });

  it('says which month it shows, in the language of the reader', async () => {
    const element = await statement('cut-off="2018-03-31" locale="pt"');
    await settled(element, 'ready');
    const calendar = await open(element, 'Escolher data: Data de corte');
    await press(element, 'Próximo mês');
    expect(calendar.querySelector('.month')?.textContent?.trim()).to.equal('abril de 2018');
    await press(element, 'Ano anterior');
    expect(calendar.querySelector('.month')?.textContent?.trim()).to.equal('abril de 2017');
  });
});
