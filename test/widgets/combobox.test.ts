// The field that offers what it finds: the choice one goes to by keys is always in sight.
import { expect, waitUntil } from '@open-wc/testing';
import { LitElement } from 'lit';
import { Combobox, comboboxStyles } from '../../widgets/kit/combobox.ts';

const choices = Array.from({ length: 40 }, (_, i) => ({ value: `${i}`, label: `Cliente ${i}` }));

class Field extends LitElement {
  static override styles = comboboxStyles;
  readonly combobox = new Combobox(this, {
    id: 'customer',
    name: 'customer',
    maxLength: 100,
    search: async () => choices,
    onPick: () => {},
    onInput: () => {},
    onFound: () => {},
  });
  protected override render(): unknown {
    return this.combobox.render({ hint: 'Cliente', none: 'Nada', failed: 'Error' }, false);
  }
}
customElements.define('test-combobox', Field);

describe('a combobox with more choices than it shows', () => {
  it('brings the choice into sight that arrows, Home and End go to', async () => {
    const field = new Field();
    document.body.append(field);
    await field.updateComplete;
    const part = <E extends HTMLElement>(selector: string): E =>
      field.shadowRoot?.querySelector(selector) as E;
    const key = async (name: string): Promise<boolean> => {
      const event = new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true });
      part('input').dispatchEvent(event);
      await field.updateComplete;
      await new Promise((done) => setTimeout(done));
      return event.defaultPrevented;
    };
    const active = (): string => {
      const option = part('[aria-selected=true]');
      const [box, list] = [option.getBoundingClientRect(), part('ul').getBoundingClientRect()];
      const inSight = box.top >= list.top - 1 && box.bottom <= list.bottom + 1;
      return `${option.id} ${inSight ? 'in sight' : 'hidden'}`;
    };
    expect(await key('Home'), 'without a list it is the caret that moves').to.equal(false);
    // The first press fetches the choices, the next ones go through them.
    await key('ArrowDown');
    await waitUntil(() => part('ul').scrollHeight > part('ul').clientHeight, 'no list', {
      timeout: 45_000,
    });
    for (const { value } of choices) {
      await key('ArrowDown');
      expect(active()).to.equal(`customer-${value} in sight`);
    }
    expect(await key('Home')).to.equal(true);
    expect(active()).to.equal('customer-0 in sight');
    expect(await key('End')).to.equal(true);
    expect(active()).to.equal('customer-39 in sight');
    await key('ArrowDown');
    expect(active()).to.equal('customer-0 in sight');
    field.remove();
  });
});

it('says all of a name that the field has no room for', async () => {
  const field = new Field();
  field.style.cssText = 'display: block; inline-size: 20em';
  document.body.append(field);
  await field.updateComplete;
  field.shadowRoot!.querySelector('input')!.style.inlineSize = '100%';
  const whole = () => field.shadowRoot?.querySelector('.whole')?.textContent;
  const label = 'Comercializadora de Materiales y Acabados del Noroeste Peninsular · 0001002945';
  field.combobox.set({ value: '1002945', label });
  await waitUntil(() => whole() === label, 'not said', { timeout: 45_000 });
  field.style.inlineSize = '80em';
  await waitUntil(() => whole() === undefined, 'said in vain', { timeout: 45_000 });
  field.combobox.set({ value: '1', label: 'Corto' });
  await field.updateComplete;
  expect(whole()).to.equal(undefined);
  field.remove();
});

it('covers nothing with a list once it was sent without a find, or left while it searches', async () => {
  const nobody = new Field();
  const found = Promise.withResolvers<typeof choices>();
  Object.assign(nobody, {
    combobox: new Combobox(nobody, {
      id: 'customer',
      name: 'customer',
      maxLength: 100,
      search: (text) => (text === 'nadie' ? Promise.resolve([]) : found.promise),
      onPick: () => {},
      onInput: () => {},
      onFound: () => {},
    }),
  });
  document.body.append(nobody);
  await nobody.updateComplete;
  const input = nobody.shadowRoot!.querySelector('input')!;
  const open = () => input.getAttribute('aria-expanded');
  const type = (text: string) => {
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };
  type('nadie');
  await waitUntil(() => open() === 'true', 'nothing is said of what is not found');
  expect(await nobody.combobox.resolve()).to.equal(undefined);
  await nobody.updateComplete;
  expect(open()).to.equal('false');
  type('alguien');
  await new Promise((done) => setTimeout(done, 500));
  input.blur();
  found.resolve(choices);
  await new Promise((done) => setTimeout(done, 50));
  await nobody.updateComplete;
  expect(open()).to.equal('false');
  nobody.remove();
});
