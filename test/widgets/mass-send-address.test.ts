import { expect } from '@open-wc/testing';
import type { PortalApp, PortalMassSend } from '../../widgets/index.ts';
import { StandIn } from './stand-in.ts';
import { mailingList, massSend, recipient, sender } from './stand-in-mass-send.ts';
import {
  clear,
  enter,
  find,
  mount,
  press,
  says,
  settled,
  text,
  travel,
  waitUntil,
  write,
} from './support.ts';

describe('a mass send in the address', () => {
  let server: StandIn;
  const address = location.pathname + location.search;
  const run = massSend(1);
  const { id } = run;

  beforeEach(() => {
    server = new StandIn();
    server.session = sender;
    server.massSend.size = 2;
    server.massSend.lists = [1, 2, 3].map((index) => mailingList(index));
    server.massSend.runs = [run];
    server.massSend.recipients = [recipient(1), recipient(2, 'skipped', { skipped: 'no_balance' })];
    history.replaceState(null, '', address);
  });
  afterEach(() => {
    clear();
    history.replaceState(null, '', address);
  });

  const params = () =>
    Object.fromEntries(
      [...new URL(location.href).searchParams]
        .filter(([name]) => name.startsWith('envio'))
        .map(([name, value]) => [name.slice(6), value]),
    );
  const holds = (wanted: Record<string, string>) =>
    waitUntil(() => JSON.stringify(params()) === JSON.stringify(wanted), JSON.stringify(wanted));
  const lacks = (element: PortalMassSend, words: string) =>
    waitUntil(() => !text(element).includes(words), `still said: ${words}`);
  const show = async (more = 'address="envio"') => {
    const element = await mount<PortalMassSend>(
      `<portal-mass-send api="${server.api}" ${more}></portal-mass-send>`,
    );
    await waitUntil(() => element.shadowRoot?.querySelector('#company, .run-title'));
    return element;
  };
  /** The same page, loaded anew. */
  const reload = () => {
    clear();
    return show();
  };
  const search = async (element: PortalMassSend, company: string) => {
    const control = find<HTMLSelectElement>(element, '#company');
    await waitUntil(() => control.options.length > 1);
    control.value = company;
    control.dispatchEvent(new Event('change'));
    await element.updateComplete;
    await press(element, 'Buscar');
  };
  const companyOf = (element: PortalMassSend) => find<HTMLSelectElement>(element, '#company').value;

  describe('what is typed and not sent', () => {
    const value = (element: PortalMassSend, id: string) =>
      find<HTMLInputElement>(element, `#${id}`).value;
    const whole = (element: PortalMassSend) =>
      ['company', 'customer', 'mailboxes'].map((one) => value(element, one));
    const kept = (words: string) =>
      waitUntil(() => JSON.stringify(history.state)?.includes(words), `never kept: ${words}`);

    it('comes back as a list that is changed, with whose it is', async () => {
      const more = 'address="envio" view="list"';
      const element = await show(more);
      enter(element, '#company');
      await search(element, 'SM02');
      await press(element, 'Editar: cliente 1002902');
      const mailboxes = 'otra@cliente.example';
      await waitUntil(() => value(element, 'mailboxes') !== '');
      enter(element, '#mailboxes');
      write(element, '#mailboxes', mailboxes);
      await kept(mailboxes);
      clear();
      const again = await show(more);
      await waitUntil(() => value(again, 'mailboxes') === mailboxes, 'is lost');
      await waitUntil(
        () => whole(again).join() === ['SM02', 'Cliente 2 · 1002902', mailboxes].join(),
        'is nobody\u2019s',
      );
    });

    it('comes back with the customer that was chosen', async () => {
      const element = await show('view="list"');
      enter(element, '#customer');
      write(element, '#customer', 'liente 3');
      await waitUntil(() => element.shadowRoot?.querySelector('#customer-0'));
      find(element, '#customer-0').click();
      await kept('1002903');
      clear();
      const again = await show('view="list"');
      await waitUntil(() => value(again, 'customer').includes('1002903'), 'is lost');
    });
  });

  it('keeps a search and its page: reload, back, forward', async () => {
    const element = await show();
    await search(element, 'SM02');
    await says(element, 'Cliente 1');
    await holds({ company: 'SM02' });
    await press(element, 'Siguiente');
    await says(element, 'Cliente 3');
    await holds({ company: 'SM02', page: '2~2' });

    const again = await reload();
    await says(again, 'Cliente 3');
    expect(text(again)).to.not.include('Cliente 1');
    expect(companyOf(again)).to.equal('SM02');
    await search(again, 'SM03');
    await lacks(again, 'Cliente 3');
    await holds({ company: 'SM03' });
    await travel(-1);
    await says(again, 'Cliente 3');
    await waitUntil(() => companyOf(again) === 'SM02');
    await travel(1);
    await lacks(again, 'Cliente 3');
    await waitUntil(() => companyOf(again) === 'SM03');
  });

  it('keeps a search of all companies, and the size of its pages', async () => {
    const element = await show();
    await search(element, '');
    await holds({ company: '' });
    await waitUntil(() => element.shadowRoot?.querySelector('#page-size'));
    const choice = find<HTMLSelectElement>(element, '#page-size');
    choice.value = '50';
    choice.dispatchEvent(new Event('change'));
    await holds({ company: '', size: '50' });
    const again = await reload();
    await says(again, 'Cliente 1');
    expect(server.called('/mailing-lists').at(-1)!.query.get('limit')).to.equal('50');
  });

  it('keeps an open run with the customers that were left of it', async () => {
    const element = await show();
    find<HTMLDetailsElement>(element, 'details.runs').open = true;
    await waitUntil(() => element.shadowRoot!.querySelector('details.runs .action button'));
    await holds({ runs: 'open' });
    find(element, 'details.runs .action button').click();
    await says(element, 'Clientes del envío');
    await holds({ run: id, runs: 'open' });
    const chip = [...element.shadowRoot!.querySelectorAll<HTMLElement>('.chips .chip')].find(
      (one) => one.textContent!.includes('Omitido'),
    );
    chip!.click();
    await lacks(element, 'Cliente 1');
    await holds({ run: id, runs: 'open', state: 'skipped' });

    const again = await reload();
    await says(again, 'Cliente 2');
    expect(text(again)).to.not.include('Cliente 1');
    expect(server.called(`/mass-sends/${id}/recipients`).at(-1)!.query.get('state')).to.equal(
      'skipped',
    );
    await travel(-1);
    await waitUntil(() => again.run === '');
    await waitUntil(() => again.shadowRoot!.querySelector('details.runs[open] .action button'));
  });

  it('takes no word that the server would refuse', async () => {
    history.replaceState(
      null,
      '',
      `${address}${location.search ? '&' : '?'}envio.run=${id}&envio.state=nothing&envio.recipients-size=7`,
    );
    const element = await show();
    await says(element, 'Cliente 1');
    await holds({ run: id });
  });

  it('keeps the list that is being changed, as it is by now', async () => {
    const element = await show('address="envio" view="list"');
    await search(element, 'SM02');
    await says(element, 'Cliente 1');
    await press(element, 'Editar: cliente 1002901');
    await waitUntil(
      () => find<HTMLInputElement>(element, '#customer').value === 'Cliente 1 · 1002901',
    );
    await holds({ company: 'SM02', list: 'SM02~1002901' });
    clear();
    const again = await show('address="envio" view="list"');
    await waitUntil(
      () => find<HTMLTextAreaElement>(again, '#mailboxes').value === 'pagos1@cliente.example',
    );
    await says(again, 'Cliente 2');
    await travel(-1);
    await waitUntil(() => find<HTMLInputElement>(again, '#customer').value === '');
    // What is typed for another customer is a list of its own.
    await travel(1);
    await waitUntil(
      () => find<HTMLInputElement>(again, '#customer').value === 'Cliente 1 · 1002901',
    );
    write(again, '#customer', '1002902');
    await holds({ company: 'SM02' });
  });

  it('goes from tab to tab and back', async () => {
    const element = await show();
    await search(element, 'SM02');
    await says(element, 'Cliente 1');
    find(element, '#tab-list').click();
    await holds({ view: 'list' });
    await waitUntil(() => element.shadowRoot!.querySelector('#mailboxes'));
    await travel(-1);
    await says(element, 'Cliente 1');
    await holds({ company: 'SM02' });
  });

  for (const routing of ['hash', 'history']) {
    it(`lives in <portal-app> with ${routing}, also in a second tab`, async () => {
      if (routing === 'history') history.replaceState(null, '', '/portal/mass-send');
      else location.hash = '#/mass-send';
      const app = () =>
        mount<PortalApp>(
          `<portal-app api="${server.api}" routing="${routing}" base="/portal"></portal-app>`,
        );
      const inside = async (one: PortalApp) => {
        await waitUntil(() => one.shadowRoot?.querySelector('portal-mass-send'));
        const element = find<PortalMassSend>(one, 'portal-mass-send');
        await settled(element, 'ready');
        await waitUntil(() => element.shadowRoot?.querySelector('#company'));
        return element;
      };
      const element = await inside(await app());
      await search(element, 'SM02');
      await says(element, 'Cliente 1');
      await press(element, 'Siguiente');
      await says(element, 'Cliente 3');
      await waitUntil(
        () => location.href.includes('page=2~2') || location.href.includes('page=2%7E2'),
      );
      expect(location.href).to.contain('company=SM02');
      clear();
      const again = await inside(await app());
      await says(again, 'Cliente 3');
      await travel(-1);
      await lacks(again, 'Cliente 3');
    });
  }
});
