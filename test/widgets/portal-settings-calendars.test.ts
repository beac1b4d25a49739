import { expect } from '@open-wc/testing';
import type { PortalSettings } from '../../widgets/index.ts';
import { StandIn } from './stand-in.ts';
import { operator } from './stand-in-settings.ts';
import {
  asked,
  clear,
  expectAccessible,
  find,
  focused,
  mount,
  press,
  rowTexts,
  says,
  submit,
  text,
  waitUntil,
  write,
} from './support.ts';

describe('the days of work in portal-settings', () => {
  let server: StandIn;
  const show = async () => {
    const element = await mount<PortalSettings>(
      `<portal-settings api="${server.api}" open="calendars"></portal-settings>`,
    );
    await waitUntil(() => element.shadowRoot!.querySelector('#day-off') !== null, 'no card');
    return element;
  };
  const choose = (element: PortalSettings, key: string) => {
    const select = find<HTMLSelectElement>(element, '#calendar');
    select.value = key;
    select.dispatchEvent(new Event('change'));
    return element.updateComplete;
  };
  const worked = (element: PortalSettings) =>
    Array.from(
      element.renderRoot.querySelectorAll<HTMLInputElement>('input[type=checkbox]'),
      ({ checked }) => (checked ? 1 : 0),
    ).join('');
  const sent = () => server.calls.filter(({ method }) => method !== 'GET');

  beforeEach(() => {
    server = new StandIn();
    server.session = operator;
  });
  afterEach(clear);

  it('are ticked and listed, and saved together', async () => {
    const element = await show();
    expect(worked(element)).to.equal('1111100');
    expect(text(element)).to.contain('lunes').and.contain('No hay días inhábiles.');
    find(element, '[name=weekday-6]').click();
    write(element, '#day-off', '25/12/2027');
    write(element, '#day-off-name', 'Navidad');
    await press(element, 'Agregar día inhábil');
    await element.updateComplete;
    expect(rowTexts(element).join()).to.contain('25-dic-2027').and.contain('Navidad');
    expect(focused(element)).to.equal(find(element, '#day-off'));
    await expectAccessible(element);
    await press(element, 'Guardar');
    await says(element, 'Se guardó el calendario.');
    const { weekdays, days } = server.settings.calendars.items[0]!;
    expect([weekdays, days]).to.deep.equal([
      [1, 2, 3, 4, 5, 6],
      [{ day: '2027-12-25', name: 'Navidad' }],
    ]);
    await press(element, 'Quitar Navidad, 25-dic-2027');
    await element.updateComplete;
    expect(text(element)).to.contain('No hay días inhábiles.');
  });

  it('of a place are the company’s until others are saved, and again once those are taken away', async () => {
    const element = await show();
    write(element, '#place', 'mxzlo');
    await press(element, 'Abrir ese calendario');
    await element.updateComplete;
    expect(find<HTMLSelectElement>(element, '#calendar').value).to.equal('location:MXZLO');
    expect(text(element)).to.contain('rige el calendario de toda la empresa');
    find(element, '[name=weekday-7]').click();
    await press(element, 'Guardar');
    await says(element, 'Se guardó el calendario.');
    expect(sent().at(-1)?.path).to.equal('/settings/calendars/location%3AMXZLO');
    await press(element, 'Quitar este calendario');
    await asked(element);
    expect(text(element)).to.contain('Volverá a regir');
    await submit(element, 'dialog form');
    await says(element, 'Se quitó el calendario.');
    expect(find<HTMLSelectElement>(element, '#calendar').value).to.equal('tenant');
    await choose(element, 'company:SM01');
    expect(worked(element)).to.equal('1111100');
  });

  it('are not saved without a day, and faults of a day off stand at their field', async () => {
    const element = await show();
    for (const number of [1, 2, 3, 4, 5]) {
      find(element, `[name=weekday-${number}]`).click();
      await element.updateComplete;
    }
    expect(text(element)).to.contain('Elija al menos un día.');
    await press(element, 'Guardar');
    expect(sent()).to.deep.equal([]);
    write(element, '#day-off', '31/02/2027');
    await press(element, 'Agregar día inhábil');
    await says(element, 'Escriba una fecha que exista');
    write(element, '#day-off', '01/01/2027');
    await press(element, 'Agregar día inhábil');
    await says(element, 'Complete este campo.');
    write(element, '#place', 'a b');
    await press(element, 'Abrir ese calendario');
    await says(element, 'Escriba un código de letras y números.');
  });

  it('keep what was chosen where somebody was quicker', async () => {
    const element = await show();
    find(element, '[name=weekday-6]').click();
    await element.updateComplete;
    server.settings.calendars.items[0]!.version = 4;
    await press(element, 'Guardar');
    await says(element, 'Esto cambió mientras tanto');
    expect(worked(element)).to.equal('1111110');
    await press(element, 'Guardar');
    await says(element, 'Se guardó el calendario.');
  });
});
